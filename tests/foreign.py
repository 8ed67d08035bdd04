"""What the tests of other tools' formats share: a file and its companions out and in again, a
project that hurts. Files that are none are in `fuzz_readers`."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from roundtrip import WHEN, read, written

from annotator.domain.article import new_article
from annotator.domain.dataset import RawRecord, Record
from annotator.domain.label import Evidence, Label, Layer, Span, Stance, Verdict, quote_of
from annotator.formats import jsonl
from annotator.formats.format import Format, Refusal, Source
from annotator.formats.registry import options_of
from annotator.resources import seeds

REFS: Final = Path(__file__).parents[2] / "shared" / "refs"
"""Other projects' schemas and examples, which are not in this repository."""


def there_and_back(
    format_: Format, data: Sequence[Record], **options: str
) -> list[Record | Refusal]:
    """What comes back of these records by a file named as people name it."""
    return read(format_, named(format_, written(format_, data, **options)), _name(format_))


def named(format_: Format, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files under the names that an export gives them."""
    name = _name(format_)
    return {
        (f"data{other}" if other.startswith(".") else other or name): raw
        for other, raw in files.items()
    }


def _name(format_: Format) -> str:
    return f"data{format_.suffixes[0]}"


def raw(format_: Format, content: bytes) -> list[Record | RawRecord | Refusal]:
    """What a reader says of these bytes, before any label is placed."""
    assert format_.read is not None
    options = options_of(format_, {}, reading=True)
    return list(format_.read(Source(io.BytesIO(content), _name(format_), "Z", options)))


def torture() -> list[Record]:
    """Articles with all that has ever made an offset drift or a quote break."""
    text = (
        '👩\u200d🚀🇳🇴 e\u0301\u0301 said:\n“=1+1, \t"x"” <&> كتاب\u200f 東京都に住む。\n\n'
        "C\\D |#_T1\u00a0\u2028end 👍🏽👍🏽 a a a …"
    )
    spans = [
        (Span(0, 3),), (Span(3, 5), Span(6, 9)), (Span(6, 9),), (Span(10, 22),),
        (Span(0, len(text)),), (Span(len(text) - 1, len(text)),), (Span(60, 61), Span(2, 4)),
        (Span(8, 30),),
    ]  # fmt: skip
    evidence = (
        Evidence("https://example.org/a b?c=|&d", "A “title”\t", '=quote,\n"x"', Stance.REFUTES),
        Evidence("", "", "only a quote", Stance.CONTEXT, "2026-01-02", "f" * 64),
        Evidence("https://例え.jp/", "x", "👩\u200d🚀"),
    )
    labels = [
        Label(
            f"label {at}/%C3 ü", "one", ("A", "Bø", "C, D")[at % 3], tuple(sorted(one)),
            list(Verdict)[at % 3], quote_of(text, tuple(sorted(one))),
            Layer.GOLD if at == 4 else Layer.ANNOTATION, (None, 1, 5)[at % 3],
            "=note,\n\t\"x\" 👩\u200d🚀" * (at % 2), ("true", "a, b", "👍🏽")[: at % 4],
            evidence[: at % 4], WHEN, WHEN, {"colour": {"deep": [1, None]}} if at == 1 else {},
        )
        for at, one in enumerate(spans)
    ]  # fmt: skip
    labels.sort(key=lambda label: (label.start, label.end, label.id))
    return [
        Record(
            new_article(text, "=A title, \t👩", created=WHEN, id="one", source="https://a.org/?b=|",
                        published="yesterday", language="zh-Hant", meta={"a": {"b": [1]}}),
            labels, done=("A", "E"),
        ),
        Record(new_article("Nothing here.", "Two", created=WHEN, id="two")),
        Record(new_article("\n\n a \n", "Spaces", created=WHEN, id="three"), done=("Bø",)),
    ]  # fmt: skip


def demo() -> list[Record]:
    """The articles of the demo project with all that is said of them."""
    found: list[Record] = []
    for path in sorted(seeds().glob("*.jsonl")):
        with path.open("rb") as stream:
            lines = list(jsonl.read(Source(stream, path.name)))
        assert all(isinstance(one, Record) for one in lines)
        found += [one for one in lines if isinstance(one, Record)]
    return found
