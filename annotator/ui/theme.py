"""The look: colours for light and dark, fonts, and one style sheet made of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from msgspec.structs import astuple
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from annotator import palette
from annotator.domain.label import Verdict
from annotator.palette import SIGNS as SIGNS
from annotator.palette import Palette
from annotator.resources import resources

Look = Literal["system", "light", "dark"]

SERIF: Final = ["Source Serif 4", "Charter", "Georgia", "Liberation Serif", "Noto Serif", "serif"]
"""For the article and for quotes: the first that is there."""

ARTICLE_PIXELS: Final = 18
INTERFACE_PIXELS: Final = 13

WORDS: Final = {
    Verdict.VERIFIED: "Verified",
    Verdict.DISPUTED: "Disputed",
    Verdict.UNVERIFIABLE: "Unverifiable",
}


class Colours(Palette, frozen=True):
    """One of the two looks, in Qt's colours where these are asked for."""

    def ink(self, verdict: str) -> QColor:
        """The colour of a verdict's words and line."""
        return QColor(getattr(self, verdict))

    def wash(self, verdict: str) -> QColor:
        """The colour behind the words of a verdict."""
        return QColor(getattr(self, f"{verdict}_back"))


LIGHT: Final = Colours(*astuple(palette.LIGHT))
DARK: Final = Colours(*astuple(palette.DARK))


class Theme(QObject):
    """The look in force. Widgets read `colours` and `scale` when they paint, and hear `changed`.

    The style sheet is put on by `dress`, when the first widgets stand: each would be fitted to it
    at every step of being put together, which takes three times as long."""

    changed = Signal()

    def __init__(self, look: Look = "system", zoom: int = 100, parent: QObject | None = None):
        super().__init__(parent)
        self._look: Look = look
        self._zoom = zoom
        self._dressed = False
        self.colours = LIGHT
        """The colours in force."""
        self._fonts: dict[tuple[str, float, bool], QFont] = {}
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    @property
    def dark(self) -> bool:
        """Whether the dark look is in force."""
        return self.colours is DARK

    @property
    def look(self) -> Look:
        """Light, dark, or as the system has it: what was chosen."""
        return self._look

    @property
    def zoom(self) -> int:
        """How large everything is, in percent."""
        return self._zoom

    def dress(self) -> None:
        """Put the style sheet on, from now on."""
        if not self._dressed:
            self._dressed = True
            self._put_on()

    def choose(self, look: Look) -> None:
        """Light, dark, or as the system has it."""
        if look != self._look:
            self._look = look
            self._apply()

    def set_zoom(self, percent: int) -> None:
        """Make everything larger or smaller, 50 to 300 percent."""
        zoom = max(50, min(300, percent))
        if zoom != self._zoom:
            self._zoom = zoom
            self._apply()

    def px(self, pixels: float) -> int:
        """A length of the design at this zoom."""
        return round(pixels * self._zoom / 100)

    def serif(self, pixels: float = ARTICLE_PIXELS, *, bold: bool = False) -> QFont:
        """The reading font."""
        return self._font("serif", pixels, bold=bold)

    def sans(self, pixels: float = INTERFACE_PIXELS, *, bold: bool = False) -> QFont:
        """The interface's font."""
        return self._font("sans", pixels, bold=bold)

    def _font(self, kind: Literal["serif", "sans"], pixels: float, *, bold: bool) -> QFont:
        """A font that the caller may change; those that were asked for are kept until the next
        look, as a list asks for some at each of its rows."""
        key = kind, pixels, bold
        if key not in self._fonts:
            font = self._fonts[key] = QFont(QApplication.font()) if kind == "sans" else QFont()
            if kind == "serif":
                font.setFamilies(SERIF)
                font.setStyleHint(QFont.StyleHint.Serif)
            font.setPixelSize(self.px(pixels))
            font.setBold(bold)
        return QFont(self._fonts[key])

    def _apply(self) -> None:
        system = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        self.colours = (
            DARK if self._look == "dark" or (self._look == "system" and system) else LIGHT
        )
        self._fonts.clear()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            font = app.font()
            font.setPixelSize(self.px(INTERFACE_PIXELS))
            app.setFont(font)
            app.setPalette(_palette(self.colours))
        if self._dressed:
            self._put_on()
        self.changed.emit()

    def _put_on(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            sheet = _style(self.colours, self.px)
            if sheet != app.styleSheet():  # else every widget would be dressed again for nothing
                app.setStyleSheet(sheet)


def _palette(c: Colours) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for name, colour in {
        role.Window: c.window, role.WindowText: c.text, role.Base: c.paper,
        role.AlternateBase: c.panel, role.Text: c.text, role.Button: c.panel,
        role.ButtonText: c.text, role.ToolTipBase: c.paper, role.ToolTipText: c.text,
        role.Highlight: c.selection, role.HighlightedText: c.text, role.Link: c.accent,
        role.PlaceholderText: c.muted, role.Mid: c.line, role.Dark: c.line, role.Light: c.paper,
        role.Accent: c.accent,
    }.items():  # fmt: skip
        palette.setColor(name, QColor(colour))
    for name in (role.Text, role.ButtonText, role.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(c.muted))
    return palette


def _style(c: Colours, px: Callable[[float], int]) -> str:
    """Widgets name their part of the look by the property `kind` or their object name."""
    serif = ", ".join(f'"{name}"' for name in SERIF)
    icons = resources() / "icons"
    names = "chevron", "chevron-up", "check", "tick-dark" if c is DARK else "tick-light"
    chevron, chevron_up, check, tick = ((icons / f"{name}.svg").as_posix() for name in names)
    return f"""
    QMainWindow, QDialog {{ background: {c.window}; }}
    QMenuBar {{ background: {c.window}; border: 0; padding: 1px 8px; }}
    QMenuBar::item {{ background: transparent; padding: 3px 9px; border-radius: 5px; }}
    QMenuBar::item:selected {{ background: {c.selection}; }}
    QMenu {{ background: {c.paper}; border: 1px solid {c.line}; padding: 4px; }}
    QMenu::item {{ padding: 5px 26px 5px 14px; border-radius: 5px; }}
    QMenu::item:selected {{ background: {c.selection}; }}
    QMenu::item:disabled {{ color: {c.muted}; }}
    QMenu::indicator {{ width: {px(12)}px; height: {px(12)}px; }}
    QMenu::indicator:checked {{ image: url("{check}"); }}
    QMenu::separator {{ height: 1px; background: {c.line}; margin: 4px 8px; }}
    QToolTip {{ background: {c.paper}; color: {c.text}; border: 1px solid {c.line}; padding: 4px; }}
    QSplitter::handle {{ background: {c.line}; }}
    QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
    QScrollBar::handle:vertical {{ background: {c.line}; border-radius: 4px; margin: 2px;
        min-height: 32px; }}
    QScrollBar::handle:vertical:hover {{ background: {c.muted}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QLineEdit, QPlainTextEdit, QTextEdit[kind="field"], QComboBox, QAbstractSpinBox {{
        background: {c.paper}; color: {c.text}; border: 1px solid {c.edge}; border-radius: 7px;
        padding: 5px 8px; selection-background-color: {c.selection};
        selection-color: {c.text}; }}
    QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {{
        border-color: {c.accent}; }}
    QAbstractSpinBox {{ padding: 3px 6px; }}
    QAbstractSpinBox QLineEdit {{ border: 0; padding: 0; background: transparent; }}
    QComboBox::drop-down, QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: 0;
        width: {px(18)}px; }}
    QComboBox::down-arrow {{ image: url("{chevron}"); width: {px(12)}px; height: {px(12)}px; }}
    QAbstractSpinBox::down-arrow {{ image: url("{chevron}"); width: {px(9)}px; height: {px(9)}px; }}
    QAbstractSpinBox::up-arrow {{ image: url("{chevron_up}"); width: {px(9)}px;
        height: {px(9)}px; }}
    QComboBox[kind="quiet"] {{ color: {c.muted}; padding: 2px 6px; font-size: {px(12)}px; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QListWidget, QTableWidget, QTabWidget::pane {{ border: 1px solid {c.line};
        border-radius: 7px; background: {c.paper}; }}
    QListWidget::item {{ padding: 5px 8px; border: 0; border-radius: 5px; color: {c.text}; }}
    QListWidget::item:selected {{ background: {c.selection}; }}
    QListWidget::item:disabled {{ color: {c.muted}; }}
    QListWidget {{ outline: 0; }}
    QListWidget:focus {{ border-color: {c.accent}; }}
    QTableWidget::item {{ padding: 0 5px; }}
    QTableWidget::item:selected {{ background: {c.selection}; color: {c.text}; }}
    QTreeWidget {{ border: 1px solid {c.line}; border-radius: 7px; background: {c.paper}; }}
    QTreeWidget::item {{ padding: 2px 8px 2px 0; }}
    QCheckBox::indicator, QListWidget::indicator {{ width: {px(14) - 2}px; height: {px(14) - 2}px;
        border: 1px solid {c.muted}; border-radius: 3px; background: {c.paper}; }}
    QCheckBox::indicator:checked, QListWidget::indicator:checked {{ background: {c.accent};
        border-color: {c.accent}; image: url("{tick}"); }}
    QCheckBox::indicator:checked:disabled, QListWidget::indicator:checked:disabled {{
        background: {c.muted}; border-color: {c.muted}; }}
    QHeaderView::section {{ background: {c.panel}; border: 0; padding: 4px 8px; }}
    QPushButton, QToolButton[kind="button"] {{ background: {c.paper}; border: 1px solid {c.line};
        border-radius: 7px; padding: 5px 14px; }}
    QPushButton:hover {{ border-color: {c.muted}; }}
    QPushButton:focus {{ border-color: {c.accent}; }}
    QPushButton:default {{ background: {c.accent}; color: {c.paper}; border-color: {c.accent}; }}
    QPushButton:disabled {{ color: {c.muted}; background: {c.panel}; }}
    QPushButton[kind="flat"], QToolButton {{ background: transparent; border: 0;
        border-radius: 6px; padding: 3px 8px; }}
    QPushButton[kind="flat"]:hover, QToolButton:hover {{ background: {c.selection}; }}
    QPushButton[kind="quiet"], QToolButton[kind="quiet"] {{ background: transparent; border: 0;
        border-radius: 5px; padding: 1px 4px; color: {c.muted}; font-size: {px(12)}px; }}
    QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover {{ color: {c.text};
        background: {c.selection}; }}
    QFrame#card {{ background: {c.paper}; border: 1px solid {c.line}; border-radius: 9px; }}
    QFrame#insight {{ background: {c.paper}; border: 1px solid {c.line}; border-radius: 9px; }}
    QFrame#insight QToolButton::menu-indicator {{ image: none; width: 0; }}
    QFrame#card:hover {{ border-color: {c.muted}; }}
    QFrame#decision {{ background: {c.paper}; border: 2px solid {c.accent}; border-radius: 9px; }}
    QLabel[kind="quote"] {{ font-family: {serif}; font-size: {px(14)}px; }}
    QTextEdit#words {{ background: transparent; border: 0; padding: 0; color: {c.text};
        selection-background-color: {c.selection}; selection-color: {c.text}; }}
    QWidget#source {{ background: {c.panel}; border: 1px solid {c.line}; border-radius: 7px; }}
    QToolButton:focus, QPushButton[kind="flat"]:focus, QPushButton[kind="quiet"]:focus {{
        border: 1px solid {c.accent}; }}
    QPushButton[kind="keyed"] {{ background: transparent; border: 1px solid transparent;
        border-radius: 6px; padding: 4px 8px; text-align: left; }}
    QPushButton[kind="keyed"]:hover {{ background: {c.selection}; }}
    QPushButton[kind="keyed"]:focus {{ border-color: {c.accent}; }}
    QPushButton[kind="outlined"], QPushButton[kind="primary"] {{ text-align: left;
        padding: 3px 9px; border-radius: 10px; font-size: {px(12)}px; }}
    QPushButton[kind="outlined"] {{ background: transparent; color: {c.muted};
        border: 1px solid {c.line}; }}
    QPushButton[kind="outlined"]:hover {{ color: {c.text}; border-color: {c.muted}; }}
    QPushButton[kind="primary"] {{ background: {c.accent}; color: {c.paper}; font-weight: 600;
        border: 1px solid {c.accent}; }}
    QPushButton[kind="primary"]:hover {{ border-color: {c.text}; }}
    QPushButton[kind="primary"] QLabel[kind="key"] {{ color: {c.paper}; border-color: {c.paper}; }}
    QPushButton[kind="outlined"]:focus {{ border-color: {c.accent}; }}
    QPushButton[kind="primary"]:focus {{ border-color: {c.text}; }}
    QPushButton[kind="part"] {{ background: transparent; border: 1px solid transparent;
        border-left: 3px solid {c.line}; border-radius: 0; padding: 3px 8px; text-align: left; }}
    QPushButton[kind="part"]:checked {{ background: {c.selection}; border-left-color: {c.accent}; }}
    QPushButton[kind="part"]:focus {{ border-color: {c.accent}; }}
    QLabel[kind="key"] {{ border: 1px solid {c.line}; border-bottom-width: 2px; border-radius: 4px;
        color: {c.muted}; font-size: {px(10.5)}px; padding: 0 4px; }}
    QPushButton[kind="chip"], QToolButton[kind="chip"], QLabel[kind="chip"] {{
        background: transparent; border: 1px solid {c.line}; border-radius: 9px;
        padding: 1px 7px; color: {c.muted}; font-size: {px(11.5)}px; }}
    QToolButton[filter="true"][kind] {{ border: 1px solid {c.line}; border-radius: 9px;
        padding: 1px 2px; font-size: {px(11.5)}px; }}
    QToolButton[filter="true"]:focus {{ border: 2px solid {c.accent}; padding: 0 1px; }}
    QToolButton[filter="true"]:!checked {{ color: {c.muted}; border-style: dashed; }}
    QPushButton[kind="chip"]:hover, QToolButton[kind="chip"]:hover {{ border-color: {c.muted}; }}
    QToolButton[kind="chip"] {{ padding: 1px 4px; }}
    QToolButton[kind="chip"]:checked {{ background: {c.selection}; color: {c.text};
        border-color: {c.accent}; }}
    QToolButton[kind="chip"]:checked:focus {{ border: 2px solid {c.accent}; padding: 0 3px; }}
    QToolButton[asked="true"] {{ background: {c.selection}; color: {c.text};
        border-color: {c.accent}; }}
    QFrame#popup {{ background: {c.paper}; border: 1px solid {c.line}; }}
    QPushButton[kind="chip"]:focus, QToolButton[kind="chip"]:focus {{ border-color: {c.accent}; }}
    QLabel[kind="muted"] {{ color: {c.muted}; }}
    QLabel[kind="small"] {{ color: {c.muted}; font-size: {px(12)}px; }}
    QLabel[kind="changed"] {{ color: {c.disputed}; border-left: 3px solid {c.disputed};
        padding: 2px 0 2px 9px; }}
    QWidget#heading {{ border-bottom: 1px solid {c.line}; }}
    QLabel[kind="strong"] {{ font-weight: 600; }}
    QLabel[kind="title"] {{ font-size: {px(22)}px; font-weight: 600; }}
    {_verdicts(c, px)}
    QWidget#tabs {{ background: {c.line}; border-radius: 7px; }}
    QPushButton[kind="tab"] {{ background: transparent; border: 0; border-radius: 5px;
        padding: 3px 14px; font-weight: 500; }}
    QPushButton[kind="tab"]:checked {{ background: {c.paper}; }}
    QPushButton[kind="tab"]:focus {{ border: 1px solid {c.accent}; }}
    QWidget#message {{ background: {c.paper}; border: 1px solid {c.muted}; border-radius: 10px; }}
    QWidget#frame, QWidget#status {{ background: {c.window}; }}
    QWidget#frame {{ border-bottom: 1px solid {c.line}; }}
    QWidget#status {{ border-top: 1px solid {c.line}; }}
    QWidget#queue, QWidget#panel {{ background: {c.panel}; }}
    QWidget#paper {{ background: {c.paper}; }}
    """


def _verdicts(c: Colours, px: Callable[[float], int]) -> str:
    """How a verdict's words look, and the part of a segmented button that stands for it."""
    rules = []
    for verdict in Verdict:
        ink, wash = getattr(c, verdict.value), getattr(c, f"{verdict.value}_back")
        rules.append(
            f"""
    QLabel[kind="{verdict}"], QToolButton[kind="{verdict}"], QPushButton[ink="{verdict}"] {{
        color: {ink}; font-weight: 600; font-size: {px(INTERFACE_PIXELS)}px; }}
    QPushButton[segment="{verdict}"] {{ color: {ink}; border: 1px solid {c.line};
        border-radius: 0; font-weight: 600; padding: 5px 2px; }}
    QPushButton[segment="{Verdict.VERIFIED}"] {{ border-top-left-radius: 7px;
        border-bottom-left-radius: 7px; }}
    QPushButton[segment="{Verdict.UNVERIFIABLE}"] {{ border-top-right-radius: 7px;
        border-bottom-right-radius: 7px; }}
    QPushButton[segment="{verdict}"]:checked {{ background: {wash}; border-color: {ink}; }}
    QPushButton[segment="{verdict}"]:focus {{ border: 2px solid {c.accent}; padding: 4px 1px;
        outline: 0; }}
    QPushButton[segment="{verdict}"]:disabled:!checked {{ color: {c.muted}; }}"""
        )
    return "".join(rules)
