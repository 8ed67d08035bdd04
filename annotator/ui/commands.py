"""What the actions do to labels and articles. One method an action, in the order of the table."""

from __future__ import annotations

from functools import partial
from typing import Literal

from annotator.domain import edits
from annotator.domain.journal import Kind
from annotator.domain.label import Span, Verdict
from annotator.domain.quoting import shortened
from annotator.ui.actor import Actor, Handlers
from annotator.ui.editing import EDGES, STEPS, Edge, Unit
from annotator.ui.plain import any_of
from annotator.ui.workbench import ANNOTATE, INSIGHTS, REVIEW


class Commands(Actor):
    """Marks, changes and removes, finds, and goes from label to label and from article to
    article."""

    def handlers(self) -> Handlers:
        host = self._host
        found: Handlers = {
            "remove": self.remove, "copy": self.copy, "find": self.find, "search": self.search,
            "find_next": partial(self.find_step, 1), "find_previous": partial(self.find_step, -1),
            "sentence": self.sentence, "all": self.all_places, "fragment": self.fragment,
            "note": self.note, "evidence": self.evidence, "tag": self.tag, "comment": self.comment,
            "delete": self.delete, "deselect": self.deselect,
            "next": partial(self.step, 1), "previous": partial(self.step, -1),
            "done": self.done, "reopen": self.reopen,
            "next_article": partial(self.step_article, 1),
            "previous_article": partial(self.step_article, -1),
            "annotate": partial(host.show_tab, ANNOTATE),
            "review": partial(host.show_tab, REVIEW),
            "insights": partial(host.show_tab, INSIGHTS),
            "everyone": self.everyone,
            "zoom_in": partial(host.zoom, 10), "zoom_out": partial(host.zoom, -10),
            "zoom_reset": partial(host.zoom, 0),
            "theme_system": partial(host.choose_theme, "system"),
            "theme_light": partial(host.choose_theme, "light"),
            "theme_dark": partial(host.choose_theme, "dark"),
            "close": host.close,
        }  # fmt: skip
        for verdict in Verdict:
            found[verdict.value] = partial(self.verdict, verdict)
        for number in range(1, 6):
            found[f"confidence_{number}"] = partial(self.confidence, number)
        for edge in EDGES:
            for side, step in STEPS.items():
                found[f"{edge}_{side}"] = partial(self.move_edge, edge, step, "word")
                found[f"{edge}_{side}_char"] = partial(self.move_edge, edge, step, "grapheme")
        return found

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
        said = f"remove {shortened(article.title)}"
        following = self._bench.queue.step(1) or self._bench.queue.step(-1)
        if session.commit(edits.entry(session.annotator.id, said, changes)):
            self._host.open_article(following)

    # Edit

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

    def all_places(self) -> None:
        """Show every occurrence of the selected words."""
        view = self._bench.article
        view.preview_occurrences()
        count = len(view.selected_places())
        if count > 1:
            keys = any_of(self._key(verdict.value) for verdict in Verdict) or "a verdict"
            self._host.messages.say_notice(f"{count:,} places: {keys} marks them all.")

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

    def move_edge(self, edge: Edge, step: Literal[1, -1], unit: Unit) -> None:
        """Move an edge of the active label."""
        self._bench.editing.move_edge(edge, step, unit)

    def delete(self) -> None:
        """Delete the active label."""
        self._bench.editing.delete()

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

    # View

    def everyone(self) -> None:
        """Show everyone's labels, or only one's own."""
        self._bench.session.show_everyone(not self._bench.session.everyone)
