"""Maximum-weight matching in a graph of two sides, one group of edges that hang together at a time.

The same edges give the same matching: what is equal is decided by the numbers of the ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

_MOST_CELLS: Final = 250_000
"""Groups with more cells than so many are not laid out as a matrix."""


class Edge(NamedTuple):
    """An edge from a row to a column, which weighs more than 0."""

    row: int
    column: int
    weight: float


def heaviest(edges: Sequence[Edge]) -> list[Edge]:
    """Edges of greatest weight in sum, no two of which share an end."""
    return [edge for group in _groups(sorted(edges)) for edge in _matched(group)]


def _groups(edges: Sequence[Edge]) -> Iterator[list[Edge]]:
    """The edges that hang together in one list."""
    rows: defaultdict[int, list[Edge]] = defaultdict(list)
    columns: defaultdict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        rows[edge.row].append(edge)
        columns[edge.column].append(edge)
    for edge in edges:
        if edge.row not in rows:
            continue
        group = rows.pop(edge.row)
        for one in group:
            for other in columns.pop(one.column, ()):
                group += rows.pop(other.row, ())
        yield sorted(group)


def _matched(group: Sequence[Edge]) -> Sequence[Edge]:
    if len(group) == 1:
        return group
    rows = {at: n for n, at in enumerate(sorted({edge.row for edge in group}))}
    columns = {at: n for n, at in enumerate(sorted({edge.column for edge in group}))}
    if len(rows) == 1 or len(columns) == 1:
        return [max(group, key=lambda edge: (edge.weight, -edge.row, -edge.column))]
    places = {(rows[edge.row], columns[edge.column]): edge for edge in group}
    solve = _dense if len(rows) * len(columns) <= _MOST_CELLS else _sparse
    return [places[place] for place in solve(places, len(rows), len(columns)) if place in places]


def _dense(
    places: dict[tuple[int, int], Edge], rows: int, columns: int
) -> Iterator[tuple[int, int]]:
    import numpy as np  # heavy to import, and most need it never
    from scipy.optimize import linear_sum_assignment

    weights = np.zeros((rows, columns))
    for place, edge in places.items():
        weights[place] = edge.weight
    found = linear_sum_assignment(weights, maximize=True)
    yield from zip(*(side.tolist() for side in found), strict=True)


def _sparse(
    places: dict[tuple[int, int], Edge], rows: int, columns: int
) -> Iterator[tuple[int, int]]:
    """The same for large groups, of which only the edges are kept; a row that stays alone is
    matched with a column of its own."""
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    alone = 2.0  # what costs nothing would not count as an edge
    cost = [alone - edge.weight for edge in places.values()] + [alone] * rows
    row = [r for r, _ in places] + list(range(rows))
    column = [c for _, c in places] + [columns + r for r in range(rows)]
    at = np.array(row, np.int32), np.array(column, np.int32)
    graph = csr_array((np.array(cost), at), shape=(rows, columns + rows))
    found = min_weight_full_bipartite_matching(graph)
    yield from zip(*(side.tolist() for side in found), strict=True)
