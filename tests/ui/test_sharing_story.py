"""The work of a desk, all of it through windows: handed out blind, annotated on three machines,
merged, reviewed by keys, taken out as gold, and opened again."""

from __future__ import annotations

from pathlib import Path

import orjson
from hands import Hands, Opener, name_file, press_button
from labelled import label_count
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton

from annotator.domain.claim import Outcome
from annotator.domain.label import Layer
from annotator.store.project import Project
from annotator.tasks.choosing import Choices
from annotator.tasks.exporting import export
from annotator.tasks.importing import import_text
from annotator.ui.dialogs.handing_out import HandOutDialog
from annotator.ui.dialogs.merging import MergeDialog

SAID = {"Ada": ("agreed to stop", "V"), "Ben": ("agreed to stop", "D"), "Cem": ("agreed", "V")}
"""What each marks in every article, and as what."""


def test_a_desk_works_from_handing_out_to_gold(opened: Opener, tmp_path: Path) -> None:
    with Project.create(tmp_path / "desk.annotator", blind=True) as project:
        for number in range(3):
            import_text(project, f"The {number} sides agreed to stop on Monday.", f"T{number}")
    lead = opened(tmp_path / "desk.annotator", "Lea")
    files = handed_out(lead, tmp_path / "out")
    assert len(files) == 3
    for path in files:
        annotated(opened, path)
    merged(lead, files)
    assert label_count(lead.session.project) == 9
    settled(lead)
    lead.window.close()

    with Project.open(tmp_path / "desk.annotator") as project:
        decisions = [one for record in project.queries.records() for one in record.decisions]
        assert [one.outcome for one in decisions] == [Outcome.ACCEPTED] * 3
        out = tmp_path / "gold.jsonl"
        export(project.queries, str(out), choices=Choices(layer=Layer.GOLD))
        assert list(project.problems()) == []
    gold = [orjson.loads(line)["labels"] for line in out.read_bytes().splitlines()]
    assert [[one["quote"] for one in labels] for labels in gold] == [["agreed to stop"]] * 3


def handed_out(lead: Hands, folder: Path) -> list[Path]:
    """A file for each of the three, by the dialog."""
    lead.choose("File", "Hand out…")
    dialog = lead.dialog(HandOutDialog)
    field = lead.named("Another name", QLineEdit)
    for name in SAID:
        QTest.keyClicks(field, name)
        QTest.keyClick(field, Qt.Key.Key_Return)
    where = lead.named("Folder", QLineEdit)
    where.selectAll()
    QTest.keyClicks(where, str(folder))
    lead.qtbot.waitUntil(dialog.name_ok("Hand out").isEnabled)
    press_button(dialog, "Hand out")
    lead.qtbot.waitUntil(lambda: lead.window.messages.text.startswith("Handed out to Ada, Ben"))
    return sorted(folder.iterdir())


def annotated(opened: Opener, path: Path) -> None:
    """Every article marked and finished, by whom the file is for."""
    with Project.open(path) as part:
        (person,) = part.queries.annotators()
        hands = opened(part, person.name)
        words, key = SAID[person.name]
        assert not hands.window.action("everyone").isEnabled()
        for done in range(1, 4):
            hands.drag_words(words)
            hands.press(key)
            hands.press("Ctrl+Return")
            assert part.queries.unfinished(person.id) == 3 - done
            hands.come()
        hands.window.close()


def merged(lead: Hands, files: list[Path]) -> None:
    """All files brought in at once, by the dialog."""
    lead.come()
    lead.choose("File", "Merge…")
    name_file(lead.dialog(QFileDialog), " ".join(f'"{path}"' for path in files))
    dialog = lead.dialog(MergeDialog)
    ok = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Merge")
    lead.qtbot.waitUntil(ok.isEnabled)
    QTest.mouseClick(ok, Qt.MouseButton.LeftButton)
    lead.qtbot.waitUntil(lambda: lead.window.messages.text.startswith("Merged: 9 labels"))


def settled(lead: Hands) -> None:
    """Every case settled by what Ada says of it, by keys alone."""
    lead.come()
    lead.press("Ctrl+2")
    review = lead.bench.review
    assert review is not None
    lead.qtbot.waitUntil(lambda: review.desk.case is not None)
    lead.qtbot.waitUntil(review.page.hasFocus)
    assert len(review.desk.docket.cases) == 3
    QTest.keySequence(review.page, "H")
    for _ in range(3):
        QTest.keySequence(review.page, str(place_of_ada(lead)))
        QTest.keySequence(review.page, "Return")
    assert review.desk.docket.progress() == "0 open · 3 settled"


def place_of_ada(lead: Hands) -> int:
    """The number of her card in the case at hand."""
    assert lead.bench.review is not None
    desk = lead.bench.review.desk
    names = [lead.session.name_of(label.annotator) for label in desk.numbered()]
    return 1 + names.index("Ada")
