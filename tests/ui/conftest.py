"""A window on a real project, driven by real events. None is left open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("PySide6")

from hands import Hands
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.domain.article import Article
from annotator.store.project import Project
from annotator.ui.app import open_window
from annotator.ui.window import Window


@pytest.fixture
def hands(project: Project, article: Article, qtbot: QtBot) -> Iterator[Hands]:
    """The window on the project, with the article open, for Anna."""
    window = open_window(project.path, "Anna")
    assert isinstance(window, Window)
    hands = Hands(window, qtbot)
    qtbot.waitExposed(window)
    qtbot.waitUntil(lambda: hands.session.article is not None)
    window.activateWindow()
    hands.bench.article.setFocus()
    yield hands
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, Window)]
