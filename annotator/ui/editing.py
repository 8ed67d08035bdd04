"""What the hands do to labels: from a selection, a key or a dragged edge to an edit. No widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

from PySide6.QtCore import QObject, Signal

from annotator.domain import edits, snapping
from annotator.domain.journal import Entry
from annotator.domain.label import Evidence, Label, Span, Verdict
from annotator.errors import AnnotatorError
from annotator.store.unwritable import refusal
from annotator.ui.session import Session

Edge = Literal["start", "end"]
Unit = Literal["word", "grapheme"]

EDGES: Final[tuple[Edge, Edge]] = ("start", "end")
STEPS: Final[Mapping[str, Literal[1, -1]]] = {"left": -1, "right": 1}
"""Which way an edge goes, by the side that its action names."""

Snap: TypeAlias = Callable[[str, int, int], tuple[int, int]]


class Grip(NamedTuple):
    """What the mouse can take hold of: an edge of one of a label's fragments."""

    fragment: int
    edge: Edge


def dragged(text: str, spans: Sequence[Span], grip: Grip, at: int, snap: Snap) -> list[Span]:
    """The spans of a label with one edge brought to a position, never past the fragments beside it.
    A fragment that is closed by it goes, where there are others."""
    here, others = spans[grip.fragment], list(spans)
    del others[grip.fragment]
    low = spans[grip.fragment - 1].end if grip.fragment else 0
    high = spans[grip.fragment + 1].start if grip.fragment + 1 < len(spans) else len(text)
    start, end = (at, here.end) if grip.edge == "start" else (here.start, at)
    if start >= end:
        return others or list(spans)
    place = snap(text, max(start, low), min(end, high))
    if grip.edge == "start":
        moved = Span(max(place[0], low), here.end)
    else:
        moved = Span(here.start, min(place[1], high))
    return sorted([*others, moved]) if len(moved) > 0 else list(spans)


class Editing(QObject):
    """The edits of one session. Each method commits at most one entry and says whether it did."""

    marked = Signal()
    """New labels stand where the selection was: whoever shows the selection lets go of it."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session

    # Making

    def mark(self, places: Sequence[Span], verdict: Verdict) -> bool:
        """A new label on each of these places, in one step; the first becomes the active one."""
        session = self._session
        if session.article is None or not places:
            return False
        try:
            labels, entry = edits.mark_all(
                session.annotator.id, session.article, [[place] for place in places], verdict
            )
        except AnnotatorError as error:
            session.failed.emit(error)
            return False
        done = session.commit(entry)
        if done:
            session.activate(labels[0].id)
            self.marked.emit()
        return done

    def occurrences(self, span: Span) -> Iterator[Span]:
        """Every place where the words of this span stand as whole words, this one too, but for
        those that this person has marked already. One comes after the other: each is held against
        the words around it, which takes a while where there are thousands."""
        article = self._session.article
        if article is None or not len(span):
            return
        mine = {(m.start, m.end) for m in self._session.labels if self._session.owns(m)}
        words = article.quote(span.start, span.end)
        at = article.text.find(words)
        while at >= 0:
            place = (at, at + len(words))
            if snapping.snap(article.text, *place) == place or place == (span.start, span.end):
                if place not in mine:
                    yield Span(*place)
                at += len(words)
            else:
                at += 1
            at = article.text.find(words, at)

    # Changing the active label

    def set_verdict(self, verdict: Verdict) -> bool:
        """Another verdict for the active label."""
        label = self._own()
        if label is None or label.verdict is verdict:
            return False
        return self._session.commit(edits.set_verdict(label, verdict))

    def set_note(self, id_: str, note: str) -> bool:
        """Another note for a label (by id: the field may lose the focus after the label did)."""
        label = self._own(id_)
        if label is None or label.note == note:
            return False
        return self._session.commit(edits.set_note(label, note))

    def set_confidence(self, confidence: int | None) -> bool:
        """Another confidence; the same again clears it."""
        label = self._own()
        if label is None:
            return False
        value = None if label.confidence == confidence else confidence
        return self._session.commit(edits.set_confidence(label, value))

    def set_tags(self, tags: Iterable[str]) -> bool:
        """Other tags for the active label."""
        label = self._own()
        if label is None or tuple(tags) == label.tags:
            return False
        return self._session.commit(edits.set_tags(label, tags))

    def set_evidence(self, id_: str, evidence: Sequence[Evidence]) -> bool:
        """Other evidence for a label."""
        label = self._own(id_)
        if label is None or tuple(evidence) == label.evidence:
            return False
        return self._session.commit(edits.set_evidence(label, evidence))

    def move_edge(self, edge: Edge, step: Literal[1, -1], unit: Unit) -> bool:
        """Move the outer edge of the active label by a word or a character."""
        label, article = self._own(), self._session.article
        if label is None or article is None:
            return False
        spans = list(label.spans)
        at = 0 if edge == "start" else -1
        place = snapping.move_edge(article.text, spans[at].start, spans[at].end, edge, step, unit)
        spans[at] = Span(*place)
        return self.set_spans(label.id, spans)

    def set_spans(self, id_: str, spans: Sequence[Span]) -> bool:
        """Other edges for a label, as dragged."""
        label, article = self._own(id_), self._session.article
        if label is None or article is None or tuple(spans) == label.spans:
            return False
        return self._try(lambda: edits.set_spans(article, label, spans))

    def add_fragment(self, span: Span) -> bool:
        """One more stretch for the active label."""
        label, article = self._own(), self._session.article
        if label is None or article is None:
            return False
        done = self._try(lambda: edits.add_fragment(article, label, span))
        if done:
            self.marked.emit()
        return done

    def delete(self) -> bool:
        """The active label goes; the one after it becomes active."""
        label = self._own()
        if label is None:
            return False
        mark = self._session.labels.step(label.id, label.start, 1)
        done = self._session.commit(edits.delete([label]))
        if done and mark is not None:
            self._session.activate(mark.id)
        return done

    # The article

    def finish(self, done: bool) -> bool:
        """The open article done, or open again."""
        session = self._session
        if session.article is None:
            return False
        before = session.project.queries.state(session.article.id, session.annotator.id)
        if (before == edits.DONE) is done:
            return False
        return session.commit(edits.set_done(session.article, session.annotator.id, before, done))

    def _own(self, id_: str | None = None) -> Label | None:
        """The label, where it is this person's to change; says so where it is not."""
        session = self._session
        label = session.label(id_ or session.active)
        if label is not None and session.project.read_only:
            session.failed.emit(refusal(session.project.path))
            return None
        if label is not None and not session.owns(label):
            name = session.name_of(label.annotator)
            session.failed.emit(
                AnnotatorError(
                    f"This label is {name}'s: only {name} can change it.",
                    "Select its words and mark them with your own verdict.",
                )
            )
            return None
        return label

    def _try(self, edit: Callable[[], Entry]) -> bool:
        try:
            entry = edit()
        except AnnotatorError as error:
            self._session.failed.emit(error)
            return False
        return self._session.commit(entry)
