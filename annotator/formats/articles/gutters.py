"""Pages that are set in columns, and whose file has the lines from left to right across them: which
glyphs belong together, column by column.

Only what is surely prose is parted. Words in a table stand in short cells that begin anew with each
row: these stay in a line. A page whose file has one column after the other is left as it is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Final, NamedTuple

_ROWS: Final = 5
"""Fewer lines side by side are no columns."""
_GAP: Final = 0.9
"""What is wider parts two runs of a row, in heights of a line; words are nearer."""
_APART: Final = 3.0
"""Lines farther apart than so many heights are not of one stretch of columns."""
_NARROWEST: Final = 7.0
"""A column of prose is wider than so many heights of a line."""
_FILLED: Final = 0.7
_MOSTLY: Final = 0.6
"""In most rows of prose, so much of the column's width is filled."""
_RUNNING: Final = 0.2
"""Of the lines of prose, so many begin with a small letter; of cells of a table, none."""
_ACROSS: Final = 1.2
"""So many changes of side a row has a file that goes across the columns; others have few."""
_DEEPEST: Final = 6


class Glyph(NamedTuple):
    """A letter on the page: its edges, the foot and the height of its line."""

    char: str
    left: float
    right: float
    foot: float
    height: float


class Parts(NamedTuple):
    """The numbers of the glyphs in groups, in the order of reading; within a group the order is
    that of the file. An empty one stands where what goes across the columns begins or ends.
    `begins` are the glyphs with which a row of a table, or an item of a list, begins."""

    groups: list[list[int]]
    begins: frozenset[int]


class _Run(NamedTuple):
    """Glyphs of a row without a gap between them."""

    left: float
    right: float
    first: int
    members: list[int]


_Row = list[_Run]


def parted(glyphs: Sequence[Glyph]) -> Parts:
    """How a page is to be read."""
    whole = list(range(len(glyphs)))
    if sum(_jumps(glyphs)) < _ROWS:
        return Parts([whole], frozenset())
    begins: set[int] = set()
    return Parts(_split(glyphs, whole, begins, _DEEPEST), frozenset(begins))


def _jumps(glyphs: Sequence[Glyph]) -> Iterator[bool]:
    """For each two neighbours in the file, whether there is a gap between them in one line."""
    for one, after in pairwise(glyphs):
        near = abs(after.foot - one.foot) < one.height / 3
        yield near and after.left - one.right > _GAP * one.height


def _split(
    glyphs: Sequence[Glyph], members: list[int], begins: set[int], depth: int
) -> list[list[int]]:
    rows = _rows(glyphs, members)
    gutter = _gutter(rows)
    if gutter is None or not depth:
        return [members]
    groups: list[list[int]] = []
    plain: list[int] = []
    for band in _bands(glyphs, rows, gutter):
        sides = _sides(band, gutter)
        if not _are_columns(glyphs, band, sides):
            plain += _members(band)
            begins.update(_beginnings(band, gutter))
            continue
        if plain:
            groups += [sorted(plain), []]
            plain = []
        right_to_left = _is_right_to_left(glyphs, band)
        for side in reversed(sides) if right_to_left else sides:
            groups += _split(glyphs, sorted(_members(side)), begins, depth - 1)
    return [*groups, *([[]] if groups else []), sorted(plain)] if plain else groups


def _rows(glyphs: Sequence[Glyph], members: Sequence[int]) -> list[_Row]:
    """The rows of the page from above, each in runs from left to right."""
    rows: list[list[int]] = []
    for at in sorted(members, key=lambda at: -glyphs[at].foot):
        first = glyphs[rows[-1][0]] if rows else None
        if first is not None and first.foot - glyphs[at].foot < first.height / 2:
            rows[-1].append(at)
        else:
            rows.append([at])
    return [_runs(glyphs, row) for row in rows]


def _runs(glyphs: Sequence[Glyph], row: list[int]) -> _Row:
    runs: _Row = []
    for at in sorted(row, key=lambda at: glyphs[at].left):
        one = glyphs[at]
        if runs and one.left - runs[-1].right <= _GAP * one.height:
            last = runs[-1]
            last.members.append(at)
            runs[-1] = last._replace(right=max(last.right, one.right))
        else:
            runs.append(_Run(one.left, one.right, at, [at]))
    return runs


def _gutter(rows: Sequence[_Row]) -> float | None:
    """Where the most rows have a gap, None where few have one at the same place."""
    edges: list[tuple[float, int]] = []
    for row in rows:
        for left, right in pairwise(row):
            edges += [(left.right, 1), (right.left, -1)]
    edges.sort()
    open_, most, at = 0, 0, None
    for (x, step), (end, _) in pairwise(edges):
        open_ += step
        if open_ > most:
            most, at = open_, (x + end) / 2
    return at if most >= _ROWS else None


def _bands(glyphs: Sequence[Glyph], rows: Sequence[_Row], gutter: float) -> Iterator[list[_Row]]:
    """The rows in stretches: those that leave the gutter free and stand together, and others."""
    band: list[_Row] = []
    before: tuple[bool, float] | None = None
    for row in rows:
        crossed = _crosses(row, gutter)
        one = glyphs[row[0].first]
        far = before is not None and before[1] - one.foot > _APART * one.height
        if before is not None and (far or crossed is not before[0]):
            yield band
            band = []
        band.append(row)
        before = crossed, one.foot
    if band:
        yield band


def _crosses(row: _Row, gutter: float) -> bool:
    return any(run.left < gutter < run.right for run in row)


def _sides(band: Sequence[_Row], gutter: float) -> tuple[list[_Row], list[_Row]]:
    lefts = [[run for run in row if run.right <= gutter] for row in band]
    rights = [[run for run in row if run.right > gutter] for row in band]
    return [row for row in lefts if row], [row for row in rights if row]


def _members(rows: Sequence[_Row]) -> list[int]:
    return [at for row in rows for run in row for at in run.members]


def _beginnings(band: Sequence[_Row], gutter: float) -> Iterator[int]:
    """The first glyphs of the rows that have a gap at the gutter, where these stand in the file as
    on the page. Where it goes down the columns, none."""
    lines = [row for row in band if any(one.right <= gutter <= after.left for one, after in
                                        pairwise(row))]  # fmt: skip
    places = [[at for run in row for at in run.members] for row in lines]
    whole = [one for one in places if max(one) - min(one) < len(one)]
    if len(whole) == len(places):
        yield from map(min, whole)


def _are_columns(
    glyphs: Sequence[Glyph], band: Sequence[_Row], sides: tuple[list[_Row], list[_Row]]
) -> bool:
    """Whether these rows are two columns of prose across which the file goes."""
    left = set(_members(sides[0]))
    side = [at in left for at in sorted(_members(band))]
    changes = sum(one is not after for one, after in pairwise(side))
    both = len(sides[0]) + len(sides[1]) - len(band)
    return (
        both >= _ROWS
        and changes >= _ACROSS * both
        and all(_is_prose(glyphs, rows, _DEEPEST) for rows in sides)
    )


def _is_prose(glyphs: Sequence[Glyph], rows: Sequence[_Row], depth: int) -> bool:
    """Whether rows are lines of running text, or of several columns of it."""
    gutter = _gutter(rows)
    if gutter is not None and depth:
        free = [row for row in rows if not _crosses(row, gutter)]
        sides = _sides(free, gutter)
        return all(side and _is_prose(glyphs, side, depth - 1) for side in sides)
    width = max(row[-1].right for row in rows) - min(row[0].left for row in rows)
    height = median(glyphs[row[0].first].height for row in rows)
    full = [sum(run.right - run.left for run in row) >= _FILLED * width for row in rows]
    first = [glyphs[row[0].first].char for row in rows]
    cased = [char for char in first if char.lower() != char.upper()]
    small = sum(char.islower() for char in cased)
    return (
        width >= _NARROWEST * height
        and sum(full) >= _MOSTLY * len(rows)
        and (len(cased) < _ROWS or small >= _RUNNING * len(cased))
    )


def _is_right_to_left(glyphs: Sequence[Glyph], band: Sequence[_Row]) -> bool:
    ways = [unicodedata.bidirectional(glyphs[at].char) for at in _members(band)]
    return sum(way in ("R", "AL") for way in ways) > len(ways) / 2
