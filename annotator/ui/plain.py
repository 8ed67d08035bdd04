"""Words on the screen that are never taken for markup, and buttons that show their key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPlainTextEdit, QTextEdit


def plain(text: str = "", *, kind: str = "", wrap: bool = False) -> QLabel:
    """A label that shows its text as it is; `kind` names its look in the style sheet."""
    label = WrappedLabel(text) if wrap else QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if kind:
        label.setProperty("kind", kind)
    return label


def any_of(keys: Iterable[str]) -> str:
    """Keys of which one is to be pressed, in words; those of actions without a key are empty."""
    *others, last = [key for key in keys if key] or [""]
    return f"{', '.join(others)} or {last}" if others else last


def as_tip(text: str) -> str:
    """Words of people and files for a tool tip, which takes for markup what looks like it: these
    are shown as they are."""
    from PySide6.QtGui import Qt as Rich  # its words on markup are not in QtCore's

    if not Rich.mightBeRichText(text):
        return text
    return Rich.convertFromPlainText(text, Rich.WhiteSpaceMode.WhiteSpaceNormal)


def typed_in(field: QPlainTextEdit | QTextEdit) -> str:
    """What stands in a field, as it was typed or pasted: the field itself would give plain spaces
    for those that do not break a line."""
    return field.document().toRawText().replace("\u2029", "\n")


class WrappedLabel(QLabel):
    """Text on as many lines as it takes, which is reckoned once for each width: Qt breaks it into
    lines anew each time the layouts around it ask, some ten times for one change."""

    def __init__(self, text: str) -> None:
        self._heights: dict[int, int] = {}
        super().__init__(text, wordWrap=True)

    def setText(self, text: str) -> None:
        self._heights.clear()
        super().setText(text)

    def changeEvent(self, event: QEvent) -> None:
        self._heights.clear()
        super().changeEvent(event)

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = super().heightForWidth(width)
        return self._heights[width]


class CutLabel(QLabel):
    """Plain text on one line, which gives up its end rather than make the window wider, and tells
    all of it in a tool tip then."""

    def __init__(self, *, kind: str) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", kind)

    def minimumSizeHint(self) -> QSize:
        return QSize(1, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._is_cut():
            from PySide6.QtWidgets import QToolTip  # not for a start

            QToolTip.showText(event.globalPos(), as_tip(self.text()), self)
            return True
        return super().event(event)

    def _is_cut(self) -> bool:
        room = self.contentsRect().width() + 1
        return self.fontMetrics().horizontalAdvance(self.text()) > room

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._is_cut():
            self._paint_cut(self.contentsRect())
        else:
            super().paintEvent(event)

    def _paint_cut(self, inner: QRect) -> None:
        from PySide6.QtWidgets import QStyle, QStyleOption  # which take 6 ms to load

        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        way = Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(self.text(), way, inner.width() + 1)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(inner, self.alignment(), shown)


_KEY_EDGE = 8


class KeyButton(QPushButton):
    """A button that shows its key beside its words, as it is printed on a keyboard, where there is
    room for it."""

    def __init__(self, text: str, name: str, *, kind: str = "keyed") -> None:
        super().__init__(text)
        self.setAccessibleName(name)
        self.setProperty("kind", kind)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._key = plain(kind="key")
        self._key.setParent(self)
        self._key.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_key(self, key: str) -> None:
        """Show this key; none where it is empty."""
        self._key.setText(key)
        self._fit()
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Move the key to the end of the button, or out of sight. Showing it would lay out all that
        is around the button, which may be amid being laid out: that then stays as it was before."""
        size = self._key.sizeHint()
        fits = bool(self._key.text()) and self.width() >= self.sizeHint().width()
        left = self.width() - size.width() - _KEY_EDGE if fits else self.width()
        self._key.setGeometry(QRect(QPoint(left, (self.height() - size.height()) // 2), size))

    def sizeHint(self) -> QSize:
        size = self.minimumSizeHint()
        room = self._key.sizeHint().width() + 6 if self._key.text() else 0
        return QSize(size.width() + room, size.height())

    def minimumSizeHint(self) -> QSize:
        return super().sizeHint()
