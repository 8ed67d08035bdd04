"""What stands in the article's place as long as a project has none."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annotator.ui.flow import FlowLayout
from annotator.ui.plain import plain


class EmptyPage(QWidget):
    """How articles come in, in a sentence, and two of the ways."""

    import_wanted = Signal()
    paste_wanted = Signal()

    def __init__(self, *, read_only: bool) -> None:
        super().__init__()
        said = "Drop files or folders on the window, paste a text, or choose File › Import."
        if read_only:
            said = "The project can only be read here: none can come in."
        row = QWidget()
        flow = FlowLayout(row)
        for text, signal in (
            ("Import…", self.import_wanted), ("Paste a text…", self.paste_wanted),
        ):  # fmt: skip
            button = QPushButton(text)
            button.clicked.connect(signal)
            button.setAutoDefault(True)  # Enter presses it, not Space alone
            flow.addWidget(button)
            if self.focusProxy() is None and not read_only:
                self.setFocusProxy(button)
        row.setVisible(not read_only)
        column = QVBoxLayout()
        column.setSpacing(14)
        column.addWidget(plain("No articles yet", kind="title", wrap=True))
        column.addWidget(plain(said, kind="muted", wrap=True))
        column.addWidget(row)
        column.addStretch()
        sides = QHBoxLayout(self)
        sides.setContentsMargins(24, 90, 24, 24)
        sides.addStretch(1)
        sides.addLayout(column, 5)
        sides.addStretch(1)
