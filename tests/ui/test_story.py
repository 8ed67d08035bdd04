"""A reviewer's work through the window, with real mouse and keys."""

from __future__ import annotations

import pytest
from hands import Hands, move_pressed
from labelled import label_count
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from samples import TEXT

from annotator.domain.label import Span, Verdict
from annotator.store.project import Project
from annotator.tasks.importing import import_text
from annotator.ui.editing import Edge, Grip


def test_a_label_is_a_drag_and_a_key(hands: Hands) -> None:
    hands.drag_words("wo presidents agree")
    hands.press("V")
    assert hands.quotes() == ["Two presidents agreed"]
    (label,) = hands.session.project.queries.labels_of(hands.session.article.id)  # type: ignore[union-attr]
    assert label.verdict is Verdict.VERIFIED
    assert hands.session.active == label.id


def test_alt_keeps_the_edges_as_dragged(hands: Hands) -> None:
    hands.drag_words("presidents agree", modifier=Qt.KeyboardModifier.AltModifier)
    hands.press("D")
    assert hands.quotes() == ["presidents agree"]


def test_ctrl_and_drag_adds_a_fragment(hands: Hands) -> None:
    hands.drag_words("The bridge")
    hands.press("D")
    hands.drag_words("was never closed", modifier=Qt.KeyboardModifier.ControlModifier)
    assert hands.quotes() == ["The bridge … was never closed"]


def test_everything_is_undone_and_redone(hands: Hands) -> None:
    for words, key in (("halt attacks", "V"), ("175 prisoners", "D"), ("critics", "U")):
        hands.drag_words(words)
        hands.press(key)
    hands.press("D")
    for _ in range(4):
        hands.press("Ctrl+Z")
    assert hands.quotes() == []
    for _ in range(4):
        hands.press("Ctrl+Shift+Z")
    assert hands.quotes() == ["halt attacks", "175 prisoners", "critics"]
    assert [mark.verdict for mark in hands.session.labels] == ["verified", "disputed", "disputed"]


def test_a_click_on_a_stack_goes_round(hands: Hands) -> None:
    for words in ("swap of 175 prisoners", "175 prisoners is due"):
        hands.drag_words(words)
        hands.press("V")
    at = TEXT.index("175") + 1
    seen = []
    for _ in range(3):
        hands.click(at)
        seen.append(hands.session.active)
    assert len(set(seen)) == 2
    assert seen[0] == seen[2]


def test_a_note_is_typed_and_one_undo_takes_it_back(hands: Hands) -> None:
    hands.drag_words("halt attacks")
    hands.press("V")
    hands.press("N")
    note = hands.named("Note", QPlainTextEdit)
    hands.qtbot.waitUntil(note.hasFocus)
    QTest.keyClicks(note, "vdu j 1 /")
    QTest.keyClick(note, Qt.Key.Key_Escape)
    label = hands.session.label(hands.session.active)
    assert label is not None
    assert (label.note, label.verdict, label.confidence) == ("vdu j 1 /", Verdict.VERIFIED, None)
    assert hands.bench.article.hasFocus()
    hands.press("Ctrl+Z")
    label = hands.session.label(hands.session.active)
    assert label is not None
    assert label.note == ""


def test_tags_confidence_and_evidence_by_keyboard(hands: Hands) -> None:
    hands.drag_words("halt attacks")
    hands.press("V")
    hands.press("4")
    hands.press("T")
    field = hands.named("Add tag", QLineEdit)
    hands.qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, "numbers\r")
    hands.bench.article.setFocus()
    hands.press("E")
    address = hands.named("Evidence address", QLineEdit)
    hands.qtbot.waitUntil(address.hasFocus)
    QTest.keyClicks(address, "javascript:alert(1)//\r")
    label = hands.session.label(hands.session.active)
    assert label is not None
    assert label.evidence == ()
    address.setText("")
    QTest.keyClicks(address, "example.org/list\r")
    label = hands.session.label(hands.session.active)
    assert label is not None
    assert (label.confidence, label.tags) == (4, ("numbers",))
    assert label.evidence[0].url == "https://example.org/list"


def test_edges_move_by_key_and_keep_the_rest(hands: Hands) -> None:
    hands.drag_words("halt attacks")
    hands.press("V")
    hands.press("3")
    hands.press("]")
    hands.press("[")
    assert hands.quotes() == ["to halt attacks on"]
    hands.press("}")
    hands.press("{")
    assert hands.quotes() == ["halt attacks"]
    label = hands.session.label(hands.session.active)
    assert label is not None
    assert label.confidence == 3


def drag_handle(hands: Hands, fragment: int, edge: Edge, there: int) -> None:
    """Take hold of an edge of the active label and let go of it at a character."""
    hands.window.grab()
    handle = hands.bench.article._handles[Grip(fragment, edge)]
    viewport, no = hands.bench.article.viewport(), Qt.KeyboardModifier.NoModifier
    scrolled = hands.bench.article.verticalScrollBar().value()
    place = handle.center().toPoint() - QPoint(0, scrolled)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, no, place)
    move_pressed(viewport, hands.point(there), no)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, no, hands.point(there))


def test_a_handle_is_dragged(hands: Hands) -> None:
    hands.drag_words("halt attacks")
    hands.press("V")
    drag_handle(hands, 0, "end", TEXT.index(", officials"))
    assert hands.quotes() == ["halt attacks on Tuesday"]


def test_every_fragment_has_handles_and_goes_when_it_is_closed(hands: Hands) -> None:
    hands.drag_words("halt attacks")
    hands.press("V")
    hands.drag_words("officials", modifier=Qt.KeyboardModifier.ControlModifier)
    assert hands.quotes() == ["halt attacks … officials"]
    drag_handle(hands, 0, "end", TEXT.index(" attacks"))
    assert hands.quotes() == ["halt … officials"]
    drag_handle(hands, 1, "start", TEXT.index("Tuesday"))
    assert hands.quotes() == ["halt … Tuesday, officials"]
    drag_handle(hands, 0, "start", TEXT.index("Tuesday") + 3)
    assert hands.quotes() == ["Tuesday, officials"]
    assert hands.session.undo_text() == "take away a fragment"
    hands.press("Ctrl+Z")
    assert hands.quotes() == ["halt … Tuesday, officials"]


def test_every_occurrence_is_marked_in_one_step(hands: Hands) -> None:
    hands.drag_words("The plan has")
    hands.press("A")
    hands.press("U")
    assert hands.quotes() == ["The plan has", "The plan has"]
    hands.press("Ctrl+Z")
    assert hands.quotes() == []


def test_find_selects_and_a_key_labels(hands: Hands) -> None:
    hands.press("Ctrl+F")
    field = hands.named("Find", QLineEdit)
    hands.qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, "QUARTER")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    hands.press("V")
    assert hands.quotes() == ["quarter"]


@pytest.mark.parametrize(("button", "found"), [("Next match", 0), ("Previous match", -1)])
def test_find_goes_on_in_the_article_that_is_opened(
    hands: Hands, project: Project, button: str, found: int
) -> None:
    text = "A short text, a word."
    report = import_text(project, text, "Another")
    hands.press("Ctrl+F")
    QTest.keyClicks(hands.named("Find", QLineEdit), "a")
    hands.session.look()
    hands.window.open_article(report.first)
    assert not hands.bench.article.textCursor().hasSelection()
    click = hands.named(button)
    QTest.mouseClick(click, Qt.MouseButton.LeftButton)
    places = [at for at, letter in enumerate(text) if letter in "aA"]
    assert hands.bench.article.textCursor().selectionStart() == places[found]
    assert hands.says(f"{found % len(places) + 1} of {len(places)}")


def test_j_and_k_go_through_and_del_deletes(hands: Hands) -> None:
    for words in ("halt attacks", "175 prisoners", "critics"):
        hands.drag_words(words)
        hands.press("V")
    hands.press("Esc")
    hands.show(0)
    hands.press("J")
    first = hands.session.active
    hands.press("J")
    hands.press("K")
    assert hands.session.active == first
    hands.press("Del")
    assert hands.quotes() == ["175 prisoners", "critics"]


def test_double_click_takes_the_word_and_s_the_sentence(hands: Hands) -> None:
    viewport = hands.bench.article.viewport()
    at = hands.point(TEXT.index("prisoners") + 3)
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    span = hands.bench.article.selected_span()
    assert span is not None
    assert TEXT[span.start : span.end] == "prisoners"
    hands.press("S")
    hands.press("V")
    assert hands.quotes() == ["A swap of 175 prisoners is due on Wednesday"]


def test_files_dropped_on_the_window_go_in(hands: Hands, tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "dropped.txt"
    path.write_text("A dropped article with words.")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(
        QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    enter = QDragEnterEvent(
        QPoint(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(hands.window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(hands.window, drop)
    assert drop.isAccepted()
    hands.qtbot.waitUntil(
        lambda: hands.session.article is not None and "dropped" in hands.session.article.text
    )


def test_done_goes_on_and_the_window_comes_back_where_it_was(
    hands: Hands, project: Project
) -> None:
    from annotator.domain.label import Annotator
    from annotator.tasks.importing import import_text

    import_text(project, "Another article.")
    queue = hands.bench.queue
    hands.qtbot.waitUntil(lambda: queue.view.model().rowCount() == 2)
    hands.press("Ctrl+Return")
    hands.qtbot.waitUntil(
        lambda: "Another" in (hands.session.article.text if hands.session.article else "")
    )
    me = hands.session.annotator
    assert isinstance(me, Annotator)
    counts = project.queries.queue_counts(me.id)
    assert sorted(counts.values()) == [0, 1, 1]
    hands.press("Ctrl+Z")
    assert hands.session.article is not None
    assert hands.session.article.text == TEXT
    hands.press("Ctrl+Shift+Z")
    assert sorted(project.queries.queue_counts(me.id).values()) == [0, 1, 1]


def test_another_window_is_seen_within_a_second(hands: Hands, project: Project) -> None:
    from annotator.domain import edits

    article = hands.session.article
    anna = hands.session.annotator
    assert article is not None
    hands.session.join()
    _, entry = edits.mark(anna.id, article, [Span(0, 3)], Verdict.DISPUTED)
    project.journal.commit(entry)
    hands.qtbot.waitUntil(lambda: hands.quotes() == ["Two"], timeout=1_000)


def test_what_the_disk_refuses_stays_and_is_saved_later(hands: Hands) -> None:
    connection = hands.session.project.journal._connection
    hands.drag_words("halt attacks")
    hands.press("V")
    connection.execute("PRAGMA query_only = ON")
    hands.drag_words("175 prisoners")
    hands.press("D")
    assert hands.quotes() == ["halt attacks", "175 prisoners"]
    assert len(hands.session.unsaved) == 1
    assert "cannot be written" in hands.window.messages.text
    connection.execute("PRAGMA query_only = OFF")
    assert hands.session.retry()
    assert label_count(hands.session.project) == 2
