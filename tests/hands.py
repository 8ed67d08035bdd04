"""Mouse and keys on an open window, as a person would use them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QMouseEvent, QTextCursor, QTextDocument, QWheelEvent
from PySide6.QtGui import Qt as Rich
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from annotator.domain.label import Label
from annotator.ui.actions import title_of
from annotator.ui.window import Window
from annotator.ui.workbench import Workbench

W = TypeVar("W", bound=QWidget)
D = TypeVar("D", bound=QDialog)


class Hands:
    """Mouse and keys on an open window."""

    def __init__(self, window: Window, qtbot: QtBot) -> None:
        assert window.bench is not None
        self.window = window
        self.bench: Workbench = window.bench
        self.session = window.bench.session
        self.qtbot = qtbot

    def come(self) -> None:
        """Make this the window that one works in, with the focus in its article."""
        self.window.activateWindow()
        self.bench.article.setFocus()
        self.qtbot.waitUntil(self.bench.article.hasFocus)

    def point(self, position: int, *, after: bool = False) -> QPoint:
        """Where a character stands in the article's viewport."""
        view = self.bench.article
        cursor = QTextCursor(view.document())
        cursor.setPosition(self.session.offsets.utf16(position))
        rect = view.cursorRect(cursor)
        return rect.center() + QPoint(-1 if after else 2, 0)

    def drag(
        self, start: int, end: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press at one character, let go at another."""
        self.show(start)
        viewport = self.bench.article.viewport()
        low, high = self.point(start), self.point(end, after=True)
        left = Qt.MouseButton.LeftButton
        QTest.mousePress(viewport, left, modifier, low)
        QTest.mouseMove(viewport, (low + high) / 2)
        move_pressed(viewport, high, modifier)
        QTest.mouseRelease(viewport, left, modifier, high)

    def drag_words(self, words: str, **more: Qt.KeyboardModifier) -> None:
        """Drag over these words."""
        assert self.session.article is not None
        start = self.session.article.text.index(words)
        self.drag(start, start + len(words), **more)

    def show(self, position: int) -> None:
        """Bring a position into view."""
        self.bench.article.scroll_to_position(max(0, position - 200))

    def click(self, position: int) -> None:
        """Click on a character."""
        self.show(position)
        viewport = self.bench.article.viewport()
        no = Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(
            viewport, Qt.MouseButton.LeftButton, no, self.point(position) + QPoint(3, 0)
        )

    def press(self, keys: str) -> None:
        """Press keys in the article, as a shortcut."""
        QTest.keySequence(self.bench.article, keys)

    def choose(self, menu: str, title: str) -> None:
        """Click on a menu and on an item of it."""
        bar = self.window.menuBar()
        head = next(one for one in bar.actions() if title_of(one) == menu)
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.actionGeometry(head).center())
        popup = QApplication.activePopupWidget()
        assert isinstance(popup, QMenu)
        item = next(
            one
            for one in popup.actions()
            if title_of(one) == title or title_of(one).startswith(f"{title}: ")
        )
        QTest.mouseClick(popup, Qt.MouseButton.LeftButton, pos=popup.actionGeometry(item).center())

    def named(self, name: str, kind: type[W] = QWidget) -> W:  # type: ignore[assignment]
        """The visible widget of this accessible name."""
        found = [one for one in self.window.findChildren(kind) if one.accessibleName() == name]
        assert found, f"nothing is called {name}"
        return next((one for one in found if one.isVisible()), found[0])

    def dialog(self, kind: type[D]) -> D:
        """The dialog of this kind, as soon as one can type in it."""
        self.qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), kind))
        dialog = QApplication.activeWindow()
        assert isinstance(dialog, kind)
        return dialog

    def says(self, text: str) -> bool:
        """Whether this stands in the window, as a line or a button of its own."""
        return text in self.texts()

    def texts(self) -> list[str]:
        """What all lines and buttons of the window say, as they are painted next."""
        QApplication.processEvents()
        found = (
            one for kind in (QLabel, QAbstractButton) for one in self.window.findChildren(kind)
        )
        return [one.text() for one in found]

    def label(self) -> Label:
        """The active label."""
        label = self.session.label(self.session.active)
        assert label is not None
        return label

    def quotes(self) -> list[str]:
        """What the labels of the article quote, in text order."""
        found = (self.session.label(mark.id) for mark in self.session.labels)
        return [label.quote for label in found if label]


Opener = Callable[..., Hands]
"""Opens another window: `opened(project, name)`."""


def move_pressed(viewport: QWidget, where: QPoint, modifier: Qt.KeyboardModifier) -> None:
    """A mouse move with the left button down: QTest's own moves have none."""
    move = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(where), QPointF(viewport.mapToGlobal(where)),
        Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, modifier,
    )  # fmt: skip
    QApplication.sendEvent(viewport, move)


def seen_of(tip: str) -> str:
    """What one sees of a tool tip: some are markup."""
    if not Rich.mightBeRichText(tip):
        return tip
    document = QTextDocument()
    document.setHtml(tip)
    return document.toPlainText()


def turn_wheel(widget: QWidget) -> None:
    """Turn the wheel by a notch over a widget."""
    where = QPointF(widget.rect().center())
    turn = QWheelEvent(
        where, QPointF(widget.mapToGlobal(where)), QPoint(), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, turn)


def press_button(dialog: QWidget, text: str) -> None:
    """Click on the button of a dialog that says this."""
    found = [one for one in dialog.findChildren(QPushButton) if one.text().replace("&", "") == text]
    assert found, f"no button says {text}"
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)


def name_file(picker: QFileDialog, names: str) -> None:
    """Type names in the field of a file dialog, and press its button."""
    field = picker.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(field, QLineEdit)
    field.selectAll()
    QTest.keyClicks(field, names)
    saves = picker.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    folder = picker.fileMode() is QFileDialog.FileMode.Directory
    press_button(picker, "Save" if saves else "Choose" if folder else "Open")


class Browser(QObject):
    """What is handed to the system to be shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.shown.append(url.toLocalFile())


def shown_by(hands: Hands, button: str) -> list[str]:
    """What the system is to show when this button of the window is pressed."""
    browser = Browser()
    QDesktopServices.setUrlHandler("file", browser, "take")
    try:
        press_button(hands.window, button)
    finally:
        QDesktopServices.unsetUrlHandler("file")
    return browser.shown
