"""What the actions do to labels and articles. One method an action, in the order of the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from annotator.domain import edits
from annotator.domain.journal import Act, Change, Entry, Kind
from annotator.domain.label import Span, Verdict
from annotator.errors import AnnotatorError
from annotator.store.journal import Journal
from annotator.ui.actions import ACTIONS
from annotator.ui.asking import Asking
from annotator.ui.editing import Edge, Unit
from annotator.ui.host import Host
from annotator.ui.jobs import Handle
from annotator.ui.sharing import Sharing
from annotator.ui.workbench import ANNOTATE, INSIGHTS, REVIEW

if TYPE_CHECKING:
    from annotator.ui.workbench import Workbench

LONG = 5_000
"""A step of more changes than this is undone and redone in a thread."""

_STEPS = {"left": -1, "right": 1}


class Commands:
    """The commands that act on the open project. What asks first stands in `Asking`."""

    def __init__(self, host: Host, asking: Asking, sharing: Sharing) -> None:
        self._host = host
        self._asking = asking
        self._sharing = sharing

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """A handler for each action of the table."""
        host, asking, sharing = self._host, self._asking, self._sharing
        found: dict[str, Callable[[], object]] = {
            "new": asking.new, "open": asking.open, "demo": asking.demo,
            "import": asking.files_to_import, "import_folder": asking.folder_to_import,
            "import_address": asking.address_to_import,
            "paste": asking.paste, "export": asking.export,
            "save_pdf": asking.save_pdf, "print": asking.print_article,
            "details": asking.details, "preferences": asking.preferences, "close": host.close,
            "hand_out": sharing.hand_out, "merge": sharing.files_to_merge,
            "go_back": sharing.go_back, "project": sharing.project,
            "palette": asking.palette, "person": partial(asking.person, ""),
            "by_rule": asking.rule, "shortcuts": asking.shortcuts, "about": asking.about,
            "annotate": partial(host.show_tab, ANNOTATE),
            "review": partial(host.show_tab, REVIEW),
            "insights": partial(host.show_tab, INSIGHTS),
            "zoom_in": partial(host.zoom, 10), "zoom_out": partial(host.zoom, -10),
            "zoom_reset": partial(host.zoom, 0),
            "theme_system": partial(host.choose_theme, "system"),
            "theme_light": partial(host.choose_theme, "light"),
            "theme_dark": partial(host.choose_theme, "dark"),
            "next": partial(self.step, 1), "previous": partial(self.step, -1),
            "find_next": partial(self.find_step, 1), "find_previous": partial(self.find_step, -1),
            "next_article": partial(self.step_article, 1),
            "previous_article": partial(self.step_article, -1),
        }  # fmt: skip
        for verdict in Verdict:
            found[verdict.value] = partial(self.verdict, verdict)
        for number in range(1, 6):
            found[f"confidence_{number}"] = partial(self.confidence, number)
        for edge in ("start", "end"):
            for side, step in _STEPS.items():
                found[f"{edge}_{side}"] = partial(self.move_edge, edge, step, "word")
                found[f"{edge}_{side}_char"] = partial(self.move_edge, edge, step, "grapheme")
        found |= self._review_handlers()
        for action in ACTIONS:
            if action.id not in found:
                found[action.id] = getattr(self, action.id if action.id != "all" else "all_")
        return {name: _quiet(handler) for name, handler in found.items()}

    def _review_handlers(self) -> dict[str, Callable[[], object]]:
        found: dict[str, Callable[[], object]] = {}
        for verdict in Verdict:
            found[f"decide_{verdict.value}"] = partial(self._decide, "set_verdict", verdict)
        for number in range(1, 10):
            found[f"take_{number}"] = partial(self._decide, "take", number)
        for edge in ("start", "end"):
            for side, step in _STEPS.items():
                found[f"decide_{edge}_{side}"] = partial(self._decide, "move_edge", edge, step)
        for name, method, *values in (
            ("next_case", "step", 1), ("previous_case", "step", -1),
            ("widest", "combine", "union"), ("narrowest", "combine", "intersection"),
            ("reject", "reject"), ("ask", "ask"), ("settle", "settle"),
            ("divide", "divide"), ("next_part", "next_part"),
        ):  # fmt: skip
            found[name] = partial(self._decide, str(method), *values)
        return found

    @property
    def _bench(self) -> Workbench:
        bench = self._host.bench
        assert bench is not None, "the action is disabled without a project"
        return bench

    # File

    def remove(self) -> None:
        """Take the article out of the project, with what this person has said of it."""
        session = self._bench.session
        article = session.article
        assert article is not None
        changes = session.project.queries.removal_of(article.id)
        others = {
            change.before["annotator"]
            for change in changes
            if change.kind in (Kind.LABEL, Kind.COMMENT) and change.before
        } - {session.annotator.id}
        if others:
            names = ", ".join(sorted(session.name_of(one) for one in others))
            who = "Somebody else" if session.blind else names
            self._host.messages.say_notice(
                f"{who} has labels or comments in this article: nobody removes another’s."
            )
            return
        said = f"remove {edits.shortened(article.title)}"
        following = self._bench.queue.step(1) or self._bench.queue.step(-1)
        if session.commit(edits.entry(session.annotator.id, said, changes)):
            self._host.open_article(following)

    # Edit

    def undo(self) -> None:
        """Take back the last step, and go to where it was."""
        self._host.messages.pass_over()
        self._bench.panel.flush()
        session = self._bench.session
        if not self._is_long(session.project.queries.undoable(session.annotator.id)):
            self._show_change(session.undo())
        elif not session.unsaved:
            self._reverse_apart("Taking back", lambda journal, me: journal.undo(me))

    def redo(self) -> None:
        """Do again what was taken back."""
        self._host.messages.pass_over()
        session = self._bench.session
        if not self._is_long(session.project.queries.redoable(session.annotator.id)):
            self._show_change(session.redo())
        elif not session.unsaved:
            self._reverse_apart("Doing again", lambda journal, me: journal.redo(me))

    def _is_long(self, step: Entry | None) -> bool:
        """Whether a step changes so much that nobody should have to wait for it."""
        queries = self._bench.session.project.queries
        return step is not None and queries.size_of(step.id) > LONG

    def _reverse_apart(self, doing: str, reverse: Callable[[Journal, str], Entry]) -> None:
        """Undo or redo in a thread: the import of a large dataset takes seconds."""
        host, bench = self._host, self._bench
        project, me = bench.session.project, bench.session.annotator.id

        def work(_: Handle) -> AnnotatorError | None:
            with project.elsewhere() as other:
                try:
                    reverse(other.journal, me)
                except AnnotatorError as error:
                    return error
            return None

        def done(error: AnnotatorError | None) -> None:
            bench.setEnabled(True)
            bench.article.setFocus()
            bench.session.look()
            if error is None:
                host.messages.say_notice("Done.")
            else:
                host.messages.say_problem(error)

        bench.setEnabled(False)
        host.messages.say_notice(f"{doing} a large step. This can take some seconds.")
        host.jobs.run(work, done)

    def _show_change(self, entry: Entry | None) -> None:
        session = self._bench.session
        if entry and any(entry.changes_of(Kind.ARTICLE)):
            back = "Taken back" if entry.act is Act.UNDO else "Done again"
            self._host.messages.say_notice(f"{back}: {entry.summary}.")
        if self._bench.tab == REVIEW and not _only_talk(entry):
            return  # the desk goes to the case by itself
        for change in entry.changes if entry else ():
            if change.kind is Kind.COMMENT:
                self._show_comment(change)
                return
            if change.kind is not Kind.LABEL:
                continue
            fields = change.after or change.before or {}
            label = session.label(change.key)
            article = fields.get("article") or self._article_of(change.key)
            if article and (session.article is None or article != session.article.id):
                self._host.open_article(article)
                label = session.label(change.key)
            spans = label.spans if label else [Span(*pair) for pair in fields.get("spans", [])]
            session.activate(label.id if label else None)
            if spans and session.article:
                self._bench.article.reveal(Span(spans[0].start, spans[-1].end), flash=spans)
            return

    def _show_comment(self, change: Change) -> None:
        """Go to the label that a comment is about; in Review to its case."""
        session = self._bench.session
        fields = change.after or change.before or {}
        comment = session.project.queries.comment(change.key)
        about = comment.about if comment else tuple(fields.get("about", ()))
        article = comment.article if comment else fields.get("article")
        if self._bench.tab == REVIEW and self._bench.review is not None:
            self._bench.review.desk.go_to(about)
            return
        if article and (session.article is None or article != session.article.id):
            self._host.open_article(article)
        here = next((label for label in about if session.labels.get(label)), None)
        if here is not None and session.active not in about:
            session.activate(here)

    def _article_of(self, label: str) -> str | None:
        found = self._bench.session.project.queries.label(label)
        return found.article if found else None

    def copy(self) -> None:
        """Copy the selected words."""
        self._bench.article.copy()

    def find(self) -> None:
        """Find words in the article; in Review, in the disagreements."""
        if self._bench.tab == REVIEW and self._bench.review is not None:
            self._bench.review.cases.focus_words()
            return
        article, view = self._bench.session.article, self._bench.article
        if article is not None:
            span = view.selected_span()
            words = article.quote(span.start, span.end) if span and len(span) < 80 else ""
            at = span.start if span else view.top_position()
            self._bench.find_bar.start(article.text, at, words)

    def find_step(self, by: int) -> None:
        """The next match, or the one before."""
        if self._bench.find_bar.isVisible():
            self._bench.find_bar.go(by)
        else:
            self.find()

    def search(self) -> None:
        """Search all articles."""
        self._host.show_tab(ANNOTATE)
        self._bench.queue.focus_search()

    # Label

    def verdict(self, verdict: Verdict) -> None:
        """Mark what is selected; without a selection, change the active label's verdict."""
        bench = self._bench
        if places := bench.article.selected_places():
            if bench.editing.mark(places, verdict) and self._host.messages.is_notice():
                self._host.messages.hide()
        else:
            bench.editing.set_verdict(verdict)

    def sentence(self) -> None:
        """Select the sentence at the caret."""
        self._bench.article.select_sentence()

    def all_(self) -> None:
        """Show every occurrence of the selected words."""
        view = self._bench.article
        view.preview_occurrences()
        count = len(view.selected_places())
        if count > 1:
            self._host.messages.say_notice(f"{count} places: V, D or U marks them all.")

    def fragment(self) -> None:
        """Add the selection to the active label."""
        span = self._bench.article.selected_span()
        if span is not None:
            self._bench.editing.add_fragment(span)

    def note(self) -> None:
        """Go to the note; a selection is marked first, as not verifiable yet."""
        places = self._bench.article.selected_places()
        if not places or self._bench.editing.mark(places, Verdict.UNVERIFIABLE):
            self._bench.panel.edit_note()

    def evidence(self) -> None:
        """Open the form for another piece of evidence."""
        self._bench.panel.edit_evidence()

    def tag(self) -> None:
        """Go to the field for another tag."""
        self._bench.panel.edit_tags()

    def comment(self) -> None:
        """Go to the field for a comment."""
        self._bench.panel.comment()

    def confidence(self, number: int) -> None:
        """Set the confidence; the same again clears it."""
        self._bench.editing.set_confidence(number)

    def move_edge(self, edge: Edge, step: int, unit: Unit) -> None:
        """Move an edge of the active label."""
        self._bench.editing.move_edge(edge, 1 if step > 0 else -1, unit)

    def delete(self) -> None:
        """Delete the active label."""
        self._bench.editing.delete()

    def history(self) -> None:
        """Show who changed the active label."""
        if self._bench.session.active:
            self._asking.history(self._bench.session.active)

    # Go

    def step(self, by: int) -> None:
        """The next label in text order, or the one before."""
        session, hidden = self._bench.session, self._bench.panel.hidden
        at = 0 if session.active else self._bench.article.top_position()
        mark = session.labels.step(session.active, at, by)
        while mark is not None and mark.verdict in hidden:
            mark = session.labels.step(mark.id, at, by)
        if mark is not None:
            session.activate(mark.id)
            self._bench.article.reveal(Span(mark.start, mark.end))

    def deselect(self) -> None:
        """Leave a field of the panel; else let go of the selection, else of the active label."""
        if self._bench.panel.is_being_typed_in():
            self._bench.panel.leave()
        elif self._host.messages.is_notice():
            self._host.messages.hide()
        elif self._bench.article.textCursor().hasSelection():
            self._bench.article.clear_selection()
        else:
            self._bench.session.activate(None)

    def done(self) -> None:
        """The article is finished: on to the next that is not."""
        self._bench.panel.flush()
        following = self._bench.queue.next_to_do()
        if self._bench.editing.finish(True) or following:
            self._host.open_article(following)
        if following is None:
            self._host.messages.say_notice("That was the last one: every article is done.")

    def reopen(self) -> None:
        """The article is not finished after all."""
        self._bench.editing.finish(False)

    def step_article(self, by: int) -> None:
        """The next article of the queue, or the one before."""
        self._bench.panel.flush()
        following = self._bench.queue.step(by)
        if following:
            self._host.open_article(following)

    # Review

    def _decide(self, method: str, *values: object) -> None:
        """Have the desk do something."""
        assert self._bench.review is not None
        getattr(self._bench.review.desk, method)(*values)

    def reason(self) -> None:
        """Go to the field for the reason."""
        assert self._bench.review is not None
        self._bench.review.panel.decision.explain()

    def filter_cases(self) -> None:
        """Show what the disagreements can be filtered by."""
        assert self._bench.review is not None
        self._bench.review.cases.open_filter()

    def comment_case(self) -> None:
        """Go to the field for a comment on the claim."""
        assert self._bench.review is not None
        self._bench.review.panel.comments.write()

    def reveal(self) -> None:
        """Show who is who, or hide it again."""
        assert self._bench.review is not None
        self._bench.review.desk.names.turn()

    # View

    def everyone(self) -> None:
        """Show everyone's labels, or only one's own."""
        self._bench.session.show_everyone(not self._bench.session.everyone)


def _only_talk(entry: Entry | None) -> bool:
    """Whether an entry is about comments and nothing else."""
    return entry is not None and all(one.kind is Kind.COMMENT for one in entry.changes)


def _quiet(handler: Callable[[], object]) -> Callable[[], object]:
    """QAction tells its handlers whether it is checked: ours do not want to know."""
    return lambda *_: handler()
