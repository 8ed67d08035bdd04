"""How long single steps take, with their tail: what a person feels is the slow one."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture


def timed(
    benchmark: BenchmarkFixture,
    step: Callable[[], object],
    rounds: int,
    setup: Callable[[], object] = lambda: None,
) -> list[float]:
    """The seconds of each round, until all that it has brought about is painted, shortest first."""
    times: list[float] = []

    def prepare() -> None:
        setup()
        QApplication.processEvents()

    def run() -> None:
        start = time.perf_counter()
        step()
        QApplication.processEvents()
        times.append(time.perf_counter() - start)

    benchmark.pedantic(run, setup=prepare, rounds=rounds)
    times.sort()
    benchmark.extra_info["median_ms"] = times[len(times) // 2] * 1000
    benchmark.extra_info["p99_ms"] = p99(times) * 1000
    return times


def p99(times: list[float]) -> float:
    """What 99 of 100 steps stay below."""
    return times[int(len(times) * 0.99) - 1]


def bare_commits(path: Path) -> float:
    """What 99 of 100 durable commits of one row take, without anything around them."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE t (a)")
    times = []
    for _ in range(200):
        start = time.perf_counter()
        connection.execute("INSERT INTO t VALUES ('x')")
        times.append(time.perf_counter() - start)
    connection.close()
    return p99(sorted(times))
