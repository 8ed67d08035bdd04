"""How a project was exported last comes back; a spoilt settings file is no obstacle."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.label import Layer
from annotator.tasks.choosing import Choices
from annotator.tasks.voting import Vote
from annotator.ui.dialogs.export.remembered import Last, as_settings, from_settings

NAMES = st.frozensets(st.text(max_size=3), max_size=3)
CHOICES = st.builds(
    Choices,
    layer=st.sampled_from([None, *Layer, *Vote]),
    annotators=NAMES,
    pseudonyms=st.booleans(),
    done=st.none() | st.integers(0, 5),
    tags=NAMES,
    search=st.text(max_size=5),
    split=st.sampled_from([(), (80, 10, 10), (100, 0, 0)]),
    seed=st.integers(0, 9),
    licence=st.text(max_size=5),
    agreement=st.booleans(),
    manifest=st.booleans(),
)
OPTIONS = st.dictionaries(st.text(max_size=3), st.dictionaries(st.text(max_size=3), st.text()))
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@given(st.builds(Last, st.sampled_from(["csv", "jsonl"]), CHOICES, OPTIONS, st.text(max_size=5)))
def test_it_comes_back_as_it_was(last: Last) -> None:
    assert from_settings(json.loads(json.dumps(as_settings(last)))) == last


@given(st.dictionaries(st.sampled_from(list(as_settings(Last()))), JSON))
def test_anything_else_is_left_out(kept: dict[str, Any]) -> None:
    found = from_settings(kept)
    assert found.format
    assert found.choices.split == () or sum(found.choices.split) == 100
    assert from_settings(as_settings(found)) == found
