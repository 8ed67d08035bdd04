"""Agreement over time, on studies made for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest
from agreement.test_claims import WORDS
from msgspec.structs import astuple

from annotator.agreement import (
    Dated,
    Period,
    count_articles,
    drift,
    spread,
    trends,
    unitizing_alpha,
)
from annotator.agreement.claims import cases_of
from annotator.agreement.periods import YOUNG
from annotator.agreement.study import Counted
from annotator.domain.label import Label, Span, Verdict

MONDAY = date(2025, 3, 3)
FIRST, FIFTH = (0, 7), (WORDS.index("five"), WORDS.index("five") + 4)
SAME = {"A": [FIRST], "B": [FIRST]}
APART = {"A": [FIRST], "B": [FIFTH]}


def on(
    day: date, spans: Mapping[str, Sequence[tuple[int, int]]], name: str = "x", people: str = ""
) -> Dated:
    """An article of that day in which these annotators marked these stretches."""
    labels = [
        Label(f"{who}{start}", name, who, (Span(start, end),), Verdict.VERIFIED, "")
        for who, many in spans.items()
        for start, end in many
    ]
    done = frozenset(people or spans)
    (counts,) = count_articles([Counted(name, WORDS, cases_of(WORDS, labels), done)])
    return Dated(day, counts)


def days(number: int) -> date:
    return MONDAY + timedelta(days=number)


def test_a_young_project_is_told_day_by_day_an_older_one_by_the_week() -> None:
    young = drift([on(days(0), SAME), on(days(YOUNG - 1), SAME)])
    assert [one.period for one in young] == [Period(days(0), 1), Period(days(YOUNG - 1), 1)]
    older = drift([on(days(3), SAME), on(days(6), SAME), on(days(3 + YOUNG), SAME)])
    assert [(one.period, len(one.articles)) for one in older] == [
        (Period(MONDAY, 7), 2), (Period(days(21), 7), 1),
    ]  # fmt: skip
    assert [one.period.name for one in older] == ["W 10", "W 13"]
    assert young[0].period.name == "3 Mar"


def test_a_point_is_the_measure_of_its_own_articles() -> None:
    points = drift([on(days(0), APART), on(days(1), SAME)])
    whole = {who: [(*spans[0], "verified")] for who, spans in APART.items()}
    assert points[0].u_alpha.value == unitizing_alpha(whole, len(WORDS)).u.value
    assert points[1].u_alpha.value == 1
    assert points[0].u_alpha.why == "too few articles for an interval"


def test_with_ten_articles_a_point_has_an_interval_and_always_the_same() -> None:
    some = [on(days(0), SAME if number % 3 else APART, f"{number}") for number in range(12)]
    (point,) = drift(some)
    found = point.u_alpha
    assert found.low is not None
    assert found.high is not None
    assert found.value is not None
    assert found.low < found.value < found.high
    assert drift(some)[0].u_alpha == found
    assert point.articles == tuple(map(str, range(12)))


def test_what_only_one_finished_says_nothing_of_agreement() -> None:
    assert drift([on(days(0), SAME, people="A")]) == []
    assert drift([]) == []


def test_nothing_marked_is_undefined_and_not_zero() -> None:
    (point,) = drift([on(days(0), {}, people="AB")])
    assert (point.u_alpha.value, point.u_alpha.why) == (None, "nothing was marked")


def many(day: int, spans: Mapping[str, Sequence[tuple[int, int]]], count: int = 10) -> list[Dated]:
    """So many articles of a day; in each, each has marked one claim."""
    return [on(days(day), spans)] * count


def test_each_is_held_against_their_own_past() -> None:
    points = drift([*many(0, SAME), *many(1, SAME), *many(2, APART)])
    found = trends(points)
    assert {who: (one.before.value, one.now.value) for who, one in found.items()} == {
        "A": (1, 0), "B": (1, 0),
    }  # fmt: skip
    assert found["A"].since == days(2)


def test_a_last_week_of_little_is_taken_with_the_one_before() -> None:
    points = drift([*many(0, SAME), *many(1, SAME, 7), *many(2, APART, 3)])
    found = trends(points)["A"]
    assert (found.since, found.before.value, found.now.value) == (days(1), 1, 0.7)


def test_who_has_no_past_is_not_held_against_one() -> None:
    both = {**SAME, "C": [FIRST]}
    found = trends(drift([*many(0, SAME), *many(1, both)]))
    assert found["C"].before.why == "too little of a past yet"
    assert found["C"].now.value == 1
    assert found["A"].before.value == 1
    few = trends(drift(many(0, SAME, 2)))["A"]
    assert (few.before.why, few.now.why) == ("too little of a past yet", "too little yet")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], None),
        ([4], (1, 4, 4, 4)),
        ([1, 2, 3, 4, 5], (5, 2, 3, 4)),
        ([5, 1], (2, 2, 3, 4)),
        ([6, 6, 6, 600], (4, 6, 6, 154.5)),
    ],
)
def test_the_middle_half(values: list[float], expected: tuple[float, ...] | None) -> None:
    found = spread(values)
    assert (astuple(found) if found else None) == expected
