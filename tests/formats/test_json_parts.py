"""JSON read piece by piece says the same as JSON read whole, wherever the file is cut."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import json_parts
from annotator.formats.format import Refusal
from annotator.formats.json_parts import Piece, items, lines

PATHS = ((), ("items",), ("first", "items"))
STRINGS = st.text(st.sampled_from('a"\\[]{}:, \n東👩'), max_size=6)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | STRINGS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(STRINGS | st.just("items"), inner, max_size=3)
    ),
    max_leaves=8,
)
OBJECTS = st.dictionaries(STRINGS, VALUES, max_size=3)


class Trickle(io.BytesIO):
    """A file that gives a few bytes at a time."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 3, 3))


def found(raw: bytes) -> list[Any]:
    """What is found however the file comes."""
    said = [
        [
            one.value if isinstance(one, Piece) else one.reason
            for one in items(stream, "thing", PATHS)
        ]
        for stream in (Trickle(raw), io.BytesIO(raw))
    ]
    assert said[0] == said[1]
    return said[0]


HALF = '[{"a": 1},\n{"b": 2}]'.encode("utf-16")[:-1]


@given(st.lists(OBJECTS, max_size=4), st.sampled_from([None, 1]), st.booleans())
def test_the_items_of_an_array_come_one_by_one(
    wanted: list[Any], indent: int | None, escaped: bool
) -> None:
    def raw(value: Any) -> bytes:
        return json.dumps(value, indent=indent, ensure_ascii=escaped).encode()

    assert found(raw(wanted)) == wanted
    assert found(b"\xef\xbb\xbf" + raw(wanted)) == wanted
    head = {"@context": ["x", {"items": 1}], "body": {"items": [{"no": 1}]}}
    assert found(raw({**head, "items": wanted, "total": [{"n": 1}]})) == wanted
    assert found(raw({**head, "first": {"items": wanted}, "last": {"of": []}})) == wanted
    assert found(raw({"first": {"items": wanted}}) + b"\n" + raw(wanted)) == wanted + wanted


@given(
    st.lists(OBJECTS, max_size=8),
    st.lists(st.sampled_from([",", ",\n", "\n,", " , \r\n ", ",\r\n"]), min_size=8, max_size=8),
)
def test_some_items_are_lines_and_others_are_not(wanted: list[Any], gaps: list[str]) -> None:
    said = "".join(json.dumps(one) + gap for one, gap in zip(wanted, gaps, strict=False))
    raw = ("[\n" + said.rstrip(", \r\n") + "\n]").encode()
    assert found(raw) == wanted
    assert found(b'{"items":' + raw + b"}") == wanted


def test_a_line_that_only_looks_like_an_item_is_read_by_its_brackets() -> None:
    raw = b'[\n{"a":1},\n{"b":{},\n"c":"}"},\n{"d":2} {"e":3}\n,{"f":}\n,{"g":4},\n5,{"h":6}\n]'
    *first, wrong, fourth, stray, last = found(raw)
    assert first == [{"a": 1}, {"b": {}, "c": "}"}, {"d": 2}, {"e": 3}]
    assert wrong.startswith("This is not JSON")
    assert (fourth, stray, last) == (
        {"g": 4},
        "Something stands there that is no JSON object.",
        {"h": 6},
    )


@given(st.lists(OBJECTS.filter(lambda one: "items" not in one), max_size=4))
def test_roots_that_hold_no_such_array_are_items(wanted: list[Any]) -> None:
    raw = "\n".join(map(json.dumps, wanted)).encode()
    assert found(raw) == wanted
    assert [one.value for one in lines(io.BytesIO(raw)) if isinstance(one, Piece)] == wanted


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        (b"", []),
        (b"[]", []),
        (b"abc", ["This is not JSON."]),
        (b"\x89PNG\r\n\x1a\n\0\0", ["This is not JSON."]),
        ('[{"a": 1}]'.encode("utf-16"), [{"a": 1}]),
        (b'[{"a": 1}, {"b": 2', [{"a": 1}, "The file ends in the midst of it."]),
        (b'[{"a": 1}, ', [{"a": 1}, "The file ends in the midst of it."]),
        (b'[{"a": "', ["The file ends in the midst of it."]),
        (b'[{"a": 1}, "b", {"c": 3}]', [{"a": 1}, "Something stands there", {"c": 3}]),
        (b'[{"a": nul}, {"c": 3}]', ["This is not JSON", {"c": 3}]),
        (b'[{"a": "\xff"}, {"c": 3}]', ["It is not UTF-8.", {"c": 3}]),
        (b'[{"a": "\\ud800"}, {"c": 3}]', ["This is not JSON", {"c": 3}]),
        (b'[{"a": 1}]]', [{"a": 1}, "This is not JSON: a bracket closes"]),
        (b'[{"a": [}]}, {"c": 3}]', ["This is not JSON", {"c": 3}]),
        (b"[" * 10_000, ["The file ends in the midst of it."]),
        (b'[{"a":' + b"[" * 10_000 + b"]" * 10_000 + b'}, {"c": 3}]', ["This is not", {"c": 3}]),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_json_is_refused_and_the_rest_is_read(raw: bytes, wanted: list[Any]) -> None:
    said = found(raw)
    assert len(said) >= len(wanted)
    for one, other in zip(said, wanted, strict=False):
        assert one == other or one.startswith(other)


def test_half_a_letter_of_another_encoding_is_told_at_the_end() -> None:
    for read in (items(io.BytesIO(HALF), "thing"), lines(io.BytesIO(HALF))):
        *_, last = read
        assert last == Refusal("", "It is not utf-16 all through. Save the file as UTF-8.")
    (told,) = lines(json_parts.Recoded(io.BytesIO(b'{"text": "\x81"}\n'), "cp1252"))
    assert isinstance(told, Refusal)
    assert told.reason == "It is not cp1252 all through. Save the file as UTF-8."


@pytest.mark.parametrize("begin", [b"[", b'{"a":', b'[{"a":', b'{"a":['])
def test_what_is_nested_without_end_takes_no_time(begin: bytes) -> None:
    assert found(begin * 3_000_000) == ["It is nested more than 50,000 deep."]


def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_parts, "LARGEST", 1024)
    good, large = b'{"a": 1}\n', b'{"a": "' + b"x" * 1_000_000 + b'"}\n'
    read = [type(one) for one in lines(io.BytesIO(good + large + good))]
    assert read == [Piece, Refusal, Piece]
    read = [type(one) for one in items(io.BytesIO(good + large + good), "thing")]
    assert read[0] is Piece
    assert read[-1] is Refusal


def test_memory_holds_one_item() -> None:
    seen = 0

    class Endless(io.BytesIO):
        """A hundred megabytes of small items."""

        def seek(self, *_: int) -> int:
            nonlocal seen
            seen = 0
            return 0

        def read(self, size: int | None = -1) -> bytes:
            nonlocal seen
            assert size is not None
            assert size < 4 * json_parts._CHUNK, "it reads ahead"
            seen += 1
            return (b'{"text": "' + b"some words" * 1_000 + b'"},\n') * 25 if seen <= 400 else b""

    assert sum(isinstance(one, Piece) for one in items(Endless(), "thing")) == 25 * 400
