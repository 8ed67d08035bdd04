"""Disagreements against a slow clear version that looks at every single character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, groupby

import pytest
from agreement.test_claims import EDGES, WORDS
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.claims import claims_of
from annotator.agreement.disagreements import BANDS, OPPOSED, differing
from annotator.domain.claim import Claim, Difference, Differing, Disagreement
from annotator.domain.label import Evidence, Label, Span, Stance, Verdict, normal_spans

Letters = frozenset[int]
OPPOSITES = {Stance.SUPPORTS: Stance.REFUTES, Stance.REFUTES: Stance.SUPPORTS}


@st.composite
def labelled(draw: st.DrawFn) -> list[Label]:
    """Whole words and parts of them, some in fragments; several of one person, sure or not, with
    evidence or without."""
    found = []
    at = st.integers(0, len(WORDS) - 2)
    for number in range(draw(st.integers(2, 7))):
        spans = []
        for _ in range(draw(st.sampled_from((1, 1, 1, 2)))):
            first, last = sorted(draw(st.tuples(*[st.integers(0, len(EDGES) - 1)] * 2)))
            start, end = EDGES[first][0], EDGES[last][1]
            if draw(st.integers(0, 5)) == 0:
                start, end = min(start, draw(at)), max(end, draw(at) + 1)
            spans.append(Span(start, end))
        stances = draw(st.lists(st.sampled_from(list(Stance)), max_size=2))
        found.append(
            Label(
                f"{number}", "article", draw(st.sampled_from("ABC")), normal_spans(spans),
                draw(st.sampled_from([Verdict.VERIFIED, *Verdict])), "",
                confidence=draw(st.sampled_from((None, 1, 3, 5))),
                evidence=tuple(Evidence(stance=one) for one in stances),
            )
        )  # fmt: skip
    return found


@examples(300)
@given(labelled(), st.sets(st.sampled_from("ABCD")))
def test_as_the_slow_clear_version(labels: list[Label], done: set[str]) -> None:
    for claim in claims_of(WORDS, labels, done=done):
        expected = sorted(slow(claim), key=lambda one: -one.severity)
        assert [one.kind for one in claim.disagreements] == [one.kind for one in expected]
        for one, other in zip(claim.disagreements, expected, strict=True):
            assert one.severity == pytest.approx(other.severity, abs=6e-5)
            assert one.annotators == other.annotators
            assert one.dice == pytest.approx(other.dice)
            assert list(differing(WORDS, claim, one)) == list(slow_words(claim, one))


def slow(claim: Claim) -> Iterator[Disagreement]:
    """All ways in which the annotators of a claim differ."""
    labels, voices = claim.labels, voices_of(claim)
    sure = [3 if label.confidence is None else label.confidence for label in labels]
    people = len(voices) + len(claim.missing)
    weight = 0.7 * (sum(sure) / len(sure) - 1) / 4 + 0.3 * (1 - 2 / max(people, 2))
    verdicts = {label.verdict for label in labels}
    if len(verdicts) > 1:
        opposed = Verdict.VERIFIED in verdicts and Verdict.DISPUTED in verdicts
        low, high = OPPOSED if opposed else BANDS[Difference.VERDICT]
        yield Disagreement(Difference.VERDICT, low + weight * (high - low), tuple(voices))
    against = [label for label in labels if any(contradict(label, other) for other in labels)]
    if against:
        who = tuple(dict.fromkeys(label.annotator for label in against))
        yield Disagreement(Difference.EVIDENCE, 0.3 + weight * 0.1, who)
    if claim.missing:
        yield Disagreement(Difference.MISSING, 0.4 + weight * 0.2, claim.missing)
    split = tuple(who for who, pieces in voices.items() if len(pieces) > 1)
    if split:
        least = least_dice([frozenset().union(*pieces) for pieces in voices.values()])
        yield Disagreement(Difference.SPLIT, 0.2 + weight * 0.1, split, least)
    reach = reaches(claim)
    every = list(reach.values())
    some = frozenset().union(*every) - frozenset.intersection(*every)
    if any(not WORDS[at].isspace() for at in some):
        least = least_dice(every)
        apart = 0.2 * (1 - least) * (1 + weight) / 2
        yield Disagreement(Difference.EXTENT, apart, tuple(reach), least)


def slow_words(claim: Claim, one: Disagreement) -> Iterator[Differing]:
    """The words that a disagreement is about, each with who has marked them."""
    if one.kind is Difference.EXTENT:
        reach = reaches(claim)
        yield from (run for run in runs(reach) if len(run.annotators) < len(reach))
    if one.kind is Difference.SPLIT:
        marked = {who: frozenset().union(*them) for who, them in voices_of(claim).items()}
        for who in one.annotators:
            low, high = min(marked[who]), max(marked[who])
            for run in runs(marked):
                if who not in run.annotators and low < run.span.start < high:
                    yield run


def runs(marked: dict[str, Letters]) -> Iterator[Differing]:
    """Characters in a row that the same people have, without outer space."""

    def who_has(at: int) -> tuple[str, ...]:
        return tuple(who for who, letters in marked.items() if at in letters)

    for who, places in groupby(range(len(WORDS)), who_has):
        row = list(places)
        words = WORDS[row[0] : row[-1] + 1]
        if who and (kept := words.strip()):
            start = row[0] + words.index(kept)
            yield Differing(Span(start, start + len(kept)), kept, who)


def voices_of(claim: Claim) -> dict[str, list[Letters]]:
    """What each annotator marked, each stretch once."""
    voices: dict[str, list[Letters]] = {}
    for label, extent in zip(claim.labels, claim.extents, strict=True):
        letters = frozenset(at for span in extent for at in range(span.start, span.end))
        if letters not in voices.setdefault(label.annotator, []):
            voices[label.annotator].append(letters)
    return voices


def reaches(claim: Claim) -> dict[str, Letters]:
    """From the first to the last of what each marked in several labels."""
    return {
        who: them[0]
        if len(them) == 1
        else frozenset(range(min(map(min, them)), max(map(max, them)) + 1))
        for who, them in voices_of(claim).items()
    }


def least_dice(many: Sequence[Letters]) -> float:
    return min(
        (2 * len(one & other) / (len(one) + len(other)) for one, other in combinations(many, 2)),
        default=1.0,
    )


def contradict(one: Label, other: Label) -> bool:
    """Whether two say the same, and one has only evidence for it, the other only against it."""
    mine, theirs = (
        {evidence.stance for evidence in label.evidence} - {Stance.CONTEXT}
        for label in (one, other)
    )
    same = one.verdict == other.verdict and one.annotator != other.annotator
    return same and len(mine) == len(theirs) == 1 and OPPOSITES[min(mine)] == min(theirs)
