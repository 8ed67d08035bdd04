"""What was settled twice: decisions of several steps on the same labels, as two adjudicators make
them on two machines. Those that say the same count as one. Of those that do not, nobody's stands
until the claim is settled again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final, NamedTuple

from annotator.domain import snapping
from annotator.domain.claim import Decision, Outcome, Settling
from annotator.domain.label import FRAGMENT_JOINT, Label, Span


class Twice(NamedTuple):
    """Steps that contradict one another, the first one first, by the id of each of their decisions;
    and the ids of gold labels that a later step has let stand as well."""

    contradicting: Mapping[str, tuple[Settling, ...]]
    repeated: frozenset[str]


ONCE: Final = Twice({}, frozenset())
"""Nothing was settled twice."""


def by_label(decisions: Iterable[Decision]) -> dict[str, list[Decision]]:
    """The decisions on each label, by its id."""
    decided: defaultdict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        for label in decision.settles:
            decided[label].append(decision)
    return decided


def settled_twice(decided: Mapping[str, Sequence[Decision]], golds: Mapping[str, Label]) -> Twice:
    """What was settled twice in an article. `decided` are its decisions `by_label`, `golds` its
    labels on that layer by id."""
    shared = [some for some in decided.values() if len(some) > 1]
    if all(len({_step(one) for one in some}) == 1 for some in shared):
        return ONCE  # as nearly always
    contradicting: dict[str, tuple[Settling, ...]] = {}
    repeated: set[str] = set()
    for together in _together(shared):
        steps = _steps(together, golds)
        if contradict(steps):
            contradicting |= dict.fromkeys((one.id for one in together), steps)
        else:
            repeated |= {gold.id for step in steps[:-1] for gold in step.golds}
    return Twice(contradicting, frozenset(repeated))


def _step(decision: Decision) -> tuple[str, str]:
    return decision.at, decision.adjudicator


def _together(shared: Iterable[Sequence[Decision]]) -> Iterator[list[Decision]]:
    """The decisions that share labels, directly or by others."""
    groups: dict[str, dict[str, Decision]] = {}
    for some in shared:
        group = {one.id: one for one in some}
        for one in some:
            group |= groups.get(one.id, {})
        groups |= dict.fromkeys(group, group)
    seen: set[str] = set()
    for id_, group in groups.items():
        if id_ not in seen:
            seen.update(group)
            yield sorted(group.values(), key=lambda one: (one.at, one.id))


def _steps(decisions: Sequence[Decision], golds: Mapping[str, Label]) -> tuple[Settling, ...]:
    by_step: dict[tuple[str, str], list[Decision]] = {}
    for one in decisions:
        by_step.setdefault(_step(one), []).append(one)
    return tuple(Settling(tuple(made), tuple(_golds(made, golds))) for made in by_step.values())


def _golds(decisions: Iterable[Decision], golds: Mapping[str, Label]) -> list[Label]:
    found = [golds[one.label] for one in decisions if one.label and one.label in golds]
    return sorted(found, key=lambda gold: (gold.spans, gold.id))


def contradict(steps: Iterable[Settling]) -> bool:
    """Whether any two that settle the same label say other things."""
    said = [(_settles(step), _says(step)) for step in steps]
    return any(
        not labels.isdisjoint(others) and one != other
        for (labels, one), (others, other) in combinations(said, 2)
    )


def _settles(step: Settling) -> set[str]:
    return {label for one in step.decisions for label in one.settles}


def _says(step: Settling) -> object:
    """What is to stand, or that nothing is, or that it is asked for."""
    if step.golds:
        return {(_bare(gold), gold.verdict) for gold in step.golds}
    return any(one.outcome is Outcome.DEFERRED for one in step.decisions)


def _bare(label: Label) -> tuple[Span, ...]:
    """What a label covers without outer space and punctuation, as its own quote tells."""
    spans, at = [], 0
    for span in label.spans:
        words = label.quote[at : at + len(span)]
        start, end = snapping.trim(words, 0, len(words))
        spans.append(Span(span.start + start, span.start + end) if start < end else span)
        at += len(words) + len(FRAGMENT_JOINT)
    return tuple(spans)
