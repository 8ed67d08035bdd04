"""The article on paper, to be read: its text under its title, and the place where one is in it.
What is drawn on it comes with the page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent, QTextCursor, QTextDocument, QWheelEvent
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from annotator.domain.article import Article
from annotator.domain.label import Span
from annotator.domain.offsets import Offsets
from annotator.ui.article.geometry import line_start_at
from annotator.ui.article.sheet import Sheet
from annotator.ui.session import Session
from annotator.ui.theme import Theme
from annotator.ui.viewports import know_viewport

_SHORT = 6_000
"""Of a longer text it is not asked how high it is: it would have to be laid out to its end."""
_NOTCH = 120
"""By so much a wheel turns from one notch to the next."""


class TextView(QTextEdit):
    """Shows the text of the session's article. Offsets that leave it are code points of the stored
    text.

    Behind another page it shows nothing: an article that nobody sees is not laid out. It catches up
    when it comes to the front, or is asked to go somewhere.
    """

    zoom_wanted = Signal(int)
    """Larger by so many steps, or smaller."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        know_viewport(self)
        self._session = session
        self._theme = theme
        self._sheet = Sheet(None, Offsets(""), theme, self, 0)
        self._behind = True
        self._turned = 0
        # Where a change of width has scrolled to, and for which position: at the next step of it
        # that position still counts, and not the start of its line, or one would drift upwards.
        self._kept = (0, 0)
        self.setAccessibleName("Article")
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.changed.connect(self._restyle)

    # What is shown

    def show_article(self) -> None:
        """Show the session's article from its top."""
        was, self._behind = self._behind, not self.isVisibleTo(self.window())
        if not self._behind:
            self._fill()
        elif not was:
            self._show_sheet(self._sheet_of(None, Offsets("")))

    def _fill(self) -> None:
        self._kept = (0, 0)
        self._show_sheet(self._new_sheet())

    def _new_sheet(self) -> Sheet:
        """The session's article, as it is to be shown."""
        return self._sheet_of(self._session.article, self._session.offsets)

    def _sheet_of(self, article: Article | None, offsets: Offsets) -> Sheet:
        return Sheet(article, offsets, self._theme, self, self.viewport().width())

    def _show_sheet(self, sheet: Sheet) -> None:
        old, self._sheet, document = self._sheet, sheet, sheet.document
        if sheet is old:
            return
        wrap = document.defaultTextOption().wrapMode()
        if wrap != self.wordWrapMode():  # which the widget gives to whatever it shows
            blank = QTextDocument()
            self.setDocument(blank)
            self.setWordWrapMode(wrap)
        self.setDocument(document)
        sheet.shown = True
        old.drop()

    def _catch_up(self) -> None:
        if self._behind:
            self._behind = False
            self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up()

    def _restyle(self) -> None:
        """In other colours or sizes, at the same place."""
        at = self.top_position()
        self.show_article()
        if not self._behind:
            self.scroll_to_position(at)

    def _set_margins(self) -> None:
        self._sheet.fit(self.viewport().width())

    def changeEvent(self, event: QEvent) -> None:
        """The text has the theme's fonts. The widget would set it in the interface's whenever that
        changes, and scroll, before anyone could ask where one was reading."""
        if event.type() not in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        at, top = self.verticalScrollBar().value(), 0
        # A text at its top may be new and not laid out yet; behind another page nobody reads.
        if at and not self._behind and event.size().width() != event.oldSize().width():
            top = self._kept[1] if self._kept[0] == at else self.top_position()
        super().resizeEvent(event)
        self._set_margins()
        if top:
            self.scroll_to_position(top)
            self._kept = self.verticalScrollBar().value(), top

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl everything grows or shrinks, as by the keys; the widget would change its own
        letters alone."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        self._turned += event.angleDelta().y()
        steps = int(self._turned / _NOTCH)
        self._turned -= steps * _NOTCH
        if steps:
            self.zoom_wanted.emit(steps)
        event.accept()

    # Where one is

    def reveal(self, span: Span) -> None:
        """Bring a stretch into view with some room around it."""
        self._catch_up()
        rect = self._rect_of(span.start)
        end = self._rect_of(span.end)
        room = self.viewport().height()
        margin = min(self._theme.px(80), room // 4)
        bar = self.verticalScrollBar()
        top, bottom = (
            rect.top() + bar.value(),
            max(rect, end, key=QRect.bottom).bottom() + bar.value(),
        )
        if top < bar.value() + margin:
            bar.setValue(top - margin)
        elif bottom > bar.value() + room - margin:
            bar.setValue(min(bottom - room + margin, top - margin))

    def _rect_of(self, position: int) -> QRect:
        """Where the caret would be in the viewport, before that character of the text shown."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._sheet.offsets.utf16(position))
        return self.cursorRect(cursor)

    def top_position(self) -> int:
        """The position of the first character in view."""
        if self._session.article is None or self._behind:
            return 0
        start = line_start_at(self.document(), self.verticalScrollBar().value())
        return self._session.offsets.from_utf16(start)

    def scroll_to_position(self, position: int) -> None:
        """Bring a position to the top of the view."""
        self._catch_up()
        length = len(self._session.article.text) if self._session.article else 0
        rect = self._rect_of(max(0, min(position, length)))
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + rect.top() if position > 0 else 0)

    def return_to(self, position: int) -> None:
        """Bring a position to the top of the view, and the caret there: when a text is first shown,
        Qt scrolls to its caret."""
        length = len(self._session.article.text) if self._session.article else 0
        position = max(0, min(position, length))
        self._set_cursor(position, position)
        self.scroll_to_position(position)

    def _set_cursor(self, start: int, end: int) -> None:
        self._catch_up()
        utf16 = self._session.offsets.utf16
        cursor = QTextCursor(self.document())
        cursor.setPosition(utf16(start))
        cursor.setPosition(utf16(end), QTextCursor.MoveMode.KeepAnchor)
        top = self.verticalScrollBar().value()
        self.setTextCursor(cursor)
        self.verticalScrollBar().setValue(top)

    def _position_at(self, where: QPointF) -> int:
        """The position of the character under the mouse."""
        unit = self.cursorForPosition(where.toPoint()).position()
        cursor = QTextCursor(self.document())
        cursor.setPosition(unit)
        if self.cursorRect(cursor).left() > where.x() and unit > cursor.block().position():
            unit -= 1
        return self._session.offsets.from_utf16(unit)

    def text_extent(self) -> tuple[int, int] | None:
        """From where to where on the page the text goes; None where not all of it is in view."""
        article = self._session.article
        if article is None or len(article.text) > _SHORT or self._behind:
            return None
        form, height = self.document().rootFrame().frameFormat(), self.document().size().height()
        if height > self.viewport().height():
            return None
        return round(form.topMargin()), max(1, round(height - form.bottomMargin()))

    def createMimeDataFromSelection(self) -> QMimeData:
        """The words as they stand in the article: the widget would change spaces in them."""
        data = QMimeData()
        article, cursor = self._session.article, self.textCursor()
        if article is not None:
            from_utf16 = self._session.offsets.from_utf16
            start, end = from_utf16(cursor.selectionStart()), from_utf16(cursor.selectionEnd())
            data.setText(article.quote(start, end))
        return data
