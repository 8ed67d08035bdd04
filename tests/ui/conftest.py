"""Windows on a real project, driven by real events. None is left open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("PySide6")

from hands import Hands, Opener
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.domain.article import Article
from annotator.store.project import Project
from annotator.tasks.demo import make_demo
from annotator.ui.app import open_window
from annotator.ui.window import Window


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings of this test, and of no other."""
    folder = tmp_path / "config"
    monkeypatch.setenv("ANNOTATOR_CONFIG_DIR", str(folder))
    return folder


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Project]:
    """The project of the samples, with the labels of three people."""
    with Project.open(make_demo(tmp_path)) as project:
        yield project


@pytest.fixture
def opened(config: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Opener]:
    """Opens a window on a project and waits for its first article. All are closed at the end."""
    windows: list[Window] = []

    def open_(project: Project | Path, name: str | None = "Anna") -> Hands:
        path = project if isinstance(project, Path) else project.path
        window = open_window(path, name)
        assert isinstance(window, Window)
        windows.append(window)
        hands = Hands(window, qtbot)
        qtbot.waitExposed(window)
        qtbot.waitUntil(lambda: hands.session.article is not None)
        hands.come()
        return hands

    yield open_
    for window in windows:
        window.close()
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, Window)]
    qapp.setStyleSheet("")  # as at a start: else all parts of the next are dressed as they grow


@pytest.fixture
def hands(opened: Opener, project: Project, article: Article) -> Hands:
    """The window on the project, with the article open, for Anna."""
    return opened(project)
