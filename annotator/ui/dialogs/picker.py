"""Choosing files, without a hand on the open project.

Closing any handle on a file lets go of all locks that this process has on it (POSIX): SQLite's on
the open project too, and another program may then take the project's working files away. Qt's own
dialog opens each file that it lists, to see of what kind it is; here it goes by the name alone. On
Linux the system's dialog would do the same inside this process, so it is Qt's that is shown.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from PySide6.QtCore import QFileInfo, Qt
from PySide6.QtGui import QAbstractFileIconProvider, QIcon
from PySide6.QtWidgets import QFileDialog, QFileIconProvider, QWidget


class _ByName(QFileIconProvider):
    """Icons and kinds of files by what they are called, none of them opened."""

    def icon(self, info: QFileInfo | QAbstractFileIconProvider.IconType) -> QIcon:
        kinds = QAbstractFileIconProvider.IconType
        if isinstance(info, QFileInfo):
            info = kinds.Folder if info.isDir() else kinds.File
        return super().icon(info)

    def type(self, info: QFileInfo) -> str:
        return "Folder" if info.isDir() else f"{info.suffix().upper()} file".strip()


class Picker(QFileDialog):
    """A dialog for files that begins in a folder, with a name where one is proposed."""

    def __init__(self, parent: QWidget, title: str, folder: Path, name: str = "") -> None:
        super().__init__(parent, title, str(folder / name))
        if sys.platform.startswith("linux"):
            self.setOption(QFileDialog.Option.DontUseNativeDialog)
        self.setOption(QFileDialog.Option.DontUseCustomDirectoryIcons)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIconProvider(_icons())


@cache
def _icons() -> _ByName:
    """One for all pickers: none of them keeps it, and each asks it to its last moment."""
    return _ByName()
