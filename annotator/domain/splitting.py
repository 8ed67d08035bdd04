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

    The largest groups are dealt first, those of one size by lot; each goes to the part that lacks
    most of what is in it, measured against what the part is to have.
    """
    total: Counter[str] = Counter()
    for group in groups:
        total.update(_weight(group))
    shares = {part: share / 100 for part, share in zip(PARTS, split, strict=True) if share}
    held: dict[str, Counter[str]] = {part: Counter() for part in shares}
    parts: dict[str, str] = {}
    for group in sorted(groups, key=lambda one: (-len(one.articles), _lot(one, seed))):
        weight = _weight(group)
        lacking = {
            part: sum(
                count / total[what] * (1 - held[part][what] / (share * total[what]))
                for what, count in weight.items()
            )
            for part, share in shares.items()
        }
        part = max(shares, key=lambda one: lacking[one])
        held[part].update(weight)
        parts |= dict.fromkeys(group.articles, part)
    return parts


def _weight(group: Group) -> dict[str, int]:
    verdicts = {verdict: count for verdict, count in group.verdicts.items() if count}
    return {_ARTICLES: len(group.articles), **verdicts}


def _lot(group: Group, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}/{min(group.articles)}".encode()).digest()
