"""Taking steps back and doing them again, and going to where they were."""

from __future__ import annotations

from collections.abc import Callable

from annotator.domain.edits import article_assigned
from annotator.domain.journal import Act, Change, Entry, Kind
from annotator.domain.label import Span
from annotator.store.journal import Journal
from annotator.ui.actor import Actor, Handlers
from annotator.ui.workbench import ANNOTATE, REVIEW

LONG = 5_000
"""A step of more changes than this is undone and redone in a thread."""


class Undoing(Actor):
    """Undo and redo, in whichever tab."""

    def handlers(self) -> Handlers:
        return {"undo": self.undo, "redo": self.redo}

    def undo(self) -> None:
        """Take back the last step, and go to where it was; first what is only chosen yet."""
        self._host.messages.pass_over()
        desk = self._bench.desk
        if desk is not None and desk.take_back():
            return
        self._bench.panel.flush()
        session = self._bench.session
        if session.unsaved:
            self._show_change(session.undo())
        else:
            step = session.project.queries.undoable(session.annotator.id)
            self._reverse(step, session.undo, "Taking back", Journal.undo)

    def redo(self) -> None:
        """Do again what was taken back."""
        self._host.messages.pass_over()
        desk = self._bench.desk
        if desk is not None and desk.do_again():
            return
        session = self._bench.session
        if not session.unsaved:
            step = session.project.queries.redoable(session.annotator.id)
            self._reverse(step, session.redo, "Doing again", Journal.redo)

    def _reverse(
        self,
        step: Entry | None,
        here: Callable[[], Entry | None],
        doing: str,
        apart: Callable[[Journal, str], Entry],
    ) -> None:
        """Reverse a step, and show where it was; in a thread where it changes so much that nobody
        should have to wait for it: the import of a large dataset takes seconds."""
        project, me = self._bench.session.project, self._bench.session.annotator.id
        if step is None or project.queries.size_of(step.id) <= LONG:
            self._show_change(here())
            return

        def work() -> Entry:
            with project.elsewhere() as other:
                return apart(other.journal, me)

        def done(_: Entry) -> None:
            self._host.messages.say_notice("Done.")

        self._do_apart(f"{doing} a large step.", work, done)

    def _show_change(self, entry: Entry | None) -> None:
        session = self._bench.session
        if entry and not _is_seen(entry, self._bench.tab):
            back = "Taken back" if entry.act is Act.UNDO else "Done again"
            self._host.messages.say_notice(f"{back}: {entry.summary}.")
        if self._bench.tab == REVIEW and not _only_talk(entry):
            return  # the desk goes to the case by itself
        if entry and [change.kind for change in entry.changes] == [Kind.ASSIGNMENT]:
            self._go_to(article_assigned(entry.changes[0].key))
            return
        for change in entry.changes if entry else ():
            if change.kind is Kind.COMMENT:
                self._show_comment(change)
                return
            if change.kind is not Kind.LABEL:
                continue
            fields = change.after or change.before or {}
            label = session.label(change.key)
            article = fields.get("article") or self._article_of(change.key)
            if article and self._go_to(article):
                label = session.label(change.key)
            spans = label.spans if label else [Span(*pair) for pair in fields.get("spans", [])]
            session.activate(label.id if label else None)
            if spans and session.article:
                self._bench.article.reveal(Span(spans[0].start, spans[-1].end), flash=spans)
            return

    def _go_to(self, article: str) -> bool:
        """Open an article; returns whether it was another one than is open already."""
        session = self._bench.session
        other = session.article is None or article != session.article.id
        if other:
            self._host.open_article(article)
        return other

    def _show_comment(self, change: Change) -> None:
        """Go to the label that a comment is about; in Review to its case."""
        session = self._bench.session
        fields = change.after or change.before or {}
        comment = session.project.queries.comment(change.key)
        about = comment.about if comment else tuple(fields.get("about", ()))
        article = comment.article if comment else fields.get("article")
        if self._bench.desk is not None:
            self._bench.desk.go_to(about)
            return
        if article:
            self._go_to(article)
        here = next((label for label in about if session.labels.get(label)), None)
        if here is not None and session.active not in about:
            session.activate(here)

    def _article_of(self, label: str) -> str | None:
        found = self._bench.session.project.queries.label(label)
        return found.article if found else None


def _is_seen(entry: Entry, tab: int) -> bool:
    """Whether one sees in this tab what has been taken back or done again: else it is told."""
    kinds = {change.kind for change in entry.changes}
    if Kind.ARTICLE in kinds:
        return False
    if tab == REVIEW:
        return Kind.DECISION in kinds or kinds == {Kind.COMMENT}
    finished = [change.kind for change in entry.changes] == [Kind.ASSIGNMENT]
    there = finished or Kind.LABEL in kinds or Kind.COMMENT in kinds
    return tab == ANNOTATE and there and Kind.DECISION not in kinds


def _only_talk(entry: Entry | None) -> bool:
    """Whether an entry is about comments and nothing else."""
    return entry is not None and all(one.kind is Kind.COMMENT for one in entry.changes)
