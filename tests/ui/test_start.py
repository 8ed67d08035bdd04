"""A start loads what it shows, and nothing more: what is loaded for nothing, everyone waits for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.label import Annotator, Span, Verdict
from annotator.errors import AnnotatorError
from annotator.store.project import Project
from annotator.ui.app import need_libraries

_START = """
import os, sys
from pathlib import Path
from annotator.ui.app import application, open_window
window = open_window(Path(sys.argv[1]), "Anna")
print(*sys.modules, sep="\\n", flush=True)
os._exit(0)
"""
LATER = (
    "annotator.agreement", "annotator.domain.case_filter", "annotator.formats",
    "annotator.ui.dialogs", "annotator.ui.insights",
    "annotator.ui.panel.editor", "annotator.ui.printing", "annotator.ui.review",
    "annotator.tasks.agreement_report", "PySide6.QtPrintSupport",
    "annotator.tasks.claims", "annotator.tasks.exporting", "annotator.tasks.handing_out",
    "annotator.tasks.importing", "annotator.tasks.merging", "annotator.tasks.taking",
    "annotator.store.check",
    "annotator.store.merge", "PySide6.QtSvg", "asyncio", "charset_normalizer", "click", "csv",
    "email", "http", "logging.handlers", "numpy", "platformdirs", "scipy", "sqlite_utils",
    "uniseg", "urllib.request", "xml",
)  # fmt: skip


def test_a_start_loads_nothing_that_it_does_not_show(project: Project) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _START, str(project.path)],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path.cwd())},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = done.stdout.split()
    assert "annotator.ui.window" in loaded
    assert [name for name in loaded if name.startswith(tuple(f"{one}." for one in LATER))] == []
    assert [name for name in loaded if name in LATER] == []


_ENDED = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPlainTextEdit
from annotator.ui import app
window = app.open_window
def open_window(project, annotator):
    made = window(project, annotator)
    def type_and_end():
        made.bench.session.activate(made.bench.session.labels.step(None, 0, 1).id)
        fields = made.findChildren(QPlainTextEdit)
        note = next(one for one in fields if one.accessibleName() == "Note")
        note.insertPlainText("half typed")
        os.kill(os.getpid(), getattr(signal, sys.argv[2]))
    QTimer.singleShot(200, made, type_and_end)
    return made
app.open_window = open_window
sys.exit(app.run(Path(sys.argv[1]), "Anna"))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_ctrl_c_in_the_terminal_closes_the_window_and_keeps_what_is_half_typed(
    name: str, project: Project, anna: Annotator, article: Article
) -> None:
    label, entry = edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED)
    project.journal.commit(entry)
    done = subprocess.run(
        [sys.executable, "-c", _ENDED, str(project.path), name],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path.cwd())},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    found = project.queries.label(label.id)
    assert found is not None
    assert found.note == "half typed"


def test_a_library_that_is_missing_is_named_before_qt_ends_the_process(tmp_path: Path) -> None:
    plugin = tmp_path / "platforms" / "libqxcb.so"
    plugin.parent.mkdir()
    need_libraries({"DISPLAY": ":0"}, tmp_path)
    plugin.write_text("no library")
    with pytest.raises(AnnotatorError) as told:
        need_libraries({"DISPLAY": ":0"}, tmp_path)
    assert "libqxcb.so" in str(told.value)
    assert "README" in str(told.value)
    need_libraries({"QT_QPA_PLATFORM": "offscreen"}, tmp_path)
    need_libraries({"WAYLAND_DISPLAY": "wayland-0"}, tmp_path)


def test_review_opens_without_what_only_its_numbers_need() -> None:
    code = "import sys, annotator.ui.review.tab; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(Path.cwd())},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert not {"numpy", "scipy"} & set(done.stdout.split())
