"""What stands in place of Review and Insights in a blind project, as long as somebody has articles
of their own to finish."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from annotator.tasks.telling import counted
from annotator.ui.plain import plain
from annotator.ui.theme import Theme


class ClosedPage(QWidget):
    """A calm sentence, and a way in that one has to mean."""

    look_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = theme
        self._title = plain("This project is blind", kind="title")
        self._said = plain(kind="muted", wrap=True)
        self._said.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._look = QPushButton("Look all the same…")
        self._look.setProperty("kind", "flat")
        self._look.clicked.connect(self.look_wanted)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        for widget in (self._title, self._said, self._look):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        theme.changed.connect(self._fit)
        self._fit()

    def say(self, left: int) -> None:
        """Say for how many articles more it is closed."""
        self._said.setText(
            f"You have {counted(left, 'article')} still to finish. What the others have marked is "
            "shown when yours are done, so that nobody is led by anybody."
        )
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.setFocus()  # and not the button, which one has to mean

    def _fit(self) -> None:
        width = self._theme.px(440)
        self._said.setFixedSize(width, max(0, self._said.heightForWidth(width)))
