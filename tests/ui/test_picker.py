"""Choosing a file beside the open project leaves the project alone."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hands import Hands
from labelled import label_count
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox

from annotator.store.project import Project

_LOOK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("SELECT count(*) FROM labels").fetchone()
connection.close()
"""


@pytest.mark.parametrize("keys", ["Ctrl+O", "Ctrl+I"])
def test_listing_the_folder_of_the_project_keeps_its_locks(
    hands: Hands, project: Project, keys: str
) -> None:
    """Else another program that looks into the file believes itself alone, and tidies up."""
    project.close()  # the window alone holds it
    hands.drag_words("halt attacks")
    hands.press("V")
    hands.press(keys)
    picker = hands.dialog(QFileDialog)
    hands.qtbot.waitUntil(lambda: _lists(picker, project.path.name))
    picker.reject()
    hands.come()
    subprocess.run([sys.executable, "-c", _LOOK, str(project.path)], check=True)
    assert project.path.with_name(f"{project.path.name}-wal").exists()
    hands.drag_words("175 prisoners")
    hands.press("D")
    assert not hands.session.unsaved
    assert label_count(hands.session.project) == 2


def test_what_is_closed_is_gone(hands: Hands) -> None:
    hands.press("Ctrl+O")
    hands.dialog(QFileDialog).reject()
    hands.choose("Help", "About Annotator")
    hands.dialog(QMessageBox).accept()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert hands.window.findChildren(QDialog) == []


def _lists(picker: QFileDialog, name: str) -> bool:
    from PySide6.QtWidgets import QAbstractItemView

    for view in picker.findChildren(QAbstractItemView):
        model, root = view.model(), view.rootIndex()
        if model is not None and any(
            model.index(row, 0, root).data() == name for row in range(model.rowCount(root))
        ):
            return True
    return False
