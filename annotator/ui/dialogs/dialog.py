"""What the dialogs have in common: they never block, and are gone when closed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from annotator.errors import AnnotatorError

_PADDING = 36


def why(error: object) -> str:
    """What a dialog says of what went wrong in its work: a fault of ours is shown apart."""
    return str(error) if isinstance(error, AnnotatorError) else "Something went wrong."


class Dialog(QDialog):
    """A column with a row of buttons below it. Shown by `open`, gone when closed."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent.window()
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(460)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(18, 16, 18, 14)
        self.column.setSpacing(10)
        self.buttons = QDialogButtonBox()
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def make_room(self, letters: int, lines: int) -> None:
        """Be so large, in letters and lines of this zoom, where the window is."""
        metrics, window = self.fontMetrics(), self._window.size() - QSize(40, 40)
        wanted = QSize(metrics.averageCharWidth() * letters, metrics.height() * lines)
        before = self.geometry().center()
        self.resize(wanted.boundedTo(window).expandedTo(self.minimumSize()))
        if self.isVisible():  # or it would grow out of the window's lower right corner
            room, frame = self.screen().availableGeometry(), self.frameGeometry()
            frame.translate(before - self.geometry().center())
            frame.moveRight(min(frame.right(), room.right()))
            frame.moveBottom(min(frame.bottom(), room.bottom()))
            frame.moveLeft(max(frame.left(), room.left()))
            frame.moveTop(max(frame.top(), room.top()))
            self.move(frame.topLeft())

    def finish_with(self, *buttons: QDialogButtonBox.StandardButton) -> None:
        """Put the row of buttons at the end."""
        for button in buttons:
            self.buttons.addButton(button)
        self.column.addWidget(self.buttons)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._end_by_key)

    def _end_by_key(self) -> None:
        """End the dialog from wherever one types: in a field of several lines Enter begins one."""
        for button in self.buttons.buttons():
            if self.buttons.buttonRole(button) is QDialogButtonBox.ButtonRole.AcceptRole:
                button.click()

    def heed_enter(self, heed: bool) -> None:
        """Whether Enter presses Cancel where the focus is on it. It goes there by itself when the
        work begins, and a second press of Enter must not stop that: Esc and Space do."""
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(heed)

    def name_ok(self, text: str) -> QPushButton:
        """Say on the button that ends the dialog what it does; returns the button."""
        button = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        button.setText(text)
        bold = QFont(button.font())  # as it is drawn, and not as it is measured
        bold.setBold(True)
        button.setMinimumWidth(QFontMetrics(bold).horizontalAdvance(text) + _PADDING)
        return button
