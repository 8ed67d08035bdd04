"""What Insights says, draws and writes of a project, without a screen."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import orjson
import pytest
from msgspec.structs import replace

from annotator.agreement.answers import against_rest, beside_rest, patterns
from annotator.agreement.measure import Measure
from annotator.agreement.periods import DriftPoint, Period, Trend
from annotator.agreement.resampling import Interval
from annotator.domain import edits
from annotator.domain.case_filter import CaseFilter, Which
from annotator.domain.claim import Claim, ClaimState, Difference
from annotator.errors import AnnotatorError
from annotator.store.project import Project
from annotator.tasks.agreement_report import report_as_json
from annotator.tasks.agreement_table import report_as_lines
from annotator.tasks.claims import reviewed
from annotator.tasks.demo import make_demo
from annotator.tasks.importing import import_paths, import_text
from annotator.tasks.insights import words
from annotator.tasks.insights.asked import Asked, times_said
from annotator.tasks.insights.card import Card
from annotator.tasks.insights.cards import cards_of
from annotator.tasks.insights.gammas import told_gamma
from annotator.tasks.insights.gathered import Insights, gather
from annotator.tasks.insights.html import report_as_html, write_report
from annotator.tasks.insights.line_plot import LinePlot, LinePoint
from annotator.tasks.insights.matrix_plot import Cell, MatrixPlot
from annotator.tasks.insights.numbers import card_as_csv
from annotator.tasks.insights.plots import Bar, BarsPlot, NumberPlot, Part
from annotator.tasks.insights.shapes import Area, Box, Picture, Spot, Words
from annotator.tasks.insights.shapes import Path as Line
from annotator.tasks.insights.svg import card_as_svg, card_picture
from annotator.tasks.progress import CancelledError
from annotator.tasks.telling import counted


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with Project.open(make_demo(tmp_path_factory.mktemp("demo"))) as project:
        yield project


@pytest.fixture(scope="module")
def found(demo: Project) -> Insights:
    return gather(demo.queries, replicates=50)


def card(of: Insights, id_: str) -> Card:
    return next(one for one in cards_of(of) if one.id == id_)


def with_values(of: Insights, **values: Interval) -> Insights:
    summary = of.report.summary
    measures = {**summary.measures, **values}
    return replace(of, report=replace(of.report, summary=replace(summary, measures=measures)))


def certain(value: float) -> Interval:
    return Interval(value, value - 0.05, value + 0.05, below={0.667: 0.9, 0.8: 1.0})


# In words


@pytest.mark.parametrize(
    ("marks", "says", "expected"),
    [
        (
            0.6,
            0.8,
            "Beyond chance, they agree less well on which passages to mark than on verdicts.",
        ),
        (0.8, 0.6, "Beyond chance, they agree better on which passages to mark than on verdicts."),
        (
            0.8,
            0.78,
            "Beyond chance, they agree on which passages to mark about as well as on verdicts.",
        ),
        (0.8, None, ""),
    ],
)
def test_passages_are_compared_with_verdicts(
    found: Insights, marks: float, says: float | None, expected: str
) -> None:
    why = "" if says is not None else "no passage was marked by two"
    of = with_values(
        found,
        binary_u_alpha=Interval(marks, None, None, "few"),
        cu_alpha=Interval(says, None, None, why),
    )
    assert words.passages(of.report.summary) == expected


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (Interval(0.5, None, None, "few"), "Too low to rely on: under .667."),
        (Interval(0.667, None, None, "few"), "Good for tentative conclusions: .667 or more."),
        (Interval(0.8, None, None, "few"), "Reliable: .8 or more."),
        (certain(0.5), "Too low to rely on: under .667 in 90\u00a0% of the draws."),
        (certain(0.7), "Good for tentative conclusions: .667 or more in 10\u00a0% of the draws."),
        (Interval(None, None, None, "no gap"), ""),
    ],
)
def test_what_a_value_allows(found: Insights, one: Interval, expected: str) -> None:
    assert words.reliability(with_values(found, u_alpha=one).report.summary) == expected


def test_the_share_of_the_marked_text_is_that_of_the_coincidences(
    demo: Project, found: Insights
) -> None:
    """Of what an annotator marked, the share that each other one marked as well, by hand."""
    both = marked = 0.0
    for record in demo.queries.records():
        people = record.done or sorted({one.annotator for one in record.labels})
        text = {
            who: {
                at for one in record.labels if one.annotator == who
                for span in one.spans for at in range(span.start, span.end)
            }
            for who in people
        }  # fmt: skip
        for who in people if len(people) > 1 else ():
            others = [text[other] for other in people if other != who]
            marked += len(text[who])
            both += sum(len(text[who] & other) for other in others) / len(others)
    shared = found.report.summary.shared
    assert shared == pytest.approx(both / marked, abs=0.01)  # outer spaces are left out here
    told = f"Shared: of what one marked, another marked {shared * 100:.0f}\u00a0% too."
    assert words.shared(found.report.summary) == told


def test_what_is_left_of_a_review() -> None:
    states = {ClaimState.OPEN: 57, ClaimState.REOPENED: 9, ClaimState.SETTLED: 204}
    assert words.still(states) == "57 open · 9 reopened"
    assert words.still({ClaimState.SETTLED: 3}) == "Everything is settled."
    assert words.still({}) == "There are none."


def test_the_most_common_difference_is_told(found: Insights) -> None:
    of = replace(found, kinds={Difference.EXTENT: 4, Difference.MISSING: 3})
    told = "Most often they differ in where a claim begins or ends: 4 of 7."
    assert words.differences(of) == told
    assert words.differences(replace(found, kinds={})) == ""


def test_each_is_told_against_their_own_past(found: Insights) -> None:
    first, *_ = found.report.names
    day = date(2025, 3, 3)
    trends = {
        first: Trend(Measure(0.7), Measure(0.5), day),
    }
    name = found.report.names[first]
    told = words.trends(replace(found, trends=trends))
    less = f"{name} agrees less (F1 .50 after .70)."
    assert told == f"Each against their own past, with any verdict: {less}"
    same = {first: Trend(Measure(0.7), Measure(0.72), day)}
    assert "as before" in words.trends(replace(found, trends=same))
    none = {first: Trend(Measure(None, "no"), Measure(0.72), day)}
    assert words.trends(replace(found, trends=none)) == ""
    both = dict.fromkeys(list(found.report.names)[:2], same[first])
    assert words.trends(replace(found, trends=both)) == "Each agrees with the others as before."


def test_over_time_says_what_is_drawn(found: Insights) -> None:
    told = "uα of each week’s articles, each too few for an interval"
    assert words.drift(found) == f"{told}; the guidelines changed where the line is dashed"
    point = replace(found.points[0], u_alpha=certain(0.7))
    assert words.drift(replace(found, points=(point,), guideline_days=())) == (
        "uα of each week’s articles with its interval"
    )


def test_an_empty_project_has_reasons_and_no_numbers(tmp_path: Path) -> None:
    with Project.create(tmp_path / "empty.annotator") as project:
        of = gather(project.queries)
        assert card(of, "u-alpha").foot == ("Fewer than two finished",)
        for one in cards_of(of):
            assert one.foot or one.id == "advanced", one.id
            card_as_svg(one)
        assert "Project" not in report_as_html(of)


def test_labels_without_states_are_of_finished_articles_on_every_card(
    project: Project, tmp_path: Path
) -> None:
    lines = [
        {"text": f"Text number {at} of some.",
         "labels": [{"annotator": who, "spans": [[0, 4]], "verdict": "verified"} for who in "AB"]}
        for at in range(2)
    ]  # fmt: skip
    file = tmp_path / "in.jsonl"
    file.write_bytes(b"\n".join(map(orjson.dumps, lines)))
    import_paths(project, [file])
    of = gather(project.queries, replicates=10)
    assert words.coverage(of).startswith("2 articles that two or more have finished")
    progress = card(of, "progress")
    assert progress.plot is not None
    told = [spot.said for spot in progress.plot.draw(400).spots]
    assert told[:2] == [f"{who}: 2 of 2 articles done, 0 begun" for who in "AB"]
    assert [row[:3] for row in progress.rows] == [("A", 2, 0), ("B", 2, 0)]
    (foot,) = progress.foot
    assert foot == "Who has labels from a file without states counts as done there."


def test_who_says_that_they_are_done_needs_no_foot(found: Insights) -> None:
    said = {who: one._replace(unsaid=0) for who, one in found.progress.items()}
    assert card(found, "progress").foot
    assert card(replace(found, progress=said), "progress").foot == ()


# Which cases


def asked(of: Insights, spot: Spot) -> set[str]:
    """The claims that a spot leads to."""
    assert isinstance(spot.cases, Asked)
    found = spot.cases.cases(of.facts)
    return set(found.claims) if found else set()


def spots(of: Insights, id_: str) -> tuple[Spot, ...]:
    plot = card(of, id_).plot
    assert plot is not None
    return plot.draw(400).spots


def test_each_cell_leads_to_the_claims_that_it_counts(demo: Project, found: Insights) -> None:
    """Of those that two or more finished, and by the verdicts of those who did."""
    counted_on = {
        id_: (answers, sorted(one.counts.marked))
        for one in found.facts
        for id_, answers in zip(one.claims, one.counts.claims, strict=True)
    }
    claims = {claim.id: claim for one in reviewed(demo.queries) for claim in one.claims}
    for spot in spots(found, "confusion"):
        number = int(spot.said.rpartition(": ")[2].split()[0])
        if not number:
            assert spot.cases is None
            continue
        assert isinstance(spot.cases, Asked)
        assert spot.cases.verdicts is not None
        ids = asked(found, spot)
        times = [times_said(*counted_on[id_], spot.cases.verdicts) for id_ in ids]
        assert (sum(times), min(times) > 0) == (number, True), spot.said
        assert spot.said.endswith(f" on {counted(len(ids), 'claim')}")
        listed = spot.cases.cases(found.facts)
        assert listed is not None
        assert all(listed.takes(claims[id_]) for id_ in ids)


def test_a_pair_leads_to_what_either_marked_and_both_had_to_judge(
    demo: Project, found: Insights
) -> None:
    claims = {claim.id: claim for one in reviewed(demo.queries) for claim in one.claims}
    for spot in spots(found, "pairs"):
        assert isinstance(spot.cases, Asked)
        pair = set(spot.cases.people)
        both = [one for one in found.facts if pair <= one.counts.marked.keys()]
        ids = {id_ for one in both for id_ in one.claims}
        assert asked(found, spot) == {id_ for id_ in ids if pair & {*claims[id_].annotators}}


def test_a_point_leads_to_the_claims_of_its_articles(found: Insights) -> None:
    for point, spot in zip(found.points, spots(found, "drift"), strict=True):
        inside = [one for one in found.facts if one.counts.article in point.articles]
        assert asked(found, spot) == {id_ for one in inside for id_ in one.claims} != set()


def test_where_nobody_said_it_there_is_nothing_to_show(found: Insights) -> None:
    assert Asked(articles=frozenset({"none"})).cases(found.facts) is None


def test_settled_and_open_cases_are_apart(found: Insights) -> None:
    of = replace(found, states={ClaimState.SETTLED: 3, ClaimState.OPEN: 1})
    settled, rest = spots(of, "settled")
    assert (settled.cases, rest.cases) == (
        CaseFilter(state=Which.SETTLED), CaseFilter(state=Which.UNSETTLED),
    )  # fmt: skip
    assert settled.rect.x + settled.rect.width <= rest.rect.x


def listed(of: Insights, spot: Spot, claims: Sequence[Claim]) -> list[Claim]:
    """The claims that Review lists for a spot."""
    chosen = spot.cases.cases(of.facts) if isinstance(spot.cases, Asked) else spot.cases
    return [claim for claim in claims if chosen.takes(claim)] if chosen else []


def every(project: Project) -> list[Claim]:
    return [claim for one in reviewed(project.queries) for claim in one.claims]


def test_each_part_of_a_verdict_bar_leads_to_the_labels_that_it_counts(
    demo: Project, found: Insights
) -> None:
    claims, ids = every(demo), {name: id_ for id_, name in found.report.names.items()}
    told = [spot for spot in spots(found, "progress") if "done" not in spot.said]
    assert len(told) == 4 * (1 + len(found.verdicts))
    for spot in told:
        name, _, rest = spot.said.partition(": ")
        number, what = rest.split()
        labels = [
            label
            for claim in listed(found, spot, claims)
            for label in claim.labels
            if (name == "All" or label.annotator == ids[name])
            and (what == "labels" or label.verdict.value == what)
        ]
        assert len(labels) == int(number) > 0, spot.said


def test_labels_compared_and_left_out_lead_to_themselves(demo: Project, found: Insights) -> None:
    claims, ids = every(demo), {name: id_ for id_, name in found.report.names.items()}
    told = [spot for spot in spots(found, "annotators") if " label" in spot.said]
    assert len(told) == 2 * len(found.report.summary.annotators)
    for spot in told:
        name, _, rest = spot.said.partition(": ")
        there = listed(found, spot, claims)
        labels = [one for claim in there for one in claim.labels if one.annotator == ids[name]]
        assert len(labels) == int(rest.split()[0]), spot.said
        assert all(ids[name] in claim.annotators for claim in there)
        assert (spot.cases is None) is (not labels)


def test_a_rating_leads_to_the_claims_that_it_is_made_of(demo: Project, found: Insights) -> None:
    claims = every(demo)
    study = patterns([one.counts for one in found.facts if one.counts.compared])
    for one in found.report.summary.annotators:
        name = found.report.names[one.id]
        counts, _ = against_rest(study, one.id)
        rated = [spot for spot in spots(found, "annotators") if spot.said.startswith(f"{name}, ")]
        f1, kappa, skene = rated
        assert len(listed(found, f1, claims)) == counts.a + counts.b - counts.shared
        both = [
            beside for pattern in study if one.id in pattern.people for _ in range(pattern.times)
            if (beside := beside_rest(pattern.said, pattern.people, one.id)).mine and beside.most
        ]  # fmt: skip
        assert len(listed(found, kappa, claims)) == len(both) <= counts.shared
        own = [claim for claim in listed(found, skene, claims) if one.id in claim.annotators]
        assert sum(label.annotator == one.id for claim in own for label in claim.labels) == (
            one.labels
        )


def test_a_rating_of_a_time_leads_to_the_claims_of_that_time(
    demo: Project, found: Insights
) -> None:
    claims, since = every(demo), found.points[1].period.start
    who = found.report.summary.annotators[0].id
    of = replace(found, trends={who: Trend(Measure(0.7), Measure(0.5), since)})
    name = of.report.names[who]
    f1, _, _, before, now = (
        listed(of, spot, claims)
        for spot in spots(of, "annotators")
        if spot.said.startswith(f"{name}, ")
    )
    assert {claim.article for claim in before} <= {*found.points[0].articles}
    assert len(before) + len(now) == len(f1)
    assert not {claim.id for claim in before} & {claim.id for claim in now}


def test_a_measure_that_is_not_defined_leads_nowhere(found: Insights) -> None:
    who = found.report.summary.annotators[0].id
    of = replace(found, trends={who: Trend(Measure(0.7), Measure(None, "too little"), date.max)})
    (spot,) = [spot for spot in spots(of, "annotators") if spot.said.endswith("too little")]
    assert spot.cases is None


def test_minutes_lead_to_the_finished_articles_that_they_are_of(
    demo: Project, found: Insights
) -> None:
    claims, ids = every(demo), {name: id_ for id_, name in found.report.names.items()}
    finished = {one.article.id: one.done for one in demo.queries.records(named=False)}
    spent = {(article, who) for article, who, _ in demo.queries.work()}
    told = spots(found, "minutes")
    assert told
    for spot in told:
        who = ids[spot.said.partition(":")[0]]
        own = {one for one, done in finished.items() if who in done and (one, who) in spent}
        assert f"over {len(own)} finished article" in spot.said
        part = {
            claim.id for claim in claims
            if claim.article in own and who in (*claim.annotators, *claim.missing)
        }  # fmt: skip
        assert {claim.id for claim in listed(found, spot, claims)} == part != set()


def test_what_is_asked_is_not_settled(found: Insights, demo: Project) -> None:
    of = replace(found, states={ClaimState.SETTLED: 3, ClaimState.DEFERRED: 1})
    _, rest = spots(of, "settled")
    (claim, *_) = every(demo)
    assert listed(of, rest, [replace(claim, state=ClaimState.DEFERRED)])


# How it is drawn


def boxes(picture: Picture, colour: str) -> list[Box]:
    return [one for one in picture.shapes if isinstance(one, Box) and one.colour == colour]


def said(picture: Picture) -> list[str]:
    return [one.text for one in picture.shapes if isinstance(one, Words)]


def test_a_number_lies_in_its_interval_on_the_track() -> None:
    picture = NumberPlot(0.5, 0.25, 0.75).draw(200)
    band, at = boxes(picture, "accent")
    assert (band.rect.x, band.rect.width) == (50, 100)
    assert at.rect.x == 100
    assert said(picture) == ["0.50"]


@pytest.mark.parametrize("value", [-0.4, 0.0, 1.0])
def test_values_at_the_ends_and_below_stay_on_the_track(value: float) -> None:
    (at,) = boxes(NumberPlot(value, None, None).draw(200), "accent")
    assert 0 <= at.rect.x <= 197


def test_an_interval_tells_of_how_many_draws_it_is_not(found: Insights) -> None:
    one = Interval(0.5, 0.4, 0.6, undefined=0.0124)
    assert words.interval(one) == "0.40 – 0.60, not defined in 1.2\u00a0% of the draws"
    assert words.interval(replace(one, undefined=0.0)) == "0.40 – 0.60"
    assert words.interval(replace(one, low=None, high=None, why="too few")) == "Too few"
    of = with_values(found, cu_alpha=one)
    (line,) = (one for one in report_as_lines(of.report) if ", cuα " in one)
    assert line.endswith("0.400 to 0.600, not defined in 1.2\u00a0% of the draws")
    told = report_as_json(of.report)["advanced"]["undefined_draws"]
    assert told["cu_alpha"] == 0.0124
    assert set(told) >= {"u_alpha", "binary_u_alpha", "verified", "unverifiable"}
    assert "1.2\u00a0% of the draws" in card(of, "verdict").foot[0]


def test_what_is_undefined_has_a_dash_and_no_mark() -> None:
    picture = NumberPlot(None, None, None).draw(200)
    assert said(picture) == ["–"]
    assert not boxes(picture, "accent")


def test_parts_of_a_bar_lie_side_by_side_and_have_signs() -> None:
    parts = (Part(0.5, "verified", "✓"), Part(0.25, "disputed", "✕"), Part(0.0, "accent", "?"))
    picture = BarsPlot((Bar("A", parts, "3", "A: 3"),)).draw(400)
    (green,), (orange,) = boxes(picture, "verified"), boxes(picture, "disputed")
    assert green.rect.x + green.rect.width == pytest.approx(orange.rect.x)
    assert green.rect.width == pytest.approx(2 * orange.rect.width)
    assert {"✓", "✕"} <= set(said(picture))
    assert "?" not in said(picture)


def test_a_small_part_of_a_bar_can_be_hit_and_stays_inside() -> None:
    parts = (Part(0.999, "verified", said="most"), Part(0.001, "disputed", said="one"))
    picture = BarsPlot((Bar("A", parts, "3", "A: 3"),)).draw(200)
    most, one, whole = picture.spots
    assert (most.said, one.said, whole.said) == ("most", "one", "A: 3")
    assert one.rect.width >= 8
    assert one.rect.x + one.rect.width <= whole.rect.x


def test_what_colours_mean_takes_the_lines_that_it_needs() -> None:
    bars = (Bar("A", (Part(1.0, "verified"),), "1", "A"),)
    legend = (("✓ 1,000,000 verified", "verified"), ("✕ 1,000,000 disputed", "disputed"))
    wide, narrow = BarsPlot(bars, legend).draw(600), BarsPlot(bars, legend).draw(150)
    assert narrow.height > wide.height
    lines = [one for one in narrow.shapes if isinstance(one, Words)]
    assert all(one.rect.x + one.rect.width <= 150 for one in lines[-2:])
    assert lines[-1].rect.y > lines[-2].rect.y


def test_long_names_over_columns_take_two_lines() -> None:
    row = (Cell("1", "1"), Cell("2", "2"))
    heads = ("Annotator A", "Annotator B")
    narrow = MatrixPlot(heads, (("x", row),)).draw(160)
    assert [text for text in said(narrow) if text in ("A", "B")] == ["A", "B"]
    assert set(heads) <= set(said(MatrixPlot(heads, (("x", row),)).draw(600)))


def test_cells_do_not_touch_and_grow_with_the_room() -> None:
    row = tuple(Cell(str(n), str(n), n / 4) for n in range(4))
    plot = MatrixPlot(("a", "b", "c", "d"), (("x", row), ("y", row)))
    small, large = plot.draw(300), plot.draw(300, 400)
    first, second, *_ = small.spots
    assert first.rect.x + first.rect.width < second.rect.x
    assert large.spots[0].rect.height > small.spots[0].rect.height
    assert large.height <= 400


def line(*values: float | None, interval: bool = False) -> LinePlot:
    return LinePlot(
        tuple(
            LinePoint(
                date(2025, 3, 3 + 7 * n), f"W {n}", 2025, value,
                value - 0.1 if interval and value is not None else None,
                value + 0.1 if interval and value is not None else None, f"point {n}",
            )
            for n, value in enumerate(values)
        ),
        ((date(2025, 3, 12), "guidelines"), (date(2024, 1, 1), "long ago")),
    )  # fmt: skip


def test_the_year_is_told_where_it_changes_and_no_line_hides_a_number() -> None:
    days = (date(2025, 3, 17), date(2025, 6, 2), date(2025, 12, 29), date(2026, 11, 23))
    values = (0.62, 0.09, 0.7, 0.4)
    periods = [Period(day, 7) for day in days]
    points = [
        LinePoint(one.start, one.name, one.year, value, None, None, "")
        for one, value in zip(periods, values, strict=True)
    ]
    picture = LinePlot(tuple(points)).draw(900, 300)
    told = said(picture)
    assert [one for one in told if one.startswith("W ")] == [
        "W 12 2025", "W 23", "W 1 2026", "W 48",
    ]  # fmt: skip
    words_ = {one.text: one.rect for one in picture.shapes if isinstance(one, Words)}
    (curve,) = [one for one in picture.shapes if isinstance(one, Line) and one.width == 2]
    tops = [
        words_[f"{value:.2f}"].y - place.y
        for value, place in zip(values, curve.points, strict=True)
    ]
    assert [top > 0 for top in tops] == [False, True, False, True]
    for width in range(120, 900, 20):
        drawn = LinePlot(tuple(points)).draw(width, 300).shapes
        names = [one for one in drawn if isinstance(one, Words) and one.text.startswith("W ")]
        assert " 20" in names[0].text
        assert names[-1].rect.x + names[-1].rect.width <= width
        for one, other in pairwise(names):
            assert one.rect.x + one.rect.width <= other.rect.x
    alone = LinePlot(tuple(points[:2])).draw(900, 300)
    assert [one for one in said(alone) if one.startswith("W ")] == ["W 12", "W 23"]


def test_a_line_over_time_has_a_band_and_a_dashed_line_where_something_changed() -> None:
    picture = line(0.5, 0.6, 0.7, interval=True).draw(600, 300)
    paths = [one for one in picture.shapes if isinstance(one, Line)]
    assert len([one for one in picture.shapes if isinstance(one, Area)]) == 1
    (dashed,) = [one for one in paths if one.dashed]
    (curve,) = [one for one in paths if one.width == 2]
    assert curve.points[1].x < dashed.points[0].x < curve.points[2].x
    assert curve.points[0].y > curve.points[1].y > curve.points[2].y
    assert "long ago" not in said(picture)


def test_numbers_stand_above_the_interval_and_one_alone_has_a_bar() -> None:
    plot = line(0.5, None, 0.7, interval=True)
    picture = plot.draw(600, 300)
    bars = [one for one in picture.shapes if isinstance(one, Line) and one.width == 3]
    numbers = [
        one for one in picture.shapes if isinstance(one, Words) and one.text in ("0.50", "0.70")
    ]
    assert len(bars) == len(numbers) == 2
    for bar, number in zip(bars, numbers, strict=True):
        assert number.rect.y + number.rect.height <= min(point.y for point in bar.points)


@pytest.mark.parametrize("values", [(0.59,), (0.58, 0.41, 0.09, 0.21), (0.3, 0.3, 0.39, 0.4)])
def test_no_line_of_the_grid_goes_through_a_number(values: tuple[float, ...]) -> None:
    picture = line(*values).draw(500, 200)
    grid = [one for one in picture.shapes if isinstance(one, Line) and one.colour == "line"]
    told = {f"{value:.2f}" for value in values}
    for number in (one for one in picture.shapes if isinstance(one, Words) and one.text in told):
        x, y, width, height = number.rect
        across = [one.points for one in grid if y < one.points[0].y < y + height]
        assert not [1 for start, end in across if start.x < x + width / 2 < end.x]
    whole = {end.x for _, end in (one.points for one in grid)}
    assert picture.width in whole


def test_a_point_that_is_not_defined_leaves_a_gap() -> None:
    picture = line(0.5, 0.6, None, 0.7).draw(600)
    curves = [one for one in picture.shapes if isinstance(one, Line) and one.width == 2]
    assert [len(one.points) for one in curves] == [2]
    assert len(picture.spots) == 4


@pytest.mark.parametrize("values", [(0.5,), (None,), (0.5, 0.5), (-0.9, 1.0), (0.123, 0.124)])
def test_any_values_can_be_drawn(values: tuple[float | None, ...]) -> None:
    picture = line(*values).draw(300)
    for shape in picture.shapes:
        points = shape.points if isinstance(shape, Line | Area) else ()
        assert all(-1 <= x <= 301 and -1 <= y <= picture.height + 1 for x, y in points)


@pytest.mark.parametrize("width", [180, 420, 1300])
def test_nothing_is_drawn_outside_of_its_card(found: Insights, width: int) -> None:
    for one in cards_of(found):
        picture = card_picture(one, width)
        for shape in picture.shapes:
            if isinstance(shape, Box | Words):
                assert shape.rect.x >= -0.01, (one.id, shape)
                assert shape.rect.x + shape.rect.width <= width + 0.01, (one.id, shape)
                assert shape.rect.y + shape.rect.height <= picture.height + 2, (one.id, shape)


# How it is written

EVIL = 'A</text><script>alert(1)</script>&"\x00=1+1'


@pytest.fixture
def evil(tmp_path: Path) -> Iterator[Project]:
    """A project whose people have names that want to be more."""
    with Project.create(tmp_path / "e.annotator", name="<b>&Project") as project:
        report = import_text(project, "Some words about nothing at all.", "T")
        article = project.queries.article(report.first or "")
        assert article is not None
        for name in (EVIL.replace("\x00", ""), "=SUM(A1)"):
            who, entry = edits.join(name)
            project.journal.commit(entry)
            for number in range(1, 3):
                span = edits.Span(5 * number, 5 * number + 4)
                _, made = edits.mark(who.id, article, [span], edits.Verdict.VERIFIED)
                project.journal.commit(made)
            project.journal.commit(edits.set_done(article, who.id, None, True))
        yield project


def test_names_from_people_are_text_everywhere(evil: Project) -> None:
    of = gather(evil.queries, replicates=10)
    html = report_as_html(of)
    assert "<script" not in html
    assert "<b>" not in html
    for one in cards_of(of):
        svg = card_as_svg(one)
        assert "<script" not in svg
        ElementTree.fromstring(svg)


def test_a_cell_that_looks_like_a_formula_is_guarded(evil: Project) -> None:
    of = gather(evil.queries, replicates=10)
    rows = list(csv.reader(io.StringIO(card_as_csv(card(of, "progress")))))
    assert any(row[0] == "'=SUM(A1)" for row in rows)


def test_the_table_of_a_card_has_its_numbers_in_full(found: Insights) -> None:
    head, first, *_ = csv.reader(io.StringIO(card_as_csv(card(found, "u-alpha"))))
    assert head == ["measure", "value", "low", "high", "why"]
    assert float(first[1]) == found.report.summary.measures["u_alpha"].value
    assert first[2:] == ["", "", "too few articles for an interval"]
    for one in cards_of(found):
        rows = list(csv.reader(io.StringIO(card_as_csv(one))))
        assert {len(row) for row in rows} == {len(one.head)}, one.id


def test_pairs_say_their_mean_and_each_against_the_rest(found: Insights) -> None:
    mean, rest = card(found, "pairs").foot
    exact = found.report.summary.advanced["f1_exact"].value
    assert mean.startswith(f"Mean: {words.short(exact)} exact, ")
    assert rest.startswith("Against the rest, any verdict: A ")


def test_an_f1_says_whether_the_verdict_has_to_be_the_same(found: Insights) -> None:
    pairs, people = card(found, "pairs"), card(found, "annotators")
    assert pairs.told.startswith("F1, the same verdict: ")
    assert "F1 with any verdict" in people.told
    assert all("the same verdict: " in one.said for one in spots(found, "pairs"))
    told = [one.said for one in spots(found, "annotators")]
    assert any("F1 against the rest, any verdict: " in one for one in told)
    lines = list(report_as_lines(found.report))
    assert "Pairs; F1 of labels with the same verdict" in lines
    assert "Annotators, each against the rest; F1 with any verdict" in lines


def test_bars_of_one_card_begin_and_end_at_the_same_places() -> None:
    short, long_ = Bar("A", (), "9", "A"), Bar("Somebody of a long name", (), "100 / 200", "S")
    upper, lower = BarsPlot((short,), beside=(long_,)), BarsPlot((long_,), beside=(short,))
    tracks = [
        next(shape.rect for shape in plot.draw(400).shapes if isinstance(shape, Box))
        for plot in (upper, lower)
    ]
    assert tracks[0] == tracks[1]


def test_an_svg_says_what_it_shows(found: Insights) -> None:
    for one in cards_of(found):
        root = ElementTree.fromstring(card_as_svg(one, 500))
        space = {"s": "http://www.w3.org/2000/svg"}
        title, desc = root.find("s:title", space), root.find("s:desc", space)
        assert title is not None
        assert one.title in (title.text or "")
        assert desc is not None
        texts = [text.text or "" for text in root.iterfind("s:text", space)]
        assert texts[0].startswith(one.title)
        assert root.get("width") == "500"


class _Links(HTMLParser):
    """What a page would load."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[tuple[str, str]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loaded += [(tag, name) for name, _ in attrs if name in ("src", "href", "xlink:href")]
        if tag in ("script", "link", "img", "iframe", "object"):
            self.loaded.append((tag, ""))
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_report_needs_nothing_else(found: Insights) -> None:
    page = _Links()
    html = report_as_html(found)
    page.feed(html)
    assert page.loaded == []
    assert page.open == []
    assert "url(" not in html
    assert "@media print" in html
    assert "prefers-color-scheme: dark" in html


def test_the_report_has_every_number_of_every_card(found: Insights) -> None:
    html = report_as_html(found)
    for one in cards_of(found):
        for row in one.rows:
            for value in row:
                if isinstance(value, float):
                    assert f"{value:.4f}" in html, one.id


def test_a_report_that_cannot_be_written_is_said(found: Insights, tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError):
        write_report(found, tmp_path / "none" / "r.html")


def test_drift_point_of_the_demo(found: Insights) -> None:
    assert all(isinstance(one, DriftPoint) for one in found.points)
    assert [one.period for one in found.points] == sorted(one.period for one in found.points)
    assert found.points[0].period == Period(date(2025, 3, 3), 7)


def test_gamma_can_be_stopped(demo: Project) -> None:
    article = next(one.article.id for one in demo.queries.records() if len(one.done) == 3)
    assert ": γ " in told_gamma(demo.queries, article)
    with pytest.raises(CancelledError):
        told_gamma(demo.queries, article, cancelled=lambda: True)


def test_gamma_that_is_not_defined_says_why(demo: Project) -> None:
    article = next(one.article.id for one in demo.queries.records() if not one.labels)
    assert "γ is not defined, fewer than two" in told_gamma(demo.queries, article)
