"""Train, dev and test: whole groups of articles, dealt so that each part gets its share of articles
and of each verdict."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from annotator.errors import AnnotatorError

PARTS = ("train", "dev", "test")
_ARTICLES = "articles"


class Group(NamedTuple):
    """Articles that must not be parted, by their ids, and how often each verdict is in them."""

    articles: tuple[str, ...]
    verdicts: Mapping[str, int]


def check_split(split: Sequence[int]) -> None:
    """AnnotatorError where percentages for train, dev and test do not make up a whole."""
    if split and (len(split) != len(PARTS) or sum(split) != 100 or min(split) < 0):
        raise AnnotatorError(
            f"A split of {','.join(map(str, split))} does not make up a whole.",
            "Give three percentages that add up to 100, such as 80,10,10.",
        )


def deal(groups: Sequence[Group], split: Sequence[int], seed: int) -> dict[str, str]:
    """The part of each article, by its id. The same groups and seed give the same parts, whatever
    the order of the groups.

    The largest groups are dealt first, those of like size by lot: what comes late can mend what
    came early only where it is smaller. Each goes to the part that comes nearest to its share of
    everything by it; the last ones to parts that have nothing yet.
    """
    total: Counter[str] = Counter()
    for group in groups:
        total.update(_weight(group))
    shares = {part: share / 100 for part, share in zip(PARTS, split, strict=True) if share}
    held: dict[str, Counter[str]] = {part: Counter() for part in shares}
    parts: dict[str, str] = {}
    ordered = sorted(groups, key=lambda one: (-len(one.articles), -_size(one), _lot(one, seed)))
    for left, group in zip(range(len(ordered), 0, -1), ordered, strict=True):
        weight = _weight(group)
        bare = [part for part in shares if not held[part]]
        part = max(
            bare if left <= len(bare) else shares,
            key=lambda one: _gain(weight, held[one], shares[one], total),
        )
        held[part].update(weight)
        parts |= dict.fromkeys(group.articles, part)
    return parts


def _gain(
    weight: Mapping[str, int], held: Mapping[str, int], share: float, total: Mapping[str, int]
) -> float:
    """By how much a part comes nearer to its share with this group: the fall of half the squared
    distance in each thing, as a part of its total and of the share."""
    return sum(
        count / total[what] * (1 - (held[what] + count / 2) / (share * total[what]))
        for what, count in weight.items()
    )


def _size(group: Group) -> int:
    """How large a group is, to a factor of two."""
    return sum(group.verdicts.values()).bit_length()


def _weight(group: Group) -> dict[str, int]:
    verdicts = {verdict: count for verdict, count in group.verdicts.items() if count}
    return {_ARTICLES: len(group.articles), **verdicts}


def _lot(group: Group, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}/{min(group.articles)}".encode()).digest()
