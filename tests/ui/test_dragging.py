"""Dragging an edge of a label: whatever is done, what comes of it are stretches of the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("PySide6")

from annotator.domain import snapping
from annotator.domain.label import Span
from annotator.ui.editing import Grip, dragged

TEXT = "Two presidents agreed to halt attacks on Tuesday, officials said. 👩‍👩‍👧 “The bridge”"


@st.composite
def labels(draw: st.DrawFn) -> list[Span]:
    cuts = draw(st.lists(st.integers(0, len(TEXT)), min_size=2, max_size=8, unique=True))
    cuts.sort()
    return [Span(*pair) for pair in zip(cuts[::2], cuts[1::2], strict=False)]


@given(labels(), st.data(), st.integers(0, len(TEXT)), st.booleans())
def test_the_other_edges_stay_and_no_fragments_overlap(
    spans: list[Span], data: st.DataObject, at: int, exactly: bool
) -> None:
    number = data.draw(st.integers(0, len(spans) - 1))
    edge = data.draw(st.sampled_from(["start", "end"]))
    snap = snapping.exact if exactly else snapping.snap
    moved = dragged(TEXT, spans, Grip(number, edge), at, snap)
    assert moved
    assert all(0 <= one.start < one.end <= len(TEXT) for one in moved)
    assert all(a.end <= b.start for a, b in pairwise(moved))
    others = [one for place, one in enumerate(spans) if place != number]
    assert set(others) <= set(moved)
    if len(moved) == len(spans):
        before, after = spans[number], moved[number]
        assert before.end == after.end if edge == "start" else before.start == after.start


def test_an_edge_is_brought_to_a_word() -> None:
    at = TEXT.index("uesday")
    assert dragged(TEXT, [Span(25, 29)], Grip(0, "end"), at, snapping.snap) == [
        Span(25, TEXT.index(","))
    ]
