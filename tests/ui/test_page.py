"""The article on the page: what is shown of a text, beside it and over it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hands import Hands, Opener
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QHelpEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolTip
from samples import LONG, TEXT

from annotator.domain import edits
from annotator.domain.label import Span, Verdict
from annotator.store.project import Project
from annotator.tasks.importing import import_paths, import_text
from annotator.ui.article.verdict_bar import VerdictBar
from annotator.ui.editing import Editing
from annotator.ui.theme import Look

MARKDOWN = """# The dam 👩‍👩‍👧 holds

Three things are known:

- It was *built* in 1931.
2. It has `two` gates.

### What is not

#hashtag is no heading, and -5 degrees are no item.
"""


def at(hands: Hands, position: int) -> QTextCursor:
    cursor = QTextCursor(hands.bench.article.document())
    cursor.setPosition(hands.session.offsets.utf16(position))
    return cursor


def test_markdown_is_shown_as_such_and_stands_where_it_is_written(
    opened: Opener, project: Project, tmp_path: Path
) -> None:
    (path := tmp_path / "dam.md").write_text(MARKDOWN, encoding="utf-8")
    import_paths(project, [path])
    hands = opened(project)
    document = hands.bench.article.document()
    assert document.toRawText().replace("\u2029", "\n") == MARKDOWN

    def size(words: str) -> int:
        return at(hands, MARKDOWN.index(words) + 1).charFormat().font().pixelSize()

    plain = hands.window.theme.serif().pixelSize()
    assert size("The dam") > size("What is not") > plain
    for words in ("Three things", "hashtag", "built"):
        assert size(words) in (-1, plain)
    item, number, none = (
        at(hands, MARKDOWN.index(words)).blockFormat().leftMargin()
        for words in ("It was", "It has", "5 degrees")
    )
    assert item == number > none == 0
    hands.drag_words("two` gates")
    hands.press("V")
    label = hands.label()
    assert label.quote == MARKDOWN[label.start : label.end] == "two` gates"


def test_a_label_under_the_mouse_says_quote_verdict_and_annotator(hands: Hands) -> None:
    hands.drag_words("175 prisoners")
    hands.press("D")
    viewport = hands.bench.article.viewport()
    for words, told in (("prisoners", True), ("Wednesday", False)):
        here = hands.point(TEXT.index(words) + 2)
        help_ = QHelpEvent(QEvent.Type.ToolTip, here, viewport.mapToGlobal(here))
        QApplication.sendEvent(viewport, help_)
        said = QToolTip.text() if told else ""
        assert ("Disputed" in said, "Anna" in said, "“175 prisoners”" in said) == (told,) * 3
    QToolTip.hideText()


def on_screen(hands: Hands) -> QRect:
    """Where the selection stands, from its first line to its last."""
    view = hands.bench.article
    cursor = view.textCursor()
    first, last = QTextCursor(cursor), QTextCursor(cursor)
    first.setPosition(cursor.selectionStart())
    last.setPosition(cursor.selectionEnd())
    return view.cursorRect(first).united(view.cursorRect(last))


@pytest.mark.parametrize(("zoom", "width"), [(100, 1440), (100, 700), (200, 1024)])
def test_the_bar_never_covers_the_selection(
    opened: Opener, project: Project, zoom: int, width: int
) -> None:
    import_text(project, LONG, "Long")
    hands = opened(project)
    hands.window.resize(width, 800)
    hands.window.theme.set_zoom(zoom)
    view = hands.bench.article
    bar = view.findChild(VerdictBar)
    assert bar is not None
    room, shown = view.viewport().rect(), 0
    for position in range(0, len(LONG) - 700, 1_201):
        for length in (3, 90, 600):
            view._set_cursor(position, position + length)
            hands.bench.article.reveal(view.selected_span() or pytest.fail("nothing selected"))
            view._place_bar()
            if bar.isVisible():
                shown += 1
                assert not bar.geometry().intersects(on_screen(hands))
                assert room.contains(bar.geometry())
    assert shown > 15


def test_the_bar_stands_at_what_was_selected_a_moment_ago(hands: Hands) -> None:
    bar = hands.bench.article.findChild(VerdictBar)
    assert bar is not None
    assert not bar.isVisible()
    hands.drag_words("halt attacks")
    hands.qtbot.waitUntil(bar.isVisible)
    button = next(one for one in bar.children() if getattr(one, "text", str)() == "✕ Disputed")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]
    assert hands.label().verdict is Verdict.DISPUTED
    assert not bar.isVisible()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_bar_lies_over_the_page_in_a_shadow_that_fades(hands: Hands, look: Look) -> None:
    hands.window.theme.choose(look)
    view = hands.bench.article
    bar = view.findChild(VerdictBar)
    assert bar is not None
    view.select(Span(len(TEXT) - 8, len(TEXT)))
    hands.qtbot.waitUntil(bar.isVisible)
    seen, middle = view.viewport().grab().toImage(), bar.geometry().center().x()
    last = bar.geometry().bottom()
    light = [seen.pixelColor(middle, last - row).lightness() for row in range(-1, 8)]
    assert light == sorted(light, reverse=True)
    assert light[-1] < light[0] == QColor(hands.window.theme.colours.paper).lightness()


def test_other_places_are_counted_once_and_not_with_every_line_that_is_scrolled(
    opened: Opener, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_text(project, "The dam of the town.\n\n" * 150, "Long")
    hands = opened(project)
    asked: list[Span] = []
    occurrences = Editing.occurrences

    def counting(editing: Editing, span: Span) -> Iterator[Span]:
        asked.append(span)
        return occurrences(editing, span)

    monkeypatch.setattr(Editing, "occurrences", counting)
    button = hands.named("All occurrences", QPushButton)
    hands.drag_words("town")
    hands.qtbot.waitUntil(button.isVisible)
    assert button.text() == "× 150"
    before = len(asked)
    for step in range(5):
        hands.bench.article.verticalScrollBar().setValue(step)
    assert len(asked) == before
    article, me = hands.session.article, hands.session.annotator.id
    assert article is not None
    _, entry = edits.mark(me, article, [Span(37, 41)], Verdict.VERIFIED)
    hands.session.commit(entry)
    hands.bench.article.verticalScrollBar().setValue(1)
    assert button.text() == "× 149"


def test_of_very_many_places_it_is_said_that_they_are_many(
    opened: Opener, project: Project
) -> None:
    import_text(project, "The dam of the town.\n\n" * 250, "Long")
    hands = opened(project)
    button = hands.named("All occurrences", QPushButton)
    hands.drag_words("dam")
    hands.qtbot.waitUntil(button.isVisible)
    assert button.text() == "× 200+"
    hands.press("A")
    assert hands.window.messages.text.startswith("250 places: ")


def test_marks_beside_the_scroll_bar_stand_at_their_height_and_lead_there(
    opened: Opener, project: Project
) -> None:
    import_text(project, LONG, "Long")
    hands = opened(project)
    marks = hands.bench.markers
    assert not marks._rows
    for number in (5, 40, 75):
        hands.drag_words(f"{number * 7} trains")
        hands.press("U")
    hands.qtbot.waitUntil(lambda: len(marks._rows) == 3)
    for row, label in zip(sorted(marks._rows), hands.session.labels, strict=True):
        assert abs(row * 3 / marks.height() - label.start / len(LONG)) < 0.02
    view = hands.bench.article
    view.verticalScrollBar().setValue(0)
    height = round(marks.height() * LONG.index("525 trains") / len(LONG))
    QTest.mouseClick(marks, Qt.MouseButton.LeftButton, pos=QPoint(5, height))
    lines = re.findall(r"Paragraph (\d+)", LONG[view.top_position() : view.top_position() + 900])
    assert "75" in lines


def test_marks_of_a_short_text_stand_beside_its_lines(hands: Hands) -> None:
    marks = hands.bench.markers
    for words in ("presidents", "critics"):
        hands.drag_words(words)
        hands.press("U")
    hands.qtbot.waitUntil(lambda: len(marks._rows) == 2)
    view = hands.bench.article
    for row, words in zip(sorted(marks._rows), ("presidents", "critics"), strict=True):
        line = view.cursorRect(at(hands, TEXT.index(words)))
        assert abs(row * 3 - line.center().y()) < 2 * line.height()


def test_an_undo_goes_to_what_has_changed_and_flashes_it(opened: Opener, project: Project) -> None:
    import_text(project, LONG, "Long")
    hands = opened(project)
    hands.drag_words("35 trains")
    hands.press("V")
    view = hands.bench.article
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum())
    hands.press("Ctrl+Z")
    place = LONG.index("35 trains")
    assert view.viewport().rect().contains(hands.point(place))
    assert [(one.start, one.end) for one in view._scene.flash] == [(place, place + 9)]
    hands.qtbot.waitUntil(lambda: not view._scene.flash)
