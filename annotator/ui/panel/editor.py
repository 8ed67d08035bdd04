"""The active label's card: everything about it in one place, and open for change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.label import FRAGMENT_JOINT, Evidence, Label, Verdict
from annotator.domain.moved import moved
from annotator.domain.quoting import in_quotes
from annotator.ui.comments.label import LabelComments
from annotator.ui.editing import Editing
from annotator.ui.focus import as_laid_out, in_this_order
from annotator.ui.panel.card import paragraph
from annotator.ui.panel.confidence import Confidence
from annotator.ui.panel.evidence import EvidenceList
from annotator.ui.panel.tags import Tags
from annotator.ui.plain import plain, typed_in
from annotator.ui.segments import VerdictSegments
from annotator.ui.session import Session
from annotator.ui.theme import SIGNS, WORDS, Theme

_NOTE_MS = 4_000


class CardEditor(QWidget):
    """Shows one label and sends each change to `Editing`. A half-typed note is kept by `flush`."""

    resized = Signal()
    left = Signal()
    history_wanted = Signal(str)
    copy_wanted = Signal()
    copy_shown = Signal(str)
    writing_changed = Signal()
    """The note has words that are not kept yet, or none any more."""
    link_wanted = Signal(str)

    def __init__(self, session: Session, editing: Editing, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._editing = editing
        self._theme = theme
        self._id: str | None = None
        self._fields: list[QWidget] = []
        self._told = plain()
        self._place = plain(kind="small")
        self._quote = plain(wrap=True)
        self._moved = plain(kind="small", wrap=True)
        self._whose = plain(kind="small", wrap=True)
        self._verdicts = VerdictSegments(theme, "Verdict")
        self._confidence = Confidence(theme)
        self._tags = Tags(session, [plain("Confidence", kind="muted"), self._confidence])
        self._note = QPlainTextEdit()
        self._evidence = EvidenceList(theme)
        self._comments = LabelComments(session, theme)
        self._history = QPushButton("History")
        self._idle = QTimer(self, singleShot=True, interval=_NOTE_MS)
        self._arrange()
        self._connect()
        self._restyle()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 8)
        column.setSpacing(7)
        head = QHBoxLayout()
        head.addWidget(self._told)
        head.addStretch()
        head.addWidget(self._place)
        column.addLayout(head)
        column.addWidget(self._quote)
        column.addWidget(self._moved)
        column.addWidget(self._verdicts)
        column.addWidget(self._tags)
        self._note.setAccessibleName("Note")
        self._note.setPlaceholderText("Note")
        self._note.setTabChangesFocus(True)
        self._note.installEventFilter(self)
        column.addWidget(self._note)
        column.addWidget(self._evidence)
        column.addWidget(self._comments)
        column.addWidget(self._whose)
        self._history.setProperty("kind", "quiet")
        self._history.setAccessibleName("History")
        foot = QHBoxLayout()
        foot.addWidget(self._history)
        foot.addStretch()
        column.addLayout(foot)

    def _connect(self) -> None:
        session = self._session
        session.committed.connect(self.refresh)
        session.reloaded.connect(self.refresh)
        session.annotator_changed.connect(self.refresh)
        self._theme.changed.connect(self._restyle)
        self._verdicts.chosen.connect(self._choose)
        self._confidence.chosen.connect(self._editing.set_confidence)
        self._tags.changed.connect(self._editing.set_tags)
        self._note.textChanged.connect(self._on_typing)
        self._note.document().modificationChanged.connect(self.writing_changed)
        self._idle.timeout.connect(self._flush_note)
        self._evidence.changed.connect(self._set_evidence)
        self._evidence.resized.connect(self._fit)
        self._evidence.left.connect(self.left)
        self._evidence.link_wanted.connect(self.link_wanted)
        self._evidence.copy_wanted.connect(self.copy_wanted)
        self._evidence.copy_shown.connect(self.copy_shown)
        self._comments.resized.connect(self._fit)
        self._comments.left.connect(self.left)
        self._history.clicked.connect(self._want_history)

    # What is shown

    def _restyle(self) -> None:
        """Take the fonts of the theme."""
        self._told.setFont(self._theme.sans(bold=True))
        self._quote.setFont(self._theme.serif(14))
        self.refresh()

    def refresh(self) -> None:
        """Show the active label as it is now."""
        label = self._session.label(self._session.active)
        id_ = label.id if label else None
        new = id_ != self._id
        if new:
            self.flush()
            self._tags.clear()
        self._id = id_
        if label is not None:
            self._show(label, new=new)
        self._fit()

    def _show(self, label: Label, *, new: bool) -> None:
        own = self._session.owns(label)
        self._told.setText(f"{SIGNS[label.verdict]} {WORDS[label.verdict]}")
        if self._told.property("kind") != label.verdict.value:
            self._told.setProperty("kind", label.verdict.value)
            self._told.style().polish(self._told)
        where = f"{paragraph(self._session.article, label.start)} · {label.start}–{label.end}"
        self._place.setText(where)
        self._quote.setText(in_quotes(_shown(label.quote)))
        mark = moved(label)
        self._moved.setText(str(mark or ""))
        self._moved.setVisible(mark is not None)
        self._verdicts.show_verdict(label.verdict, enabled=own)
        self._confidence.show_value(label.confidence, own)
        self._tags.show_tags(label.tags, own)
        typed = self._note.document().isModified() and typed_in(self._note) != label.note
        if new or not own or not typed:
            self._set_note(label.note)
        self._note.setReadOnly(not own)
        self._note.setVisible(own or bool(label.note))
        self._evidence.show_evidence(label.evidence, own, label.verdict)
        self._comments.show_about([label.id])
        name = self._session.name_of(label.annotator)
        self._whose.setVisible(label.annotator != self._session.annotator.id)
        self._whose.setText(f"{name}’s label: only {name} can change it.")
        self._order_fields()
        often = _how_often(self._session.project.queries.times_changed(label.id))
        self._history.setText(often)
        self._history.setAccessibleDescription(often)

    def _order_fields(self) -> None:
        """Tags and evidence come and go: Tab goes through all fields as they stand."""
        fields = list(as_laid_out(self.layout()))
        if fields != self._fields:
            self._fields = fields
            in_this_order(*fields)

    def _set_note(self, note: str) -> None:
        if typed_in(self._note) != note:
            self._note.blockSignals(True)
            self._note.setPlainText(note)
            self._note.blockSignals(False)
            if self._note.hasFocus():
                self._note.moveCursor(QTextCursor.MoveOperation.End)
        self._note.document().setModified(False)

    def set_width(self, width: int) -> None:
        """Be this wide, and as high as that needs."""
        if width != self.width():
            self.resize(width, self.height())
            self._fit()

    def event(self, event: QEvent) -> bool:
        """What grows or shrinks inside, such as a field that is typed in, changes the card."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def _fit(self) -> None:
        lines = min(8, max(2, round(self._note.document().size().height())))
        height = self._note.fontMetrics().lineSpacing() * lines + 22
        self._note.setFixedHeight(height)
        layout = self.layout()
        assert layout is not None
        layout.activate()
        wanted = layout.heightForWidth(self.width())
        wanted = wanted if wanted > 0 else self.sizeHint().height()
        if wanted != self.height():
            self.resize(self.width(), wanted)
            self.resized.emit()

    # What is done

    @property
    def is_writing(self) -> bool:
        """Whether the note has words that are not kept yet."""
        return self._note.document().isModified()

    def edit_note(self) -> None:
        """Go to the end of the note."""
        self._note.setFocus()
        self._note.moveCursor(QTextCursor.MoveOperation.End)

    def edit_tags(self) -> None:
        """Go to the field for another tag."""
        self._tags.edit()

    def edit_evidence(self) -> None:
        """Open the form for another piece of evidence."""
        self._evidence.add()

    def take_copy(self, sha256: str) -> None:
        """A copy is kept of the source that is being written down."""
        self._evidence.take_copy(sha256)

    def comment(self) -> None:
        """Go to the field for a comment."""
        self._comments.write()

    def show_keys(self, keys: Mapping[str, str]) -> None:
        """Show these keys beside what they do."""
        self._comments.show_key(keys.get("comment", ""))
        self._evidence.show_key(keys.get("evidence", ""))
        key = keys.get("history")
        self._history.setToolTip("Who changed it, and when" + (f" ({key})" if key else ""))

    def leave(self) -> None:
        """Keep the note, and what is half said; what else is half typed goes."""
        self._flush_note()
        self._tags.clear()
        self._evidence.close_form()
        self._fit()

    def flush(self) -> None:
        """Keep what is half typed: the person has turned to something else."""
        self._flush_note()
        self._evidence.flush()

    def _flush_note(self) -> None:
        """Keep a note that was typed. One that was only shown may be old by now."""
        self._idle.stop()
        label = self._session.label(self._id)
        typed = self._note.document().isModified()
        if typed and self._id and label and self._session.owns(label):
            self._editing.set_note(self._id, typed_in(self._note))

    def _on_typing(self) -> None:
        self._fit()
        self._idle.start()

    def _choose(self, verdict: Verdict) -> None:
        self._editing.set_verdict(verdict)
        self.refresh()

    def _set_evidence(self, evidence: Sequence[Evidence]) -> None:
        if self._id:
            self._editing.set_evidence(self._id, evidence)

    def _want_history(self) -> None:
        if self._id:
            self.history_wanted.emit(self._id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._note and event.type() == QEvent.Type.FocusOut:
            self._flush_note()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.accent), 2))
        painter.setBrush(QColor(colours.paper))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 9, 9)


def _how_often(times: int) -> str:
    """How often a label was changed since it was made, on the button that shows its history."""
    if not times:
        return "History"
    return f"Changed {'once' if times == 1 else f'{times} times'} · history"


def _shown(quote: str) -> str:
    parts = [" ".join(part.split()) for part in quote[:600].split(FRAGMENT_JOINT)]
    return FRAGMENT_JOINT.join(parts) + ("…" if len(quote) > 600 else "")
