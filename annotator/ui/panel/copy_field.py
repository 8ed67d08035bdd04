"""Whether a copy of a source is kept, and which."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget


def copy_named(sha256: str) -> str:
    """A copy as it is shown: by the first letters of its hash."""
    return f"kept copy {sha256[:8]}…"


class CopyField(QWidget):
    """A button that asks for a file, and one that forgets it."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.sha256 = ""
        self._choose = QPushButton()
        self._choose.setProperty("kind", "quiet")
        self._choose.setToolTip("A saved page, a PDF or a picture: it is put beside the project")
        self._choose.clicked.connect(self.wanted)
        self._forget = QToolButton()
        self._forget.setText("✕")
        self._forget.setProperty("kind", "quiet")
        self._forget.setAccessibleName("Forget the copy")
        self._forget.clicked.connect(self._drop)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self._choose)
        row.addWidget(self._forget)
        row.addStretch()
        self.show_copy("")

    def show_copy(self, sha256: str) -> None:
        """Show that this copy is kept; none where it is empty."""
        self.sha256 = sha256
        self._choose.setText(f"{sha256[:8]}…" if sha256 else "+ keep…")
        name = copy_named(sha256) if sha256 else "Keep a copy of the source"
        self._choose.setAccessibleName(name)
        self._forget.setVisible(bool(sha256))

    def _drop(self) -> None:
        self.show_copy("")
        self._choose.setFocus()
