"""What all formats stand on: the registry and its plug-ins, options, losses, names of files."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from roundtrip import read, records, same, written

from annotator.domain.dataset import Record
from annotator.errors import AnnotatorError
from annotator.formats import csv, jsonl, losing
from annotator.formats.format import Carries
from annotator.formats.naming import file_name
from annotator.formats.registry import _OURS, format_for, formats, known, options_of

PLUGIN = """
from annotator.formats.format import Carries, Format
def write(records, output):
    for record in records:
        for label in record.labels:
            output.stream.write(f"{label.verdict}\\t{label.quote!r}\\n".encode())
FORMAT = Format("quotes", "Quotes, one a line", (".quotes",), write=write, carries=frozenset())
SAME = Format("csv", "Another CSV", (".csv",), write=write)
ODD = Format("A b", "A name that is none", (".x",), write=write)
raise_ = 1 / 0 if __name__ == "broken_plugin" else None
"""


def test_plugins_are_found_and_broken_ones_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("good_plugin", "broken_plugin"):
        (tmp_path / f"{name}.py").write_text(PLUGIN)
    monkeypatch.syspath_prepend(tmp_path)
    points = [
        EntryPoint(name, value, "annotator.formats")
        for name, value in (
            ("a", "good_plugin:FORMAT"),
            ("b", "good_plugin:SAME"),
            ("c", "good_plugin:write"),
            ("d", "broken_plugin:FORMAT"),
            ("e", "no_such_plugin:FORMAT"),
            ("f", "good_plugin:ODD"),
        )
    ]
    found = known(points)
    assert found.formats["quotes"].loses.startswith("the texts, ")
    assert found.formats["csv"] is csv.FORMAT
    told = "\n".join(found.failed)
    assert [f"plug-in {name} " in told for name in "abcdef"] == [False, *[True] * 5]
    assert "division by zero" in told
    assert "a format csv already" in told
    sys.modules.pop("good_plugin")


def test_every_format_declares_what_it_is() -> None:
    for name, one in formats().items():
        assert one.name == name
        assert one.read or one.write
        assert one.suffixes
        assert all(suffix.startswith(".") for suffix in one.suffixes)
        assert one.unit in ("", "codepoint", "utf16", "utf8", "open")
        assert bool(one.written) is (one.unit == "open" and one.write is not None)
        for option in one.options:
            assert not option.choices or option.default in option.choices
            assert option.reading or option.writing


def test_the_table_in_the_readme_is_the_registry() -> None:
    readme = Path(__file__).parents[2] / "README.md"
    yes = {True: "yes", False: ""}
    table = [
        f"| `{one.name}` | {one.title} | {yes[bool(one.read)]} | {yes[bool(one.write)]} | "
        f"{one.loses if one.write else ''} |"
        for one in _OURS
    ]
    text = readme.read_text(encoding="utf-8")
    assert (
        text.split("## Formats", 1)[1]
        .split("|---|---|---|---|---|\n", 1)[1]
        .startswith("\n".join(table) + "\n\n")
    ), "The table must be:\n" + "\n".join(table)


def test_a_file_name_speaks_of_its_format() -> None:
    assert format_for("a/B.JSONL") is jsonl.FORMAT
    assert format_for("a.csv", writing=True) is csv.FORMAT
    assert format_for("a.nothing") is None
    assert format_for("a.parquet", writing=True) is None  # it would be a folder of that name
    assert format_for("a.huggingface", writing=True) is formats()["huggingface"]


def test_options_have_defaults_and_wrong_ones_are_said() -> None:
    assert options_of(csv.FORMAT, {}) == {"formulas": "guard"}
    assert options_of(csv.FORMAT, {"formulas": "plain"}) == {"formulas": "plain"}
    with pytest.raises(AnnotatorError, match="no choice of formulas"):
        options_of(csv.FORMAT, {"formulas": "maybe"})
    with pytest.raises(AnnotatorError, match="no option colour"):
        options_of(csv.FORMAT, {"colour": "red"})


@given(records())
def test_losses_are_counted_in_order_and_only_where_something_is_lost(data: list[Record]) -> None:
    found = losing.losses(iter(data), csv.FORMAT, options_of(csv.FORMAT, {}))
    order = [*(one.value[1] for one in Carries), "further keys of an article are left out"]
    assert [order.index(one) for one in found] == sorted(order.index(one) for one in found)
    assert found["the text of an article is left out"] == len(data)
    assert found["an article without labels is left out"] == sum(not one.labels for one in data)
    assert not losing.losses(iter(data), jsonl.FORMAT, {})


@given(records())
def test_overlapping_labels_are_those_that_share_a_character(data: list[Record]) -> None:
    for record in data:
        slow = {
            one.id
            for one in record.labels
            for other in record.labels
            if one is not other and any(a.overlaps(b) for a in one.spans for b in other.spans)
        }
        assert losing.overlapping(record.labels) == slow


@given(records())
def test_jsonl_comes_back_whole(data: list[Record]) -> None:
    found = read(jsonl.FORMAT, written(jsonl.FORMAT, data))
    assert len(found) == len(data)
    for one, wanted in zip(found, data, strict=True):
        assert isinstance(one, Record)
        assert same(one, wanted, jsonl.FORMAT.carries)


@given(st.lists(st.text(max_size=150), max_size=8))
def test_file_names_are_safe_and_each_is_there_once(titles: list[str]) -> None:
    taken: dict[str, int] = {}
    names = [file_name(title, taken) for title in [*titles, "CON", "con", "a/../b", ""]]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert not set(name) & set('/\\:*?"<>|\0\n')
        assert name not in ("", ".", "..")
        assert name.casefold() != "con"
        assert len(name.encode()) < 120


def test_thousands_of_articles_of_one_name_take_no_longer_each() -> None:
    taken: dict[str, int] = {}
    names = [file_name(title, taken) for _ in range(20_000) for title in ("News", "news")]
    assert len({name.casefold() for name in names}) == len(names)
    assert (names[:3], names[-1]) == (["News", "news-2", "News-3"], "news-40000")
