"""Spoilt files, taken into a project as a person would take them in, for as long as one asks:
`ANNOTATOR_FUZZ_SECONDS=3600 python -m pytest tests/fuzz`. Every reader that is registered has its
share of the time; without the variable it is a second for all of them.

Files of a format's own making are cut, mixed, filled with odd values and told in other encodings. A
reader may refuse what it likes, in sentences. It may not raise, and what goes in must be sound: the
check of the project finds nothing, what is told is there, and one undo takes all of it back.
"""

from __future__ import annotations

import faulthandler
import os
import random
import sys
import time
import traceback
from collections.abc import Mapping
from pathlib import Path

import pytest
from fuzz_readers import HOSTILE, readers, seeds, spoilt
from papers import packed

from annotator.domain import edits
from annotator.domain.label import Verdict
from annotator.errors import AnnotatorError, BrokenError
from annotator.formats.format import Format
from annotator.formats.registry import format_named
from annotator.store.project import Project
from annotator.tasks.import_report import ImportReport
from annotator.tasks.importing import import_paths, look_at
from annotator.tasks.placing import Reading

NAMES = [one.name for one in readers()]
SECONDS = float(os.environ.get("ANNOTATOR_FUZZ_SECONDS", "1")) / len(NAMES)
SEED = os.environ.get("ANNOTATOR_FUZZ_SEED", "0")
CHOICES = Reading("A", unmapped=Verdict.UNVERIFIABLE, repair=True)
ENCODINGS = ("utf-16", "utf-16-be", "utf-32", "latin-1", "cp1251", "shift_jis", "utf-7")
BOUND_MB = 500
"""By so much may the memory grow, whatever the tests before have taken."""
FILES = 60
"""So many files go into one project."""


@pytest.mark.fuzz
@pytest.mark.parametrize("name", NAMES)
def test_whatever_a_file_holds_nothing_breaks(name: str, tmp_path: Path) -> None:
    faulthandler.cancel_dump_traceback_later()  # which is for a test that hangs: this one goes on
    before = _peak_mb()
    format_ = format_named(name)
    chance = random.Random(f"{SEED}/{name}")
    sound = seeds(format_, 30)
    end, tried = time.monotonic() + SECONDS, 0
    while time.monotonic() < end or not tried:
        with Project.create(tmp_path / f"{tried}.annotator") as project:
            anna, joining = edits.join("A")
            project.journal.commit(joining)
            for _ in range(FILES):
                folder = tmp_path / f"files{tried}"
                files = _files(format_, sound, chance)
                paths = _laid_out(format_, files, folder)
                chosen = format_.name if chance.randrange(2) else None  # else as the file looks
                if chance.randrange(12) == 0:
                    paths, chosen = [_archive(folder, chance)], None
                _take_in(project, anna.id, chosen, paths)
                tried += 1
                if time.monotonic() > end:
                    break
    assert _peak_mb() - before < BOUND_MB
    sys.stdout.write(f"\n{name}: {tried:,} files\n")


def _files(
    format_: Format, sound: list[dict[str, bytes]], chance: random.Random
) -> Mapping[str, bytes]:
    """Files of one article or a few, with something wrong in one of them."""
    if chance.randrange(12) == 0:
        return {"": chance.choice(list(HOSTILE.values()))}
    files = dict(chance.choice(sound))
    worse = chance.choice([*files])
    if chance.randrange(8) == 0:
        files[worse] = _in_another_encoding(files[worse], chance)
    elif chance.randrange(10) == 0:
        files[worse] += files[worse]  # every id twice
    else:
        files[worse] = spoilt(files[worse], chance)
    return files


def _in_another_encoding(raw: bytes, chance: random.Random) -> bytes:
    return raw.decode("utf-8", "replace").encode(chance.choice(ENCODINGS), "replace")


def _laid_out(format_: Format, files: Mapping[str, bytes], folder: Path) -> list[Path]:
    """The files on the disk; those to be named on an import."""
    folder.mkdir()
    main = folder / f"x{format_.suffixes[0]}"
    for name, raw in files.items():
        beside = main.with_name(f"{main.stem}{name}") if name.startswith(".") else folder / name
        path = beside if name else main
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    return [folder] if format_.folder else [main]


def _archive(folder: Path, chance: random.Random) -> Path:
    """The files in a ZIP that is spoilt itself, or has one without a name in it."""
    files = {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*.*")}
    raw = packed(files if chance.randrange(2) else {"": b"hello", **files})
    path = folder / "all.zip"
    path.write_bytes(spoilt(raw, chance) if chance.randrange(2) else raw)
    return path


def _take_in(project: Project, person: str, format_: str | None, paths: list[Path]) -> None:
    """Look, take in, check, and take back; a failure says which files it was."""
    before, newest = _counts(project), project.queries.newest()
    try:
        seen = look_at(project, paths, format=format_, choices=CHOICES)
        assert _counts(project) == before
        assert not [one for one in seen.refused if BrokenError.SAID in one.reason]
        report = import_paths(project, paths, format=format_, choices=CHOICES, annotator=person)
        _check(project, report, before)
        if project.queries.newest() != newest:
            project.journal.undo(person)
            assert _counts(project) == before
    except AnnotatorError:
        assert _counts(project) == before
    except Exception as error:  # noqa: BLE001 - whatever it is, the files that it came of are told
        folders = {one if one.is_dir() else one.parent for one in paths}
        names = ", ".join(str(one) for folder in folders for one in folder.rglob("*"))
        pytest.fail(f"{names}\n{''.join(traceback.format_exception(error))}")


def _check(project: Project, report: ImportReport, before: tuple[int, int]) -> None:
    articles, labels = before
    assert _counts(project) == (articles + report.articles, labels + report.labels)
    assert list(project.problems()) == []
    assert all(one.reason.strip() and BrokenError.SAID not in one.reason for one in report.refused)


def _counts(project: Project) -> tuple[int, int]:
    queries = project.queries
    return queries.article_count(), sum(len(one.labels) for one in queries.records())


def _peak_mb() -> float:
    if sys.platform == "win32":
        return 0.0  # there is nothing to ask
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
