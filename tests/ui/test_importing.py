"""Taking articles in through the window: addresses that are asked about, tables whose columns are,
and a report that says what each file was taken for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hands import Hands, name_file, press_button, seen_of
from papers import packed, pdf
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
)

from annotator.domain.article import new_article
from annotator.domain.dataset import RawLabel, RawRecord
from annotator.formats import registry
from annotator.formats.format import Format, Source
from annotator.ui.dialogs.giving import AddressDialog, PasteDialog
from annotator.ui.dialogs.importing import ImportDialog

STORY = (
    b"<html><head><title>Dam holds</title></head><body><article><h1>Dam holds</h1><p>The dam north "
    b"of the town held through the night, officials said on Tuesday.</p></article></body></html>"
)


class Site(BaseHTTPRequestHandler):
    """A page at /dam, one that never comes at /slow, and no other."""

    def do_GET(self) -> None:
        if self.path == "/slow":
            closing.wait(5)
            return
        found = self.path == "/dam"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(STORY if found else b"")

    def log_message(self, *_: object) -> None:
        pass


closing = threading.Event()


@pytest.fixture
def site() -> Iterator[str]:
    closing.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # whoever hangs up is us
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    closing.set()
    server.shutdown()
    server.server_close()


def is_open(hands: Hands, text: str) -> None:
    hands.qtbot.waitUntil(
        lambda: hands.session.article is not None and hands.session.article.text.startswith(text)
    )


def drop(hands: Hands, urls: list[QUrl]) -> None:
    data = QMimeData()
    data.setUrls(urls)
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    no = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(hands.window, QDragEnterEvent(QPoint(50, 50), copy, data, left, no))
    QApplication.sendEvent(hands.window, QDropEvent(QPointF(50, 50), copy, data, left, no))


def test_what_is_dropped_is_taken_as_a_copy_whatever_is_offered(
    hands: Hands, tmp_path: Path
) -> None:
    """Whoever is told that a file was moved removes it."""
    (path := tmp_path / "dam.txt").write_text("The dam held.")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    offered = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
    left, shift = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
    enter = QDragEnterEvent(QPoint(50, 50), offered, data, left, shift)
    drop = QDropEvent(QPointF(50, 50), offered, data, left, shift)
    for event in (enter, drop):
        assert event.proposedAction() is Qt.DropAction.MoveAction
        QApplication.sendEvent(hands.window, event)
        assert event.isAccepted()
        assert event.dropAction() is Qt.DropAction.CopyAction
    is_open(hands, "The dam held.")


def test_a_page_is_fetched_when_its_address_is_given(hands: Hands, site: str) -> None:
    hands.choose("File", "Import from an address…")
    dialog = hands.dialog(AddressDialog)
    fetch = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Fetch")
    field = hands.named("Address", QLineEdit)
    QTest.keyClicks(field, "dam")
    assert not fetch.isEnabled()
    field.selectAll()
    QTest.keyClicks(field, f"{site}/dam")
    assert fetch.isEnabled()
    QTest.keyClick(field, Qt.Key.Key_Return)
    is_open(hands, "Dam holds\nThe dam north of the town")
    assert hands.session.article is not None
    assert hands.session.article.source == f"{site}/dam"
    hands.come()
    hands.press("Ctrl+Z")
    assert hands.session.project.queries.article_count() == 1


@pytest.mark.parametrize("way", ["drop", "paste"])
def test_an_address_that_is_dropped_or_pasted_is_asked_about(
    hands: Hands, site: str, way: str
) -> None:
    if way == "drop":
        drop(hands, [QUrl(f"{site}/dam")])
    else:
        QApplication.clipboard().setText(f" {site}/dam\n")
        hands.press("Ctrl+Shift+V")
    dialog = hands.dialog(AddressDialog)
    assert hands.named("Address", QLineEdit).text() == f"{site}/dam"
    assert hands.session.project.queries.article_count() == 1
    press_button(dialog, "Fetch")
    is_open(hands, "Dam holds")


def test_words_about_an_address_are_a_text(hands: Hands) -> None:
    QApplication.clipboard().setText("https://a.example/ says so.")
    hands.press("Ctrl+Shift+V")
    press_button(hands.dialog(PasteDialog), "Cancel")


def test_a_page_that_is_not_there_is_said_in_a_sentence(hands: Hands, site: str) -> None:
    hands.window.exchange.take_files([f"{site}/none"])
    dialog = hands.dialog(ImportDialog)
    hands.qtbot.waitUntil(lambda: hands.says("Nothing was imported."))
    told = hands.named("What did not go in", QPlainTextEdit).toPlainText()
    assert told == (
        f"refused: {site}/none: There is no such page (404). Check the address and the connection."
    )
    press_button(dialog, "Close")


def test_fetching_can_be_stopped(hands: Hands, site: str) -> None:
    hands.window.exchange.take_files([f"{site}/slow"])
    dialog = hands.dialog(ImportDialog)
    hands.qtbot.waitUntil(lambda: hands.says(f"Fetching {site}/slow"))
    press_button(dialog, "Cancel")
    hands.qtbot.waitUntil(lambda: not hands.window.jobs.any, timeout=3_000)
    assert hands.session.project.queries.article_count() == 1


def test_a_table_that_does_not_tell_is_asked_about(hands: Hands, tmp_path: Path) -> None:
    (tmp_path / "news.csv").write_text("kopf;wort;tag\nDam;The dam held.;1\nTown;It slept.;2\n")
    hands.press("Ctrl+I")
    name_file(hands.dialog(QFileDialog), str(tmp_path / "news.csv"))
    dialog = hands.dialog(ImportDialog)
    hands.qtbot.waitUntil(lambda: any("Which one holds the texts" in one for one in hands.texts()))
    go = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Import")
    assert not go.isEnabled()
    rows = hands.named("The first rows", QTableWidget)
    assert [rows.item(1, column).text() for column in range(3)] == ["Town", "It slept.", "2"]  # type: ignore[union-attr]
    text = hands.named("Column of the text", QComboBox)
    hands.qtbot.waitUntil(text.hasFocus)
    for _ in range(2):
        QTest.keyClick(text, Qt.Key.Key_Down)
    assert text.currentText() == "wort"
    assert go.isEnabled()
    title = hands.named("Column of the title", QComboBox)
    QTest.keyClick(title, Qt.Key.Key_Down)
    QTest.keyClick(title, Qt.Key.Key_Down)
    assert not go.isEnabled()  # one column is not two things
    QTest.keyClick(title, Qt.Key.Key_Up)
    assert title.currentText() == "kopf"
    QTest.mouseClick(go, Qt.MouseButton.LeftButton)
    is_open(hands, "The dam held.")
    assert hands.session.article is not None
    assert (hands.session.article.title, hands.session.article.meta["tag"]) == ("Dam", "1")
    hands.qtbot.waitUntil(lambda: hands.says("Imported 2 articles."))
    told = hands.named("What did not go in", QPlainTextEdit).toPlainText()
    assert told.endswith(
        "news.csv: Columns: text from “wort”, title from “kopf”; kept beside the article: “tag”."
    )
    press_button(dialog, "Close")


def test_tables_are_asked_about_one_after_the_other_and_those_of_one_head_together(
    hands: Hands, tmp_path: Path
) -> None:
    tables = {
        "a.csv": "kopf;wort\nDam;The dam held.\n", "b.csv": "kopf;wort\nTown;It slept.\n",
        "c.tsv": "wort\tbild\nThe river rose.\tx.png\n", "d.csv": "title,text\nRail,Trains ran.\n",
        "e.jsonl": '{"preis": 3, "name": "no article"}\n',
    }  # fmt: skip
    for name, words in tables.items():
        (tmp_path / name).write_text(words)
    hands.window.exchange.take_files([str(tmp_path / name) for name in tables])
    dialog = hands.dialog(ImportDialog)

    def asks(table: str) -> None:
        hands.qtbot.waitUntil(lambda: any(one.startswith(table) for one in hands.texts()))

    def choose(column: str, button: str) -> None:
        text = hands.named("Column of the text", QComboBox)
        hands.qtbot.waitUntil(text.hasFocus)
        while column and text.currentText() != column:
            QTest.keyClick(text, Qt.Key.Key_Down)
        press_button(dialog, button)

    asks("a.csv (1 of 3)")
    assert any(
        one.endswith("The same goes for b.csv, with the same columns.") for one in hands.texts()
    )
    choose("wort", "Next")
    asks("c.tsv (2 of 3)")
    choose("wort", "Next")
    asks("e.jsonl (3 of 3)")
    choose("", "Leave out")
    hands.qtbot.waitUntil(lambda: hands.says("Imported 4 articles, 1 refused."))
    told = hands.named("What did not go in", QPlainTextEdit).toPlainText()
    assert "e.jsonl: No column is called text" in told
    press_button(dialog, "Close")
    texts = [one.article.text for one in hands.session.project.queries.records()]
    assert set(texts) > {"The dam held.", "It slept.", "The river rose.", "Trains ran."}


def test_what_was_refused_or_is_here_already_is_not_called_imported(
    hands: Hands, tmp_path: Path
) -> None:
    def taken(name: str) -> str:
        hands.window.exchange.take_files([str(tmp_path / name)])
        press_when_done(hands)
        return hands.window.messages.text

    (tmp_path / "other.annotator").write_bytes(b"SQLite format 3")
    assert taken("other.annotator").startswith("Nothing was imported. ")
    assert hands.session.article is not None
    (tmp_path / "again.txt").write_text(hands.session.article.text)
    assert taken("again.txt") == "Nothing new was imported: it is here already."
    (tmp_path / "lines.jsonl").write_text('{"text": 1}\n{"text": 2}\n')
    assert taken("lines.jsonl") == "Nothing was imported: 2 refused."


def press_when_done(hands: Hands) -> None:
    """Close the report as soon as it is there."""
    dialog = hands.dialog(ImportDialog)
    hands.qtbot.waitUntil(
        lambda: "Close" in [one.text() for one in dialog.findChildren(QPushButton)]
    )
    press_button(dialog, "Close")


def test_a_folder_is_taken_in_whole(hands: Hands, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    (folder / "old").mkdir(parents=True)
    (folder / "a.txt").write_text("The dam held.")
    (folder / "old" / "b.md").write_text("The town slept.")
    hands.choose("File", "Import a folder…")
    name_file(hands.dialog(QFileDialog), str(folder))
    dialog = hands.dialog(ImportDialog)
    hands.qtbot.waitUntil(lambda: hands.says("Imported 2 articles."))
    press_button(dialog, "Close")


def test_a_dialog_that_grows_stays_where_its_middle_was(hands: Hands, tmp_path: Path) -> None:
    hands.window.setGeometry(hands.window.screen().availableGeometry().adjusted(20, 20, -20, -20))
    (tmp_path / "news.csv").write_text("kopf;wort\nDam;The dam held.\n")
    hands.window.exchange.take_files([str(tmp_path / "news.csv")])
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ImportDialog)
    before = dialog.geometry()  # of what the file is, it hears with the next event
    hands.qtbot.waitUntil(lambda: any("Which one holds the texts" in one for one in hands.texts()))
    after = dialog.geometry()
    assert after.width() > before.width()
    assert (after.center() - before.center()).manhattanLength() <= 2
    assert hands.window.geometry().contains(after)
    press_button(dialog, "Cancel")


def test_at_twice_the_size_every_button_is_in_the_window(hands: Hands, tmp_path: Path) -> None:
    hands.window.resize(1024, 664)
    for _ in range(10):
        hands.press("Ctrl++")
    hands.qtbot.waitUntil(lambda: hands.window.theme.zoom == 200)
    (tmp_path / "news.csv").write_text("kopf;wort\nDam;The dam held.\n")
    hands.window.exchange.take_files([str(tmp_path / "news.csv")])
    dialog = hands.dialog(ImportDialog)
    hands.qtbot.waitUntil(lambda: any("Which one holds the texts" in one for one in hands.texts()))
    assert dialog.height() <= hands.window.height()
    press_button(dialog, "Cancel")


def test_the_report_says_of_each_file_what_it_was(hands: Hands, tmp_path: Path) -> None:
    made = tmp_path / "all.zip"
    files = {"<i>a.txt": "Über.".encode("cp1252"), "b.pdf": pdf([["The dam."]]), "c.pdf": b"x"}
    made.write_bytes(packed(files))
    drop(hands, [QUrl.fromLocalFile(str(made))])
    dialog = hands.dialog(ImportDialog)
    hands.qtbot.waitUntil(lambda: hands.says("Imported 2 articles, 1 refused."))
    hands.qtbot.waitUntil(lambda: hands.named("Files", QTableWidget).isVisible())
    table = hands.named("Files", QTableWidget)
    rows = [
        [item.text() for column in range(5) if (item := table.item(row, column))]
        for row in range(table.rowCount())
    ]
    assert [[Path(row[0]).name, *row[1:]] for row in rows] == [
        ["<i>a.txt", "Plain text, cp1252", "1", "", ""],
        ["b.pdf", "PDF", "1", "", ""],
        ["c.pdf", "PDF", "", "", "1"],
    ]
    assert [seen_of(table.item(row, 0).toolTip()) for row in range(3)] == [row[0] for row in rows]  # type: ignore[union-attr]
    press_button(dialog, "Close")
    assert not [one for one in dialog.findChildren(QLabel) if one.textFormat() is not
                Qt.TextFormat.PlainText and one.text()]  # fmt: skip


def test_files_with_nothing_to_ask_are_read_once(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for a newcomer's first ones: nobody's name is left who takes nothing in."""
    read: list[str] = []

    def reading(source: Source) -> Iterator[RawRecord]:
        read.append(source.name)
        article = new_article(source.stream.read().decode(), source.name, created="")
        words = ("mostly so",) if source.name == "asks.counted" else ("verified",)
        yield RawRecord(article, [RawLabel(words, ((0, 3),), annotator="B")] * (len(read) > 3))

    counted = Format("counted", "Counted", (".counted",), unit="codepoint", read=reading)
    known = registry.Known({**registry.formats(), "counted": counted}, ())
    monkeypatch.setattr(registry, "_known", lambda: known)
    for name in ("first", "second"):
        (tmp_path / f"{name}.counted").write_text(f"The {name} dam held.")
        hands.window.exchange.take_files([str(tmp_path / f"{name}.counted")])
        is_open(hands, f"The {name} dam")
    assert read == ["first.counted", "first.counted", "second.counted"]
    newest = hands.session.project.queries.newest()
    (tmp_path / "asks.counted").write_text("The last dam held.")
    hands.window.exchange.take_files([str(tmp_path / "asks.counted")])
    dialog = hands.dialog(ImportDialog)
    hands.qtbot.waitUntil(lambda: any("Nothing is taken in yet" in one for one in hands.texts()))
    assert hands.session.project.queries.newest() == newest
    press_button(dialog, "Cancel")
    assert hands.session.project.queries.newest() == newest


def test_after_a_fault_of_ours_the_dialog_says_so_and_can_be_closed(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a fault")

    for name in ("import_paths", "look_at"):
        monkeypatch.setattr(f"annotator.ui.dialogs.importing.{name}", fail)
    (tmp_path / "a.txt").write_text("The dam held.")
    with hands.qtbot.captureExceptions() as faults:
        drop(hands, [QUrl.fromLocalFile(str(tmp_path / "a.txt"))])
        hands.qtbot.waitUntil(lambda: bool(faults))
    assert hands.says("Nothing was imported. Something went wrong.")
    press_button(hands.dialog(ImportDialog), "Close")
