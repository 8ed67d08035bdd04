"""Handing out through the window: who would get what is shown while one chooses."""

from __future__ import annotations

from pathlib import Path

import pytest
from hands import Hands, Opener, press_button, shown_by
from labelled import label_count
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSpinBox,
    QTreeWidget,
)

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.label import Annotator, Span, Verdict
from annotator.store.listing import State
from annotator.store.project import Project
from annotator.tasks.handing_out import hand_out, plan
from annotator.tasks.importing import import_text
from annotator.ui.dialogs.handing_out import HandOutDialog
from annotator.ui.dialogs.person import PersonBar


@pytest.fixture
def hands(opened: Opener, project: Project, anna: Annotator, article: Article) -> Hands:
    """The window of Anna, who leads, on ten articles; Ben has joined and marked one."""
    for number in range(9):
        import_text(project, f"Article number {number} says something.", f"T{number}")
    ben, entry = edits.join("Ben")
    project.journal.commit(entry)
    _, entry = edits.mark(ben.id, article, [Span(4, 9)], Verdict.DISPUTED)
    project.journal.commit(entry)
    return opened(project)


def test_a_file_that_was_handed_out_asks_whether_one_is_who_it_is_for(
    hands: Hands, opened: Opener, project: Project, tmp_path: Path
) -> None:
    assert project.queries.handed_to() is None
    made = hand_out(project, tmp_path / "out", plan(project, ["Ben", "Cem"]))
    hands.window.settings["name"] = "Benjamin"  # as whoever has used the program before
    with Project.open(dict(made.files)["Ben"]) as part:
        assert part.queries.handed_to() == "Ben"
        his = opened(part, None)
        assert his.session.annotator.name == "Benjamin"
        assert his.says(
            "These articles were handed out to Ben. Who is labelling? "
            "The others see this name beside your labels."
        )
        field = his.named("Your name", QLineEdit)
        assert field.text() == "Ben"
        QTest.keyClick(field, Qt.Key.Key_Return)
        his.press("S")
        his.press("V")
        ben = part.queries.annotator_named("Ben")
        assert his.session.annotator == ben
        assert [one.name for one in part.queries.annotators()] == ["Ben"]
        again = opened(part, None)
        assert again.session.annotator == ben
        assert not again.window.findChildren(PersonBar)


@pytest.mark.parametrize("typed", ["ben", "BEN "])
def test_a_name_in_other_capitals_is_the_person_whom_the_project_knows(
    hands: Hands, opened: Opener, project: Project, tmp_path: Path, typed: str
) -> None:
    made = hand_out(project, tmp_path / "out", plan(project, ["Ben", "Cem"]))
    hands.window.settings["name"] = ""
    with Project.open(dict(made.files)["Ben"]) as part:
        his = opened(part, None)
        field = his.named("Your name", QLineEdit)
        field.selectAll()
        QTest.keyClicks(field, typed)
        QTest.keyClick(field, Qt.Key.Key_Return)
        his.press("S")
        his.press("V")
        assert [one.name for one in part.queries.annotators()] == ["Ben"]


@pytest.mark.parametrize("who", ["the same", "another"])
def test_a_new_name_in_a_file_for_somebody_is_theirs_or_anothers(
    hands: Hands, opened: Opener, project: Project, tmp_path: Path, who: str
) -> None:
    made = hand_out(project, tmp_path / "out", plan(project, ["Ben", "Cem"]))
    hands.window.settings["name"] = ""
    with Project.open(path := dict(made.files)["Ben"]) as part:
        his = opened(part, None)
        field = his.named("Your name", QLineEdit)
        correct, me = (
            next(one for one in his.window.findChildren(QPushButton) if one.text() == said)
            for said in ("Correct my name", "That is me")
        )
        assert not correct.isVisible()
        QTest.keyClick(field, Qt.Key.Key_End)
        QTest.keyClicks(field, "ni")
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert correct.hasFocus()
        assert field.isVisible()
        QTest.mouseClick(correct if who == "the same" else me, Qt.MouseButton.LeftButton)
        assert his.says("You: Benni")
        his.press("S")
        his.press("V")
        there = ["Benni"] if who == "the same" else ["Ben", "Benni"]
        assert [one.name for one in part.queries.annotators()] == there
        his.window.close()
        again = opened(part, None)
        assert again.session.annotator == part.queries.annotator_named("Benni")
        assert not again.window.findChildren(PersonBar)
    report = project.merge([path])
    assert (report.labels, len(report.renamed), report.namesakes) == (1, 0, ())
    ben, *others = [one.name for one in project.queries.annotators() if one.name.startswith("B")]
    assert [ben, *others] == there
    assert list(project.problems()) == []


def handing_out(hands: Hands) -> HandOutDialog:
    hands.choose("File", "Hand out…")
    return hands.dialog(HandOutDialog)


def type_name(hands: Hands, name: str) -> None:
    """Type a name and press Enter, which adds it and no more."""
    QTest.keyClicks(hands.named("Another name", QLineEdit), name)
    QTest.keyClick(hands.named("Another name", QLineEdit), Qt.Key.Key_Return)


def shares(hands: Hands) -> dict[str, tuple[str, set[str]]]:
    """Who would get how many articles, and which, as the tree shows it."""
    tree = hands.named("Who gets what", QTreeWidget)
    found = {}
    for number in range(tree.topLevelItemCount()):
        item = tree.topLevelItem(number)
        assert item is not None
        titles = {item.child(at).text(0) for at in range(item.childCount())}
        found[item.text(0)] = (item.text(1), titles)
    return found


def says(dialog: HandOutDialog, words: str) -> bool:
    return any(words in label.text() for label in dialog.findChildren(QLabel))


def test_the_plan_follows_what_is_chosen(hands: Hands, project: Project) -> None:
    dialog = handing_out(hands)
    hands.qtbot.waitUntil(lambda: list(shares(hands)) == ["Ben"])
    type_name(hands, "Cleo")
    type_name(hands, "  Dan ")
    type_name(hands, "Cleo")
    assert dialog.isVisible()
    hands.qtbot.waitUntil(
        lambda: (
            {name: many for name, (many, _) in shares(hands).items()}
            == {"Ben": "10", "Cleo": "10", "Dan": "10"}
        )
    )
    number = hands.named("People for each article", QSpinBox)
    assert number.value() == 3
    QTest.keyClick(number, Qt.Key.Key_Down)
    seed = hands.named("Seed", QSpinBox)
    QTest.keyClick(seed, Qt.Key.Key_Up)
    expected = plan(project, ["Ben", "Cleo", "Dan"], 2, 1)
    titles = {row.id: row.title for row in project.queries.queue_rows("", ids_of(project))}
    hands.qtbot.waitUntil(
        lambda: (
            shares(hands)
            == {
                share.name: (str(len(share.articles)), {titles[id_] for id_ in share.articles})
                for share in expected.shares
            }
        )
    )
    assert says(dialog, "10 articles, 3 files. Any two people have ")
    assert project.queries.annotator_named("Cleo") is None


def ids_of(project: Project) -> list[str]:
    return [record.article.id for record in project.queries.records()]


def test_enter_after_the_last_name_hands_nothing_out(hands: Hands, project: Project) -> None:
    dialog = handing_out(hands)
    type_name(hands, "Cleo")
    hands.qtbot.waitUntil(lambda: list(shares(hands)) == ["Ben", "Cleo"])
    hands.qtbot.waitUntil(dialog.name_ok("Hand out").isEnabled)
    QTest.keyClick(hands.named("Another name", QLineEdit), Qt.Key.Key_Return)
    assert dialog.name_ok("Hand out").isEnabled()  # or it would be at work
    assert dialog.isVisible()
    assert project.queries.annotator_named("Cleo") is None


def test_a_name_is_taken_away_and_nobody_is_nobody(hands: Hands) -> None:
    dialog = handing_out(hands)
    names = hands.named("To whom", QListWidget)
    hands.qtbot.waitUntil(lambda: list(shares(hands)) == ["Ben"])
    QTest.mouseClick(
        names.viewport(),
        Qt.MouseButton.LeftButton,
        pos=names.visualItemRect(names.item(0)).center(),
    )
    QTest.keyClick(names, Qt.Key.Key_Delete)
    hands.qtbot.waitUntil(lambda: says(dialog, "There is nobody to hand out to."))
    assert shares(hands) == {}
    assert not dialog.name_ok("Hand out").isEnabled()
    assert hands.window.messages.text == ""


def test_files_are_written_and_the_plan_is_kept(
    hands: Hands, project: Project, tmp_path: Path
) -> None:
    dialog = handing_out(hands)
    type_name(hands, "Cleo")
    QTest.keyClick(hands.named("People for each article", QSpinBox), Qt.Key.Key_Down)
    hands.qtbot.waitUntil(
        lambda: (
            {name: many for name, (many, _) in shares(hands).items()} == {"Ben": "5", "Cleo": "5"}
        )
    )
    (tmp_path / "out").mkdir()
    press_button(dialog, "Choose…")
    picker = hands.dialog(QFileDialog)
    field = picker.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(field, QLineEdit)
    field.selectAll()
    QTest.keyClicks(field, str(tmp_path / "out"))
    press_button(picker, "Choose")
    hands.qtbot.waitUntil(lambda: hands.named("Folder", QLineEdit).text() == str(tmp_path / "out"))
    given = {name: titles for name, (_, titles) in shares(hands).items()}
    press_button(dialog, "Hand out")
    said = f"Handed out to Ben, Cleo: 2 files in {tmp_path / 'out'}."
    hands.qtbot.waitUntil(lambda: hands.window.messages.text == said)
    assert shown_by(hands, "Show in folder") == [str(tmp_path / "out")]
    for name, titles in given.items():
        with Project.open(tmp_path / "out" / f"test {name}.annotator") as part:
            person = part.queries.annotator_named(name)
            assert person is not None
            assert {record.article.title for record in part.queries.records()} == titles
            assert part.queries.queue_counts(person.id)[State.TO_DO] == 5
            assert label_count(part) == 0
    cleo = project.queries.annotator_named("Cleo")
    assert cleo is not None
    assert {project.queries.state(id_, cleo.id) for id_ in ids_of(project)} == {"to do", None}
    hands.come()
    assert hands.session.undo_text().startswith("hand out 10 articles to Ben, Cleo")


def test_files_that_are_there_already_are_not_touched(
    hands: Hands, project: Project, tmp_path: Path
) -> None:
    folder = tmp_path / "handed out"
    folder.mkdir()
    (folder / "test Ben.annotator").write_text("mine")
    dialog = handing_out(hands)
    ok = dialog.name_ok("Hand out")
    hands.qtbot.waitUntil(ok.isEnabled)
    field = hands.named("Folder", QLineEdit)
    assert field.text() == str(tmp_path / "handed out 2")
    field.selectAll()
    QTest.keyClicks(field, str(folder))
    press_button(dialog, "Hand out")
    hands.qtbot.waitUntil(lambda: says(dialog, "test Ben.annotator exists already."))
    assert (folder / "test Ben.annotator").read_text() == "mine"
    assert ok.isEnabled()
    field.selectAll()
    QTest.keyClicks(field, str(tmp_path / "elsewhere"))
    press_button(dialog, "Hand out")
    hands.qtbot.waitUntil(lambda: hands.window.messages.text.startswith("Handed out to Ben"))
    assert [one.name for one in (tmp_path / "elsewhere").iterdir()] == ["test Ben.annotator"]
    assert label_count(project) == 1


def test_it_can_be_stopped_on_the_way_and_leaves_no_half_file(
    hands: Hands, project: Project, tmp_path: Path
) -> None:
    dialog = handing_out(hands)
    hands.qtbot.waitUntil(dialog.name_ok("Hand out").isEnabled)
    press_button(dialog, "Hand out")
    press_button(dialog, "Cancel")
    folder = tmp_path / "handed out"
    assert hands.window.messages.text == (
        f"Stopped. The files that were written by then are in {folder}, and the plan is kept."
    )
    hands.qtbot.waitUntil(lambda: not hands.window.jobs.any)
    assert {one.suffix for one in folder.iterdir()} <= {".annotator"}
    for part in folder.iterdir():
        with Project.open(part) as opened:
            assert list(opened.problems()) == []
    assert list(project.problems()) == []


def test_articles_that_came_later_are_handed_out_alone(
    hands: Hands, project: Project, tmp_path: Path
) -> None:
    hand_out(project, tmp_path / "first", plan(project, ["Ben"]))
    import_text(project, "An article that came later.", "Later")
    hands.session.look()
    handing_out(hands)
    which = hands.named("Which articles", QComboBox)
    QTest.keyClick(which, Qt.Key.Key_Down)
    assert which.currentText() == "The 1 that nobody was given yet"
    hands.qtbot.waitUntil(lambda: shares(hands) == {"Ben": ("1", {"Later"})})


def test_after_a_fault_of_ours_one_can_try_again(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("annotator.ui.dialogs.handing_out.hand_out", fail)
    hands.choose("File", "Hand out…")
    dialog = hands.dialog(HandOutDialog)
    button = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Hand out")
    hands.qtbot.waitUntil(button.isEnabled)
    with hands.qtbot.captureExceptions() as faults:
        press_button(dialog, "Hand out")
        hands.qtbot.waitUntil(lambda: bool(faults))
    assert hands.says("Something went wrong.")
    assert button.isEnabled()
    press_button(dialog, "Cancel")
    assert hands.window.messages.text == ""
