"""Every format out: time against a bare read-and-dump loop in the same process, and whether memory
grows with the project; and in, against a bare executemany of the same rows. It is the processor's
time: others' work beside it does not stretch that."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from benchmarks.bare import OWN
from benchmarks.corpus import write_dataset
from pytest_benchmark.fixture import BenchmarkFixture

from annotator.formats.registry import formats, lacking
from annotator.store.project import Project
from annotator.tasks.exporting import export
from annotator.tasks.importing import import_paths

ARTICLES = 10_000
FEWER = 2_500
WITHIN = {"jsonl": 2.0, "huggingface": 2.0, "xlsx": 1.5, "docbin": 1.5, "conll": 2.5, "brat": 2.5}
"""How many times the time of a loop that reads and dumps JSON, or of the one in `bare.py` that uses
the format's library and does nothing else; 5 where nothing is said. To ask what is lost may take as
long again."""

GROWS_IN = {"huggingface": 150}
"""Megabytes that an import may cost, 80 where nothing is said: SQLite's cache most of all. A reader
that held 90,000 labels would take more; pyarrow does so by being there."""

GROWS = 40
"""Megabytes that four times the articles may cost; a writer that held them would take hundreds."""

CHILD = """
import json, shutil, sys, time
from collections import Counter
from pathlib import Path
from annotator.store.project import Project
from annotator.tasks.choosing import EVERYTHING
from annotator.tasks.exporting import export, format_of, losses
from benchmarks.bare import OWN
from benchmarks.test_files import _read_and_dump
from benchmarks.memory import peak

def took(run):
    start = time.process_time()
    run()
    return time.process_time() - start

name, out = sys.argv[3], Path(sys.argv[2])
targets = [out, out.with_name(f"{out.name}.again")]
with Project.open(Path(sys.argv[1])) as project:
    def dump():
        _read_and_dump(project, out.with_name("floor"))
    def write(target):
        return took(lambda: export(project.queries, str(target), format=name, lost=Counter()))
    def lose():
        losses(project.queries, format_of(str(out), name), EVERYTHING)
    def own(target):
        return took(lambda: OWN[name](project, target.with_name(f"{target.name}.bare")))
    times = [write(out)]
    found = {"peak": peak()}
    if sys.argv[4]:
        if times[0] < 10:
            times.append(write(targets[1]))
        found["losing"] = took(lose)
        found["floor"] = min(took(dump) for _ in range(3))
        found["own"] = min(map(own, targets[: len(times)])) if name in OWN else found["floor"]
        found["took"] = min(times)
    sys.stdout.write(json.dumps(found))
for one in targets:
    shutil.rmtree(one, ignore_errors=True)
    shutil.rmtree(f"{one}.bare", ignore_errors=True)
"""

SLOWER_IN = {
    "jsonl": 2.0, "csv": 2.2, "doccano": 2.2, "spacy-jsonl": 2.2, "xlsx": 1.5, "conll": 1.3,
}  # fmt: skip
"""How many times a bare executemany of the rows that come of it, and, for XLSX, XMI, CoNLL and
formats of thousands of files, of a loop that parses, splits or opens these and does nothing else;
2.5 where nothing is said: quotes are held against the text and words are mapped."""

CHILD_IN = """
import json, sys, time
from pathlib import Path
from annotator.formats.format import Carries
from annotator.formats.registry import format_named
from annotator.store.project import Project
from annotator.tasks.importing import import_paths
from annotator.tasks.placing import Reading
from benchmarks.bare import OWN_IN
from benchmarks.test_files import _raw_insert
from benchmarks.memory import peak

def took_by(run):
    start = time.process_time()
    run()
    return time.process_time() - start

filled, file, name, number = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
bare = file.with_name(f"{name}-bare.jsonl")
if Carries.TEXTS not in format_named(name).carries:
    with filled.with_suffix(".jsonl").open() as lines, bare.open("w") as out:
        for line in lines:
            out.write(json.dumps({**json.loads(line), "labels": []}) + "\\n")
took, floors, owns = [], [], []
for at in range(5):
    with Project.create(file.with_name(f"{name}-in-{at}.annotator")) as project:
        if bare.exists():
            import_paths(project, [bare])
        before = peak()
        start = time.process_time()
        report = import_paths(project, [file], format=name, choices=Reading("A"))
        took.append(time.process_time() - start)
        grown = grown if at else peak() - before
        assert report.labels > 0, report.refused[:3]
    floors.append(
        _raw_insert(filled, file.with_name(f"{name}-raw-{at}.annotator"), time.process_time)
    )
    owns.append(took_by(lambda: OWN_IN[name](file)) if name in OWN_IN else 0.0)
found = {
    "took": min(took) * 36 * number / report.labels,
    "floor": min(floors), "own": min(owns), "grown": grown,
}
sys.stdout.write(json.dumps(found))
"""
"""By turns, five times, and the best of each: a machine is faster in one second than in another."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """A project of so many articles with 36 labels each."""
    folder = tmp_path_factory.mktemp("filled")
    projects = {}
    for number in (FEWER, ARTICLES):
        write_dataset(folder / f"{number}.jsonl", number)
        projects[number] = folder / f"{number}.annotator"
        with Project.create(projects[number]) as project:
            import_paths(project, [folder / f"{number}.jsonl"])
    return projects


def _exported(project: Path, name: str, floor: str = "") -> dict[str, float]:
    """Seconds and peak megabytes of an export in a process of its own, and the floor's seconds."""
    return _child(CHILD, project, project.with_name(f"{project.stem}-{name}"), name, floor)


def _child(script: str, *args: object) -> dict[str, float]:
    """What a script tells that runs in a process of its own."""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, args)],
        capture_output=True, check=True, cwd=root,
        env=os.environ | {"PYTHONPATH": f"{root}{os.pathsep}{root / 'tests'}"},
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    "name", [one.name for one in formats().values() if one.write and not lacking(one)]
)
def test_export(benchmark: BenchmarkFixture, filled: dict[int, Path], name: str) -> None:
    measured: list[dict[str, float]] = []
    benchmark.pedantic(lambda: measured.append(_exported(filled[ARTICLES], name, "floor")))
    (found,) = measured
    took, losing, floor, own = (found[key] for key in ("took", "losing", "floor", "own"))
    peak = found["peak"]
    grown = peak - _exported(filled[FEWER], name)["peak"]
    benchmark.extra_info |= {**found, "ratio": took / floor, "grown_mb": grown}
    by_its_own = f"{took / own:6.1f}x" if name in OWN else " " * 7
    sys.stdout.write(
        f"\n{name:<16}{took:8.1f} s {took / floor:6.1f}x {by_its_own} {losing / floor:6.1f}x "
        f"{peak:6.0f} MB {grown:+5.0f} MB\n"
    )
    assert took / own < WITHIN.get(name, 5.0)
    assert losing / own < WITHIN.get(name, 5.0)
    assert grown < GROWS


@pytest.mark.parametrize(
    "name",
    [one.name for one in formats().values() if one.read and one.write and not lacking(one)],
)
def test_import(benchmark: BenchmarkFixture, filled: dict[int, Path], name: str) -> None:
    project = filled[FEWER]
    target = project.with_name(f"{name}-out{formats()[name].suffixes[0]}")
    with Project.open(project) as opened:
        export(opened.queries, str(target), format=name, lost=Counter())
    measured: list[dict[str, float]] = []
    benchmark.pedantic(lambda: measured.append(_child(CHILD_IN, project, target, name, str(FEWER))))
    (found,) = measured
    took, floor, own, grown = (found[key] for key in ("took", "floor", "own", "grown"))
    by_its_own = took / (floor + own)
    benchmark.extra_info |= {**found, "ratio": took / floor, "by_its_own": by_its_own}
    told = f"{by_its_own:6.2f}x" if own else " " * 7
    sys.stdout.write(f"\n{name:<16}{took:8.1f} s {took / floor:6.2f}x {told} {grown:+5.0f} MB\n")
    assert by_its_own < SLOWER_IN.get(name, 2.5)
    assert grown < GROWS_IN.get(name, 80)
