"""uα and its family: against printed values, against the printed formulas, and as an algebra."""

from __future__ import annotations

import random
from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import pytest
from agreement.golden import Case, cases, labels_of
from agreement.studies import LENGTH, studies, units
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.agreement.measure import Measure
from annotator.agreement.segments import Labels, Unit
from annotator.agreement.unitizing import study_statistics, unitizing_alpha, unitizing_statistics
from annotator.agreement.unitizing_values import UnitizingAlpha, UnitizingStatistics
from annotator.domain import snapping

GAP = None
SIDES = [[(0, 10, "a"), (20, 30, "b")], [(2, 9, "a"), (20, 31, "a")]]


@pytest.mark.parametrize("case", cases("unitizing_2016", "alpha_u_2016.u_nominal"))
def test_u_alpha_is_what_the_paper_prints(case: Case) -> None:
    expected = case["expected"]
    found = unitizing_alpha(labels_of(case), case["input"]["text_length"])
    assert found.u.value is not None
    if "alpha_gt" in expected:
        assert expected["alpha_gt"] < found.u.value < expected["alpha_lt"]
        return
    tolerance = case["tolerance"]
    near = tolerance["alpha"] if isinstance(tolerance, dict) else tolerance
    assert found.u.value == pytest.approx(expected["alpha"], abs=near)
    if "bar" in expected:
        assert found.binary.value == pytest.approx(expected["bar"], abs=tolerance["bar"])
        assert found.cu.value is not None
        assert expected["cu_min"] < found.cu.value < expected["cu_max"]


@pytest.mark.parametrize("case", cases("unitizing_2016", "alpha_u_2016.cu_nominal"))
def test_cu_alpha_is_what_the_paper_prints(case: Case) -> None:
    found = unitizing_alpha(labels_of(case), case["input"]["text_length"])
    assert found.cu.value == pytest.approx(case["expected"]["alpha"], abs=case["tolerance"])
    assert found.cu.value == pytest.approx(0.7240819, abs=5e-8)
    assert found.binary.value == pytest.approx(0.413, abs=5e-4)
    assert found.coverage == pytest.approx(83 / 180, abs=1e-12)


@pytest.mark.parametrize("case", cases("unitizing_2016", "alpha_u_2016.family"))
def test_the_family_is_what_another_program_gives(case: Case) -> None:
    found = unitizing_alpha(labels_of(case), case["input"]["text_length"])
    for name, measure in (("u", found.u), ("bar", found.binary), ("cu", found.cu)):
        assert measure.value == pytest.approx(case["expected"][name], abs=case["tolerance"])


class Piece(NamedTuple):
    start: int
    end: int
    category: Hashable


def pieces_of(marked: Sequence[Unit], length: int) -> list[Piece]:
    """Character by character: unions of one category, then the shortest, then the later start."""
    unions: set[Piece] = set()
    for start, end, category in marked:
        grown = Piece(start, end, category)
        while True:
            meets = {
                one
                for one in unions
                if one.category == category and one.start < grown.end and grown.start < one.end
            }
            if not meets:
                break
            unions -= meets
            ends = {grown, *meets}
            grown = Piece(min(p.start for p in ends), max(p.end for p in ends), category)
        unions.add(grown)
    owners: list[Piece | None] = []
    for at in range(length):
        over = [one for one in unions if one.start <= at < one.end]
        owners.append(
            min(over, key=lambda p: (p.end - p.start, -p.start, str(p.category)), default=None)
        )
    pieces: list[Piece] = []
    for at, owner in enumerate(owners):
        if owner is None:
            continue
        if at and owners[at - 1] is owner:
            pieces[-1] = pieces[-1]._replace(end=at + 1)
        else:
            pieces.append(Piece(at, at + 1, owner.category))
    return pieces


class Naive:
    """The formulas as printed, in fractions, over characters."""

    def __init__(self, labels: Labels, length: int) -> None:
        self.pieces = [pieces_of(marked, length) for marked in labels.values()]
        self.texts = [self._text(pieces, length) for pieces in self.pieces]
        self.used = sorted({one[2] for marked in labels.values() for one in marked}, key=str)
        m = len(self.pieces)
        self.met: dict[tuple[Hashable, Hashable], Fraction] = {}
        for c in (GAP, *self.used):
            for k in (GAP, *self.used):
                count = sum(
                    one[at] == c and other[at] == k
                    for i, one in enumerate(self.texts)
                    for j, other in enumerate(self.texts)
                    if i != j
                    for at in range(length)
                )
                self.met[c, k] = Fraction(count, m - 1)

    @staticmethod
    def _text(pieces: list[Piece], length: int) -> list[Hashable]:
        text: list[Hashable] = [GAP] * length
        for piece in pieces:
            text[piece.start : piece.end] = [piece.category] * (piece.end - piece.start)
        return text

    def u(self) -> Fraction | None:
        categories = (GAP, *self.used)
        squares = {
            c: sum((p.end - p.start) ** 2 for one in self.pieces for p in one if p.category == c)
            for c in self.used
        }
        squares[GAP] = sum(text.count(GAP) for text in self.texts)
        total, expected = self._expected(self.met, categories, squares)
        observed = total - sum(self.met[c, c] for c in categories)
        return self._alpha(observed, total - sum(expected[c, c] for c in categories))

    def binary(self) -> Fraction | None:
        categories = (GAP, *self.used)
        squares = {
            c: sum((p.end - p.start) ** 2 for one in self.pieces for p in one if p.category == c)
            for c in self.used
        }
        squares[GAP] = sum(text.count(GAP) for text in self.texts)
        _, expected = self._expected(self.met, categories, squares)
        gaps = sum(self.met[GAP, k] for k in categories)
        chance = sum(expected[GAP, k] for k in categories)
        return self._alpha(gaps - self.met[GAP, GAP], chance - expected[GAP, GAP])

    def shared_squares(self) -> dict[Hashable, Fraction]:
        found = dict.fromkeys(self.used, Fraction(0))
        for i, mine in enumerate(self.pieces):
            for piece in mine:
                for j, text in enumerate(self.texts):
                    if i != j:
                        met = sum(text[at] is not GAP for at in range(piece.start, piece.end))
                        found[piece.category] += Fraction(met**2, len(self.pieces) - 1)
        return found

    def cu(self) -> Fraction | None:
        both = {(c, k): self.met[c, k] for c in self.used for k in self.used}
        if not sum(both.values()):
            return None
        squares = self.shared_squares()
        if sum(both.values()) ** 2 <= sum(squares.values()):
            return None
        total, expected = self._expected(both, self.used, squares)
        observed = total - sum(both[c, c] for c in self.used)
        return self._alpha(observed, total - sum(expected[c, c] for c in self.used))

    def ku(self, k: Hashable) -> Fraction | None:
        both = {(c, d): self.met[c, d] for c in self.used for d in self.used}
        squares = self.shared_squares()
        length = sum(both[k, c] for c in self.used)
        total = sum(both.values())
        if not length or length == total or length * total <= squares[k]:
            return None
        # Where the sums of all squares exceed the square of all, the common factor of both e's
        # cancels in the ratio: any other factor gives the same.
        e_k = length * total - squares[k]
        e_kk = length**2 - squares[k]
        return 1 - (e_k / length) * (length - both[k, k]) / (e_k - e_kk)

    @staticmethod
    def _expected(
        met: Mapping[tuple[Hashable, Hashable], Fraction],
        categories: Sequence[Hashable],
        squares: Mapping[Hashable, Fraction | int],
    ) -> tuple[Fraction, Mapping[tuple[Hashable, Hashable], Fraction]]:
        length = {c: sum(met[c, k] for k in categories) for c in categories}
        total = sum(length.values())
        spread = total**2 - sum(squares.values())
        return total, {
            (c, k): total * (length[c] * length[k] - (squares[c] if c == k else 0)) / spread
            for c in categories
            for k in categories
        }

    @staticmethod
    def _alpha(observed: Fraction, expected: Fraction) -> Fraction | None:
        return 1 - observed / expected if expected else None


def same(measure: Measure, value: Fraction | None) -> bool:
    if measure.value is None or value is None:
        return measure.value is None and value is None and bool(measure.why)
    return measure.value == pytest.approx(float(value), rel=1e-9, abs=1e-9)


@given(studies())
@example({"a": [(0, 24, "x")], "b": [(0, 24, "x")]})
@example({"a": [(0, 9, "x")], "b": [(4, 8, "y")], "c": []})
@example({"a": [], "b": [(0, 1, "disputed"), (0, 1, "unverifiable")]})
@example({"a": [(0, 9, "x"), (0, 9, "y"), (3, 12, "x")], "b": [(0, 9, "y"), (0, 9, "x")]})
def test_the_family_is_what_the_printed_formulas_give_on_characters(labels: Labels) -> None:
    fast, slow = unitizing_alpha(labels, LENGTH), Naive(labels, LENGTH)
    assert same(fast.u, slow.u())
    assert same(fast.binary, slow.binary())
    assert same(fast.cu, slow.cu())
    assert sorted(fast.by_category, key=str) == slow.used
    assert all(same(fast.by_category[category], slow.ku(category)) for category in slow.used)
    shared = sum(slow.met[c, k] for c in slow.used for k in slow.used)
    assert fast.coverage == pytest.approx(float(shared / (len(labels) * LENGTH)))


@given(studies(), st.randoms(use_true_random=False))
def test_neither_names_nor_the_order_of_storage_matter(
    labels: Labels, chance: random.Random
) -> None:
    names = list(labels)
    chance.shuffle(names)
    shuffled = {f"person {name}": chance.sample(labels[name], len(labels[name])) for name in names}
    # Pairs are added up in another order: the last bit of a sum of thirds may differ.
    assert_close(unitizing_alpha(shuffled, LENGTH), unitizing_alpha(labels, LENGTH))


def assert_close(one: UnitizingAlpha, other: UnitizingAlpha) -> None:
    pairs = [(one.u, other.u), (one.binary, other.binary), (one.cu, other.cu)]
    assert one.by_category.keys() == other.by_category.keys()
    pairs += [(one.by_category[name], other.by_category[name]) for name in one.by_category]
    for mine, theirs in pairs:
        assert mine.why == theirs.why
        assert mine.value == (theirs.value and pytest.approx(theirs.value, abs=1e-9))
    assert one.coverage == pytest.approx(other.coverage)


@given(units(), st.integers(2, 5))
def test_annotators_who_say_the_same_agree_fully_or_it_is_not_defined(
    marked: list[Unit], annotators: int
) -> None:
    found = unitizing_alpha({str(at): marked for at in range(annotators)}, LENGTH)
    for measure in (found.u, found.binary, found.cu, *found.by_category.values()):
        assert measure.value in (None, 1.0)
    assert (found.u.value is None) == (not marked or found.u.why.startswith("only one verdict"))


def test_nested_labels_on_which_all_agree_do_not_lower_it() -> None:
    nested = [(0, 20, "verified"), (5, 9, "disputed"), (6, 8, "verified"), (30, 40, "disputed")]
    found = unitizing_alpha({"a": nested, "b": nested[::-1]}, 60)
    assert (found.u.value, found.binary.value, found.cu.value) == (1.0, 1.0, 1.0)


def test_a_stray_space_at_an_edge_does_not_turn_agreement_into_disagreement() -> None:
    text = "The bridge was never closed. The plan has critics."
    tidy = {"a": [(0, 27, "verified")], "b": [(0, 27, "verified")]}
    stray = {"a": [(0, 27, "verified")], "b": [(0, 29, "verified")]}
    trimmed = {
        name: [(*snapping.trim(text, start, end), category) for start, end, category in marked]
        for name, marked in stray.items()
    }
    assert unitizing_alpha(trimmed, len(text)) == unitizing_alpha(tidy, len(text))
    assert unitizing_alpha(trimmed, len(text)).u.value == 1.0


@given(st.lists(studies(low=1, high=3, size=4), min_size=1, max_size=5))
def test_statistics_of_articles_add_up_to_those_of_the_articles_end_to_end(
    many: list[Labels],
) -> None:
    articles = [(labels, LENGTH) for labels in many]
    each = [unitizing_statistics(labels, length) for labels, length in articles]
    swept = study_statistics(articles)
    assert_close(
        sum(each, UnitizingStatistics()).alpha(), sum(swept, UnitizingStatistics()).alpha()
    )
    rows, statistics = UnitizingStatistics.pack(each)
    assert_close(statistics(rows.sum(axis=0)).alpha(), sum(each, UnitizingStatistics()).alpha())

    fullest = max(len(labels) for labels in many)
    alike = [labels for labels in many if len(labels) == fullest]
    joined = {
        name: [
            (start + at * LENGTH, end + at * LENGTH, category)
            for at, labels in enumerate(alike)
            for start, end, category in labels[name]
        ]
        for name in alike[0]
    }
    whole = unitizing_statistics(joined, LENGTH * len(alike))
    parts = sum((unitizing_statistics(one, LENGTH) for one in alike), UnitizingStatistics())
    whole_alpha, part_alpha = whole.alpha(), parts.alpha()
    assert_close(whole_alpha, part_alpha)
    assert parts.articles == (len(alike) if fullest > 1 else 0)


def test_adding_does_not_depend_on_order_and_nothing_is_its_zero() -> None:
    one = unitizing_statistics({"a": SIDES[0], "b": SIDES[1]}, 40)
    other = unitizing_statistics({"a": [(0, 5, "c")], "b": [(1, 6, "c")], "c": []}, 9)
    assert_close((one + other).alpha(), (other + one).alpha())
    assert_close((one + UnitizingStatistics()).alpha(), one.alpha())
    assert (one + other).categories == ("a", "b", "c")
    assert ((one + other).articles, (one + other).labels) == (2, 6)


@pytest.mark.parametrize(
    ("labels", "length", "u", "binary", "cu"),
    [
        ({}, 9, *["fewer than two finished"] * 3),
        ({"a": [(0, 5, "v")]}, 9, *["fewer than two finished"] * 3),
        ({"a": [], "b": []}, 0, *["the text is empty"] * 3),
        ({"a": [], "b": []}, 9, *["nothing was marked"] * 3),
        (
            {"a": [(0, 9, "v")], "b": [(0, 9, "v")]}, 9,
            "only one verdict was used, and no gap was left", "no gap",
            "only one verdict was used where two marked",
        ),
        (
            {"a": [(0, 5, "v")], "b": [(0, 5, "v")]}, 9,
            "", "", "only one verdict was used where two marked",
        ),
        ({"a": [(0, 5, "v")], "b": [(5, 9, "v")]}, 9, "", "", "no passage was marked by two"),
        (
            {"a": [(0, 5, "v")], "b": [(0, 5, "d")], "c": []}, 9,
            "", "", "too little was marked by two",
        ),
    ],
)  # fmt: skip
def test_what_is_not_defined_says_why(
    labels: Labels, length: int, u: str, binary: str, cu: str
) -> None:
    found = unitizing_alpha(labels, length)
    assert (found.u.why, found.binary.why, found.cu.why) == (u, binary, cu)


def test_a_verdict_that_two_never_gave_to_one_passage_is_not_defined() -> None:
    found = unitizing_alpha({"a": [*SIDES[0], (35, 39, "c")], "b": SIDES[1]}, 40)
    assert found.by_category["c"] == Measure(None, "no passage was marked by two")
    assert found.coverage_by_category["c"] == 0


def test_statistics_cannot_be_written_to() -> None:
    found = unitizing_statistics({"a": SIDES[0], "b": SIDES[1]}, 40)
    with pytest.raises(ValueError, match="read-only"):
        found.coincidences[0, 0] = 1


def test_touching_labels_stay_two() -> None:
    two = unitizing_statistics({"a": [(0, 5, "v"), (5, 9, "v")], "b": [(0, 9, "v")]}, 20)
    assert two.squares.tolist() == [25 + 16 + 81]


def test_the_innermost_wins_and_the_overlap_is_told() -> None:
    labels = {"a": [(0, 20, "v"), (5, 9, "d"), (30, 34, "v"), (33, 36, "v")], "b": []}
    found = unitizing_statistics(labels, 40)
    assert found.categories == ("d", "v")
    assert found.squares.tolist() == [16, 25 + 121 + 36]
    assert (found.labels, found.overlapping_labels, found.overlapping_characters) == (4, 4, 5)


def test_a_label_without_a_character_counts_for_nothing() -> None:
    with_it = {"a": [(3, 3, "d"), *SIDES[0]], "b": SIDES[1]}
    without = {"a": SIDES[0], "b": SIDES[1]}
    assert unitizing_alpha(with_it, 40).u == unitizing_alpha(without, 40).u


@pytest.mark.parametrize("outside", [(-1, 4, "v"), (5, 4, "v"), (30, 41, "v")])
def test_a_label_outside_its_text_is_refused(outside: Unit) -> None:
    with pytest.raises(ValueError, match="outside"):
        unitizing_alpha({"a": [outside], "b": []}, 40)


def test_deeply_nested_labels_take_no_more_than_linear_log_room() -> None:
    deep = [(at, 200_000 - at, "vd"[at % 2]) for at in range(100_000)]
    found = unitizing_statistics({"a": deep, "b": deep[::-1]}, 200_000)
    assert found.alpha().u.value == 1.0
    assert found.overlapping_characters == 2 * (200_000 - 2)
