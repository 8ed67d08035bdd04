"""Bars lie under the very words that were marked, in whatever room there is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.claim import Claim
from annotator.domain.label import Label, Span, Verdict
from annotator.ui.review.lanes import Piece, levels_of, pieces

TEXT = (
    "An adviser said that the plan has the support of every party, though not yet of the other.\n"
    * 3
)


def claim(*extents: tuple[Span, ...]) -> Claim:
    labels = tuple(
        Label(str(at), "article", str(at), spans, Verdict.VERIFIED, "")
        for at, spans in enumerate(extents)
    )
    return Claim("0", "article", labels, extents)


def measure(words: str) -> float:
    return 7.0 * len(words)


def cut(words: str, width: float) -> str:
    return words if measure(words) <= width else words[: int(width // 7)]


spans = st.tuples(st.integers(0, 200), st.integers(1, 60)).map(
    lambda one: (Span(one[0], one[0] + one[1]),)
)


@given(st.lists(spans, min_size=1, max_size=6), st.floats(60, 900))
def test_pieces_lie_side_by_side_in_the_room_and_end_where_any_label_does(
    extents: list[tuple[Span, ...]], room: float
) -> None:
    found = pieces(TEXT, claim(*extents), room, 30, measure, cut)
    edges = {edge for piece in found for edge in (piece.span.start, piece.span.end)}
    assert edges.issuperset(edge for (span,) in extents for edge in (span.start, span.end))
    for piece, following in pairwise(found):
        assert piece.span.end == following.span.start
        assert piece.left + piece.width == pytest.approx(following.left)
    assert found[-1].left + found[-1].width <= room + 0.01
    assert all(measure(piece.shown) <= piece.width + 0.01 for piece in found)
    assert all(piece.width == pytest.approx(measure(piece.shown)) for piece in found if piece.shown)


def test_all_words_are_shown_where_they_have_room() -> None:
    start = TEXT.index("the plan")
    found = pieces(TEXT, claim((Span(start, start + 8),)), 600, 30, measure, cut)
    assert "".join(piece.shown for piece in found) == "said that the plan has the"
    assert Piece(Span(start, start + 8), "the plan", 70.0, 56.0) in found


def test_words_that_nobody_marked_make_way_first() -> None:
    start, end = TEXT.index("An adviser"), TEXT.index("though not yet") + 14
    extent = (Span(start, start + 10), Span(end - 14, end))
    found = pieces(TEXT, claim(extent), 300, 30, measure, cut)
    shown = {piece.span: piece.shown for piece in found}
    assert [shown[span] for span in extent] == ["An adviser", "though not yet"]
    assert len(shown[Span(start + 10, end - 14)]) < 30


def test_where_words_have_no_room_the_bars_still_have() -> None:
    extents = [(Span(at * 5, at * 5 + 5),) for at in range(20)]
    found = pieces(TEXT, claim(*extents), 200, 30, measure, cut)
    assert not any(piece.shown for piece in found)
    assert all(piece.width > 0 for piece in found)
    assert found[-1].left + found[-1].width == pytest.approx(200)


def test_bars_of_one_annotator_that_share_words_lie_one_below_the_other() -> None:
    extents = [(Span(0, 10),), (Span(5, 20),), (Span(12, 14), Span(25, 30)), (Span(30, 40),)]
    assert levels_of(claim(*extents).labels) == [0, 1, 0, 0]
    assert levels_of(claim(*[(Span(0, 10),)] * 3).labels) == [0, 1, 2]
