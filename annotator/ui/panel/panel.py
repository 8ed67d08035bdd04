"""The side panel: how many labels of each verdict there are, and a card for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QToolButton, QVBoxLayout, QWidget

from annotator.domain.label import Verdict
from annotator.tasks.telling import counted
from annotator.ui.editing import Editing
from annotator.ui.flow import FlowLayout
from annotator.ui.panel.cards import CardList
from annotator.ui.panel.model import CardModel
from annotator.ui.plain import plain
from annotator.ui.session import Session
from annotator.ui.theme import SIGNS, Theme

if TYPE_CHECKING:
    from annotator.ui.panel.editor import CardEditor


class LabelPanel(QWidget):
    """Head with counts that filter, and the cards below."""

    left = Signal()
    history_wanted = Signal(str)
    writing_changed = Signal()
    copy_wanted = Signal()
    copy_shown = Signal(str)
    link_wanted = Signal(str)

    def __init__(
        self, session: Session, editing: Editing, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._editing = editing
        self._theme = theme
        self._everyone_key = ""
        self._model = CardModel(session)
        self._count = plain(kind="chip")
        self._everyone = QToolButton()
        self._everyone.setCheckable(True)
        self._everyone.setProperty("kind", "chip")
        self._everyone.setAccessibleName("Show everyone’s labels")
        self._filters = {verdict: self._filter(verdict) for verdict in Verdict}
        column = self._arrange()
        # After what stands above them, so that Tab comes to them after it.
        self.cards = CardList(self._model, self._make_editor, session, theme, self)
        column.addWidget(self.cards, 1)
        self._everyone.clicked.connect(session.show_everyone)
        for signal in (session.article_opened, session.committed, session.reloaded):
            signal.connect(self._refresh)
        self._refresh()

    def _make_editor(self) -> CardEditor:
        from annotator.ui.panel.editor import CardEditor  # with all its fields: not for a start

        editor = CardEditor(self._session, self._editing, self._theme)
        editor.left.connect(self.left)
        editor.history_wanted.connect(self.history_wanted)
        editor.writing_changed.connect(self.writing_changed)
        editor.copy_wanted.connect(self.copy_wanted)
        editor.copy_shown.connect(self.copy_shown)
        editor.link_wanted.connect(self.link_wanted)
        return editor

    def get_ready(self) -> None:
        """Make what the first active label needs, before there is one."""
        self.cards.get_ready()

    def _arrange(self) -> QVBoxLayout:
        bar = QWidget()
        head = FlowLayout(bar)
        head.setContentsMargins(14, 10, 14, 6)
        head.addWidget(plain("Labels", kind="strong"))
        head.addWidget(self._count)
        head.addWidget(self._everyone)
        head.add_gap()
        for button in self._filters.values():
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        return column

    def _filter(self, verdict: Verdict) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        button.setChecked(True)
        button.setProperty("kind", verdict.value)
        button.setProperty("filter", True)
        button.setAccessibleName(f"Show {verdict.value}")
        button.toggled.connect(self._apply_filters)
        return button

    def _apply_filters(self) -> None:
        hidden = (v.value for v, button in self._filters.items() if not button.isChecked())
        self._model.hide_verdicts(frozenset(hidden))
        self._refresh()

    def _refresh(self) -> None:
        session = self._session
        counts = session.labels.counts
        self._count.setText(str(len(session.labels)))
        for verdict, button in self._filters.items():
            shown, count = button.isChecked(), counts[verdict.value]
            button.setText(f"{SIGNS[verdict]} {count}" + ("" if shown else " hidden"))
            there = f"{counted(count, f'{verdict.value} label')}"
            button.setToolTip(
                f"{there}. Click to hide {'it' if count == 1 else 'them'}"
                if shown
                else f"{there}, hidden. Click to show {'it' if count == 1 else 'them'}"
            )
        self._everyone.setChecked(session.shows_everyone)
        self._everyone.setText("by everyone" if session.shows_everyone else "by me only")
        self._everyone.setEnabled(not session.blind)
        self._everyone.setToolTip(self._told_of_everyone())

    def _told_of_everyone(self) -> str:
        if self._session.blind:
            return "This project is blind: nobody sees the others’ labels while annotating"
        key = f" ({self._everyone_key})" if self._everyone_key else ""
        if self._session.shows_everyone:
            return f"The labels of everyone are shown. Click to see only your own{key}"
        return f"Only your own labels are shown. Click to see those of everyone{key}"

    @property
    def hidden(self) -> frozenset[str]:
        """The verdicts whose labels are filtered out."""
        return self._model.hidden

    def edit_note(self) -> None:
        """Go to the active label's note."""
        if self.cards.editor is not None:
            self.cards.editor.edit_note()

    def edit_tags(self) -> None:
        """Go to the active label's tags."""
        if self.cards.editor is not None:
            self.cards.editor.edit_tags()

    def edit_evidence(self) -> None:
        """Open the form for another piece of evidence."""
        if self.cards.editor is not None:
            self.cards.editor.edit_evidence()

    def take_copy(self, sha256: str) -> None:
        """A copy is kept of the source that is being written down."""
        if self.cards.editor is not None:
            self.cards.editor.take_copy(sha256)

    def comment(self) -> None:
        """Go to the field for a comment on the active label."""
        if self.cards.editor is not None:
            self.cards.editor.comment()

    def show_keys(self, keys: Mapping[str, str]) -> None:
        """Show these keys beside what they do."""
        self._everyone_key = keys["everyone"]
        self._refresh()
        self.cards.show_keys(keys)

    @property
    def is_writing(self) -> bool:
        """Whether a note has words that are not kept yet."""
        return self.cards.editor is not None and self.cards.editor.is_writing

    def is_being_typed_in(self) -> bool:
        """Whether one of the active card's fields has the focus."""
        focus, editor = QApplication.focusWidget(), self.cards.editor
        return focus is not None and editor is not None and editor.isAncestorOf(focus)

    def leave(self) -> None:
        """Keep what is half typed, and give the focus back to the article."""
        if self.cards.editor is not None:
            self.cards.editor.leave()
        self.left.emit()

    def flush(self) -> None:
        """Keep what is half typed."""
        if self.cards.editor is not None:
            self.cards.editor.flush()
