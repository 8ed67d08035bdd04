"""In what the annotators of a claim differ, and how bad that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from annotator.domain.claim import Claim, Difference, Differing, Disagreement
from annotator.domain.extents import Extent, dice, layers, union
from annotator.domain.label import Label, Span, Stance, Verdict

OPPOSED: Final = (0.8, 1.0)
"""Verified against disputed."""

BANDS: Final = {
    Difference.VERDICT: (0.6, 0.8),
    Difference.MISSING: (0.4, 0.6),
    Difference.EVIDENCE: (0.3, 0.4),
    Difference.SPLIT: (0.2, 0.3),
    Difference.EXTENT: (0.0, 0.2),
}
"""Between what a severity of each kind lies. Where in its band it is, the confidence of the labels
and the number of annotators say; for extents, above all how much they differ."""

_MIDDLE: Final = 3
"""A label without a confidence counts as one in the middle of the scale."""

_OPPOSITES: Final = {Stance.SUPPORTS: Stance.REFUTES, Stance.REFUTES: Stance.SUPPORTS}


def disagreements(
    text: str, labels: Sequence[Label], extents: Sequence[Extent], missing: Sequence[str]
) -> tuple[Disagreement, ...]:
    """All ways in which these differ, worst first; `missing` finished without marking it."""
    verdicts = [label.verdict for label in labels]
    mixed = verdicts.count(verdicts[0]) < len(verdicts)
    apart = extents.count(extents[0]) < len(extents)
    telling = [label for label in labels if label.evidence]
    if not (mixed or apart or missing or len(telling) > 1):
        return ()
    people = _people(labels)
    weight = _weight(labels, len(people) + len(missing))
    found = []
    if mixed:
        found.append(_made(Difference.VERDICT, weight, people, _band(verdicts)))
    if len(telling) > 1:
        found += _evidence(telling, weight)
    if missing:
        found.append(_made(Difference.MISSING, weight, tuple(missing)))
    if apart and len(people) == len(labels):
        found += _extent(text, people, extents, weight)
    elif apart:
        voices = _voices(labels, extents)
        found += _split(voices, weight)
        found += _extent(text, people, list(map(_reach, voices.values())), weight)
    if len(found) > 1:
        found.sort(key=lambda one: -one.severity)
    return tuple(found)


def differing(text: str, claim: Claim, one: Disagreement) -> tuple[Differing, ...]:
    """The very words on which pieces or extents differ, and who marked them; none for what is not
    about words."""
    voices = _voices(claim.labels, claim.extents)
    if one.kind is Difference.SPLIT:
        return tuple(
            words for who in one.annotators for words in _between(text, who, voices[who], voices)
        )
    if one.kind is Difference.EXTENT:
        return tuple(_differing(text, {who: _reach(marked) for who, marked in voices.items()}))
    return ()


_Voices = dict[str, list[Extent]]
"""What each annotator marked, each stretch once."""


def _voices(labels: Sequence[Label], extents: Sequence[Extent]) -> _Voices:
    voices: _Voices = {}
    for label, extent in zip(labels, extents, strict=True):
        marked = voices.setdefault(label.annotator, [])
        if extent not in marked:
            marked.append(extent)
    return voices


def _weight(labels: Sequence[Label], annotators: int) -> float:
    """How much a disagreement weighs, from 0 to under 1: mostly how sure they are (the scale of 1
    to 5), and a little how many take part."""
    sure = sum([(label.confidence or _MIDDLE) - 1 for label in labels]) / (4 * len(labels))
    return 0.7 * sure + 0.3 * (1 - 2 / max(annotators, 2))


def _made(
    kind: Difference,
    weight: float,
    annotators: tuple[str, ...],
    band: tuple[float, float] | None = None,
    dice: float = 1.0,
) -> Disagreement:
    low, high = band or BANDS[kind]
    return Disagreement(kind, round(low + weight * (high - low), 4), annotators, dice)


def _band(verdicts: Sequence[Verdict]) -> tuple[float, float] | None:
    opposed = Verdict.VERIFIED in verdicts and Verdict.DISPUTED in verdicts
    return OPPOSED if opposed else None


def _evidence(labels: Sequence[Label], weight: float) -> Iterator[Disagreement]:
    """Those who say the same, and of whom one only has evidence for it, another only against it."""
    telling = [(label, stance) for label in labels for stance in _stance(label)]
    against = [
        one
        for one, stance in telling
        for other, opposite in telling
        if one.verdict == other.verdict
        and one.annotator != other.annotator
        and opposite is _OPPOSITES[stance]
    ]
    if against:
        yield _made(Difference.EVIDENCE, weight, _people(against))


def _stance(label: Label) -> Iterator[Stance]:
    stances = {one.stance for one in label.evidence} - {Stance.CONTEXT}
    if len(stances) == 1:
        yield from stances


def _people(labels: Sequence[Label]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([label.annotator for label in labels]))


def _split(voices: _Voices, weight: float) -> Iterator[Disagreement]:
    """Who made several labels of what is one for others."""
    split = tuple([who for who, marked in voices.items() if len(marked) > 1])
    if split:
        least = _least_dice([union(marked) for marked in voices.values()])
        yield _made(Difference.SPLIT, weight, split, dice=least)


def _extent(
    text: str, people: tuple[str, ...], reach: Sequence[Extent], weight: float
) -> Iterator[Disagreement]:
    """Whose words begin or end elsewhere."""
    different = list(dict.fromkeys(reach))
    if len(different) > 1 and _is_about_words(text, different):
        least = _least_dice(different)
        apart = (1 - least) * (1 + weight) / 2
        yield _made(Difference.EXTENT, apart, people, dice=least)


def _reach(marked: Sequence[Extent]) -> Extent:
    """From the first to the last of several labels of one annotator: that they left out what is
    between them is said of the split already."""
    if len(marked) == 1:
        return marked[0]
    both = union(marked)
    return (Span(both[0].start, both[-1].end),)


def _least_dice(extents: Sequence[Extent]) -> float:
    if len(extents) == 2:
        return dice(*extents)
    return min([dice(one, other) for one, other in combinations(extents, 2)], default=1.0)


def _is_about_words(text: str, extents: Sequence[Extent]) -> bool:
    """Whether there is a word, and not only space, that some of these cover and others do not."""
    plain = [one[0] for one in extents if len(one) == 1]
    if len(plain) == len(extents):
        starts, ends = [one.start for one in plain], [one.end for one in plain]
        first, last = max(starts), min(ends)
        if first < last:  # what all of them cover lies between what some of them do
            return not f"{text[min(starts) : first]}{text[last : max(ends)]}".isspace()
    return any(
        not text[span.start : span.end].isspace()
        for span, over in layers(extents)
        if len(over) < len(extents)
    )


def _between(text: str, who: str, pieces: Sequence[Extent], voices: _Voices) -> Iterator[Differing]:
    """The words between the pieces of one annotator, and who has them."""
    names = list(voices)
    others = [union(marked) for marked in voices.values()]
    both = union(pieces)
    for span, over in layers(others):
        if names.index(who) not in over and both[0].start < span.start < both[-1].end:
            yield from _words(text, span, [names[at] for at in over])


def _differing(text: str, reach: dict[str, Extent]) -> list[Differing]:
    names = list(reach)
    return [
        one
        for span, over in layers(list(reach.values()))
        if len(over) < len(names)
        for one in _words(text, span, [names[at] for at in over])
    ]


def _words(text: str, span: Span, annotators: Sequence[str]) -> Iterator[Differing]:
    words = text[span.start : span.end]
    if kept := words.strip():
        start = span.start + words.index(kept)
        yield Differing(Span(start, start + len(kept)), kept, tuple(annotators))
