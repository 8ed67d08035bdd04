"""Whether rows can be settled one by one, or the whole journal has to be replayed.

A row's own changes say all of it, but for the rules of `replay` that look at other rows: these
apply only where an article or a person is removed in the end, where a text came in as several
articles, and where a gold label was ever removed.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from annotator.domain.journal import Kind
from annotator.domain.merging import Twins
from annotator.store.replay import ORDER, Row
from annotator.store.rows import dumps
from annotator.store.touched import History

_STANDS_ON: Final = {
    Kind.ARTICLE: ("article",),
    Kind.ANNOTATOR: ("annotator", "adjudicator"),
    Kind.LABEL: ("label",),
}

_GONE: Final = (
    "SELECT value FROM json_each(?) WHERE (SELECT after FROM changes JOIN entries ON seq = entry "
    f"WHERE key = value AND kind = ? ORDER BY {ORDER.replace(', ', ' DESC, ')} DESC LIMIT 1) "
    "IS NULL LIMIT 1"
)
"""Those that were removed by their last change, or never made."""


class Names:
    """The articles, people and gold labels that rows are or name."""

    def __init__(self) -> None:
        self._named: dict[Kind, set[str]] = {kind: set() for kind in _STANDS_ON}

    def add(self, row: History, fields: Row) -> None:
        """Take in what a row is, and what it names or has ever named."""
        if row.kind in self._named and row.kind is not Kind.LABEL:
            self._named[row.kind].add(row.key)
        said = [fields] if len(row.steps) == 1 else [step.after or {} for step in row.steps]
        for kind, columns in _STANDS_ON.items():
            for one in said:
                self._named[kind].update(
                    str(one[name]) for name in columns if one.get(name) is not None
                )

    def of(self, kind: Kind) -> set[str]:
        """The ids of this kind."""
        return self._named[kind]


def needs_replay(
    connection: sqlite3.Connection, names: Names, twins: Mapping[str, Sequence[str]]
) -> bool:
    """Whether a rule that looks at other rows can apply to any of these."""
    several = {id_ for ids in twins.values() for id_ in ids}
    if not several.isdisjoint(names.of(Kind.ARTICLE)):
        return True
    for kind in (Kind.ARTICLE, Kind.ANNOTATOR):
        if connection.execute(_GONE, (dumps(list(names.of(kind))), kind.value)).fetchone():
            return True
    return _gold_was_removed(connection, names.of(Kind.LABEL))


def _gold_was_removed(connection: sqlite3.Connection, named: Iterable[str]) -> bool:
    """Whether one of the labels that decisions named was ever removed: of the decisions at hand, or
    of the labels at hand."""
    decided = connection.execute(
        "SELECT DISTINCT json_extract(coalesce(after, before), '$.label') FROM changes "
        "WHERE kind = 'decision'"
    )
    touched = {
        label
        for (label,) in decided
        if label is not None
        and connection.execute(
            "SELECT 1 FROM temp.touched WHERE kind = 'label' AND key = ?", (label,)
        ).fetchone()
    }
    return any(
        connection.execute(
            "SELECT 1 FROM changes WHERE key = ? AND kind = 'label' AND after IS NULL", (label,)
        ).fetchone()
        for label in touched.union(named)
    )


def twins(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """The ids of articles that were ever made of one text, by its hash, where there are several."""
    rows = connection.execute(
        "SELECT DISTINCT json_extract(after, '$.sha256'), key FROM changes "
        "WHERE kind = 'article' AND before IS NULL ORDER BY key"
    )
    ids: dict[str, list[str]] = defaultdict(list)
    for sha256, id_ in rows:
        ids[sha256].append(id_)
    return {sha256: tuple(found) for sha256, found in ids.items() if len(found) > 1}


def told_twins(
    connection: sqlite3.Connection, found: Mapping[str, Sequence[str]], named: set[str]
) -> Iterator[Twins]:
    """Those among these articles, with the title that each of them was last given."""
    for sha256, ids in found.items():
        if named.isdisjoint(ids):
            continue
        titles = [_title(connection, id_) for id_ in ids]
        row = connection.execute(
            "SELECT id, title FROM articles WHERE sha256 = ?", (sha256,)
        ).fetchone()
        if row:
            yield Twins(row[0], tuple(dict.fromkeys(titles)), row[1])


def _title(connection: sqlite3.Connection, article: str) -> str:
    row = connection.execute(
        "SELECT json_extract(after, '$.title') FROM changes JOIN entries ON seq = entry "
        "WHERE key = ? AND kind = 'article' AND json_extract(after, '$.title') IS NOT NULL "
        f"ORDER BY {ORDER.replace(', ', ' DESC, ')} DESC LIMIT 1",
        (article,),
    ).fetchone()
    return str(row[0]) if row else ""
