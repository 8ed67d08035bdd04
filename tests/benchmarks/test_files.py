"""Import against raw executemany of the same rows, export against a bare read-and-dump loop."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from benchmarks.corpus import write_dataset
from pytest_benchmark.fixture import BenchmarkFixture

from annotator.domain import edits
from annotator.store.project import Project
from annotator.tasks.exporting import export
from annotator.tasks.importing import import_paths

ARTICLES = 10_000
TABLES = ("texts", "articles", "annotators", "labels", "entries", "changes")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dataset") / "d.jsonl"
    write_dataset(path, ARTICLES)
    return path


@pytest.fixture(scope="module")
def filled(dataset: Path) -> Path:
    path = dataset.with_name("filled.annotator")
    with Project.create(path) as project:
        import_paths(project, [dataset])
    return path


def test_import(benchmark: BenchmarkFixture, dataset: Path, filled: Path) -> None:
    floor = _raw_insert(filled, dataset.with_name("raw.annotator"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def take_in() -> None:
        with Project.create(dataset.with_name(f"{time.time_ns()}.annotator")) as project:
            assert import_paths(project, [dataset]).labels == ARTICLES * 36

    benchmark.pedantic(take_in, rounds=2)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    ratio = benchmark.stats.stats.min / floor
    benchmark.extra_info |= {"floor_s": floor, "ratio": ratio, "grown_mb": grown}
    assert ratio < 2
    assert grown < 100


def _raw_insert(
    source: Path, target: Path, clock: Callable[[], float] = time.perf_counter
) -> float:
    with Project.open(source) as project, Project.create(target) as raw:
        rows = {
            table: project.journal._connection.execute(f"SELECT * FROM {table}").fetchall()
            for table in TABLES
        }
        rows["entries"] = rows["entries"][1:]
        rows["changes"] = [row for row in rows["changes"] if row[0] > 1]
        connection = raw.journal._connection
        start = clock()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("PRAGMA defer_foreign_keys = ON")
        for table, values in rows.items():
            marks = ", ".join("?" * len(values[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", values)
        connection.execute("COMMIT")
        return clock() - start


def test_export(benchmark: BenchmarkFixture, filled: Path) -> None:
    out = filled.with_name("out.jsonl")
    with Project.open(filled) as project:
        floor = min(_read_and_dump(project, out) for _ in range(2))
        benchmark.pedantic(lambda: export(project.queries, str(out)), rounds=3)
    ratio = benchmark.stats.stats.min / floor
    benchmark.extra_info |= {"floor_s": floor, "ratio": ratio}
    assert ratio < 2


def _read_and_dump(project: Project, out: Path) -> float:
    start = time.perf_counter()
    connection = project.journal._connection
    names = dict(connection.execute("SELECT id, name FROM annotators"))
    with out.open("wb") as stream:
        for article, title, text in connection.execute(
            "SELECT id, title, text FROM articles JOIN texts USING (sha256) "
            "ORDER BY articles.number"
        ).fetchall():
            labels = [
                {
                    "id": row[0], "annotator": names[row[1]], "layer": row[2],
                    "spans": orjson.loads(row[3]), "quote": row[4], "verdict": row[5],
                    "confidence": row[6], "note": row[7], "tags": orjson.loads(row[8]),
                    "evidence": orjson.loads(row[9]), "created": row[10], "updated": row[11],
                }
                for row in connection.execute(
                    "SELECT id, annotator, layer, spans, quote, verdict, confidence, note, tags, "
                    "evidence, created, updated FROM labels WHERE article = ? ORDER BY start",
                    (article,),
                )
            ]  # fmt: skip
            line = {"id": article, "title": title, "text": text, "labels": labels}
            stream.write(orjson.dumps(line) + b"\n")
    return time.perf_counter() - start


def test_merge(benchmark: BenchmarkFixture, dataset: Path, filled: Path) -> None:
    """The import of the dataset, made on another machine, comes in; beside it the import itself."""
    with Project.open(filled) as project:
        path = project.back_up("sent")
    start = time.perf_counter()
    with Project.create(dataset.with_name("imported.annotator")) as project:
        import_paths(project, [dataset])
    floor = time.perf_counter() - start
    copies = iter([_without_its_import(filled, number) for number in range(2)])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def bring_in() -> None:
        with Project.open(next(copies)) as project:
            assert project.merge([path]).labels == ARTICLES * 36

    benchmark.pedantic(bring_in, rounds=2)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    ratio = benchmark.stats.stats.min / floor
    benchmark.extra_info |= {"floor_s": floor, "ratio": ratio, "grown_mb": grown}
    assert ratio < 2
    assert grown < 100


def _without_its_import(filled: Path, number: int) -> Path:
    """An empty project of the same origin."""
    path = filled.with_name(f"empty {number}.annotator")
    with Project.open(filled) as project, Project.create(path) as empty:
        connection = empty.journal._connection
        (value,) = project.journal._connection.execute(
            "SELECT value FROM settings WHERE key = 'project'"
        ).fetchone()
        made = edits.set_setting(None, "project", empty.id, orjson.loads(value))
        empty.journal.commit(made)
        assert connection.execute("SELECT count(*) FROM labels").fetchone() == (0,)
    return path
