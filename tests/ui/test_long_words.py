"""A word as long as a book, which is data and no prose, opens like any text."""

from __future__ import annotations

from time import perf_counter

import pytest
from hands import Hands, Opener
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QApplication

from annotator.domain.article import Article
from annotator.store.project import Project
from annotator.tasks.importing import import_text

ANYWHERE = QTextOption.WrapMode.WrapAnywhere
BETWEEN_WORDS = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
WORD = "abcdefghij" * 30_000
PROSE = "abcde ghi " * 30_000


def seconds(hands: Hands, id_: str) -> float:
    """How long an article takes to be seen."""
    begin = perf_counter()
    hands.window.open_article(id_)
    hands.bench.article.grab()
    QApplication.processEvents()
    return perf_counter() - begin


@pytest.fixture
def long_word(project: Project) -> str:
    report = import_text(project, f"What was found:\n{WORD}\nThe end of it.", "Long word")
    assert report.first is not None
    return report.first


def test_it_opens_about_as_fast_as_prose_of_its_length(
    opened: Opener, project: Project, article: Article, long_word: str
) -> None:
    prose = import_text(project, f"What was found:\n{PROSE}\nThe end of it.", "Prose").first
    assert prose is not None
    hands = opened(project)
    took: dict[str, float] = {}
    for id_ in (prose, long_word) * 2:
        hands.window.open_article(article.id)
        took[id_] = min(seconds(hands, id_), took.get(id_, 9))
    assert took[long_word] < 8 * took[prose] + 0.1


def test_only_such_a_text_is_broken_inside_words(
    opened: Opener, project: Project, article: Article, long_word: str
) -> None:
    view = (hands := opened(project)).bench.article
    for id_, mode in (
        (article.id, BETWEEN_WORDS),
        (long_word, ANYWHERE),
        (article.id, BETWEEN_WORDS),
    ):
        hands.window.open_article(id_)
        assert view.document().defaultTextOption().wrapMode() == mode
        assert view.wordWrapMode() == mode
    hands.window.open_article(long_word)
    assert view.document().idealWidth() <= view.viewport().width()


@pytest.mark.parametrize("line", ["長い" * 9_000, "ยาว" * 5_000, PROSE])
def test_scripts_without_spaces_are_broken_where_they_always_are(
    line: str, opened: Opener, project: Project
) -> None:
    import_text(project, line, "Long line")
    assert opened(project).bench.article.wordWrapMode() == BETWEEN_WORDS
