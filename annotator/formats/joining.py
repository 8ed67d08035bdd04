"""Fragments of one label, where a file says them as things of their own and joins them in pairs."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def joined(things: Iterable[K], pairs: Iterable[tuple[K, K]]) -> list[list[K]]:
    """The things, those that pairs join together, in the order of the first of each."""
    roots = {one: one for one in things}
    for first, second in pairs:
        roots[_root(roots, second)] = _root(roots, first)
    groups: dict[K, list[K]] = {}
    for one in roots:
        groups.setdefault(_root(roots, one), []).append(one)
    return list(groups.values())


def _root(roots: dict[K, K], one: K) -> K:
    """The first of those that are one with this, and the way to it made short."""
    while roots[one] != one:
        roots[one] = roots[roots[one]]
        one = roots[one]
    return one
