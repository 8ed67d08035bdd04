"""What was settled on both sides of a merge, and differently: rows of their own on each side, which
stand side by side when all tables are settled."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from annotator.domain.claim import Settling
from annotator.domain.journal import Kind
from annotator.domain.label import Label
from annotator.domain.merging import Clash, Said
from annotator.domain.quoting import shortened
from annotator.domain.settled_twice import by_label, contradict, settled_twice
from annotator.store import history
from annotator.store.rows import AMONG, TABLES, dumps
from annotator.store.stream import decision_of
from annotator.store.values import LABEL, label_of

_COLUMNS = ", ".join(("id", *TABLES[Kind.DECISION].columns))


class Contradiction(NamedTuple):
    """What one side has settled, and what the other."""

    here: Settling
    there: Settling


def contradictions(connection: sqlite3.Connection, first: int) -> Iterator[Contradiction]:
    """Those that the entries from this number on have brought, each claim once; what these have
    touched is listed (see `make_touched`)."""
    came: dict[str, set[str]] = {}
    for article, id_ in connection.execute(
        "SELECT DISTINCT article, id FROM temp.touched CROSS JOIN decisions ON id = touched.key "
        "CROSS JOIN changes ON changes.key = id WHERE touched.kind = 'decision' "
        "AND entry >= ? AND entry < 0 AND before IS NULL",
        (first,),
    ):
        came.setdefault(article, set()).add(id_)
    for article, theirs in came.items():
        rows = connection.execute(
            f"SELECT {_COLUMNS} FROM decisions WHERE article = ? ORDER BY at, id", (article,)
        ).fetchall()
        if len(rows) > len(theirs):
            yield from _in_article(connection, rows, theirs)


def _in_article(
    connection: sqlite3.Connection, rows: list[tuple[Any, ...]], came: set[str]
) -> Iterator[Contradiction]:
    decisions = [decision_of(row) for row in rows]
    named = dumps([one.label for one in decisions if one.label])
    found = connection.execute(f"SELECT {LABEL} FROM labels WHERE id {AMONG}", (named,))
    golds: dict[str, Label] = {row[0]: label_of(row) for row in found}
    twice = settled_twice(by_label(decisions), golds).contradicting
    for steps in {steps[0].last.id: steps for steps in twice.values()}.values():
        here = [one for one in steps if one.last.id not in came]
        there = [one for one in steps if one.last.id in came]
        pairs = (Contradiction(mine, theirs) for mine in here for theirs in there)
        yield from [pair for pair in pairs if contradict(pair)][:1]


def told(connection: sqlite3.Connection, one: Contradiction) -> Clash:
    """A contradiction in words: about which claim, who has settled it how, and that neither
    stands."""
    golds = (*one.here.golds, *one.there.golds)
    last = one.there.last
    if golds:
        about = golds[0].quote
    else:
        (about,) = connection.execute(
            "SELECT title FROM articles WHERE id = ?", (last.article,)
        ).fetchone()
    here, there = (_said(connection, step) for step in one)
    return Clash(Kind.DECISION, last.id, shortened(about), here, there, neither=True)


def _said(connection: sqlite3.Connection, step: Settling) -> Said:
    last = step.last
    (seq,) = connection.execute(
        "SELECT seq FROM changes JOIN entries ON seq = entry WHERE key = ? AND kind = 'decision' "
        "ORDER BY entries.id DESC LIMIT 1",
        (last.id,),
    ).fetchone()
    who = connection.execute(
        "SELECT name FROM annotators WHERE id = ?", (last.adjudicator,)
    ).fetchone()
    fields: dict[str, Any] = {
        "outcome": last.outcome.value,
        "verdict": " + ".join(gold.verdict.value for gold in step.golds),
        "quote": " + ".join(gold.quote for gold in step.golds),
        "reason": last.reason,
    }
    entry = history.entry_of(connection, seq)
    said = {name: value for name, value in fields.items() if value}
    return Said(entry.id, last.at, who[0] if who else "", entry.summary, said)
