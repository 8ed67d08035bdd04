"""What the tests of formats share: records with everything in them, an output in memory, a format
run out and in again, and what must come back by what the format declares to carry."""

from __future__ import annotations

import io
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

from hypothesis import strategies as st
from msgspec import Struct, field
from msgspec.structs import replace

from annotator.domain.article import Article, new_article
from annotator.domain.claim import Decision, Outcome
from annotator.domain.comment import Comment
from annotator.domain.dataset import KnownArticle, RawRecord, Record
from annotator.domain.ids import id_for
from annotator.domain.label import (
    Evidence,
    Label,
    Layer,
    Span,
    Stance,
    Verdict,
    normal_spans,
    quote_of,
)
from annotator.formats.format import Carries, Format, Refusal, Remark, Source
from annotator.formats.registry import options_of
from annotator.tasks.placing import Placing, Reading
from annotator.tasks.units import decided

WHEN = "2026-01-02T03:04:05.000Z"
PIECES = (
    "a", "b ", " ", ".", "\n", "\t", "=1+", ",", '"', "<&>", "…", "👩\u200d🚀", "🇳🇴", "e\u0301",
    "東京", "كتاب", "\u00a0", "\u2028", "'", "#", "T1", "_", "\\", "\\u0000",
)  # fmt: skip


def _joined(choices: bytes) -> str:
    return "".join(PIECES[one % len(PIECES)] for one in choices)


# Bytes are one draw, a list two for each item: the tests of formats make thousands of these.
TEXTS = st.binary(min_size=3, max_size=30).map(_joined).filter(str.strip)
WORDS = st.binary(max_size=5).map(_joined)
LINES = WORDS.map(lambda words: " ".join(words.split()))
"""What fits on a line."""

KEYS: tuple[dict[str, Any], ...] = (
    {}, {"colour": "red"}, {"id": 7, "verdict": "none", "meta": 0}, {"meta": {"keys": {}}},
)  # fmt: skip
"""Keys of other tools at a label, some of them called as ours are."""

_EVIDENCE = st.builds(
    Evidence,
    url=st.sampled_from(["", "https://example.org/a?b=1&c=|", "https://例え.jp/"]),
    title=LINES, quote=WORDS, stance=st.sampled_from(Stance),
    accessed=st.sampled_from(["", "2026-01-02"]), sha256=st.sampled_from(["", "0" * 64]),
)  # fmt: skip
_NUMBER = st.integers(0, 999)
_PLACES = st.lists(st.tuples(_NUMBER, _NUMBER), min_size=1, max_size=3)
_SAID = st.fixed_dictionaries({
    "annotator": st.sampled_from(["A", "Bø", "C D 👩"]), "verdict": st.sampled_from(Verdict),
    "layer": st.sampled_from(Layer), "confidence": st.none() | st.integers(1, 5), "note": WORDS,
    "tags": st.lists(LINES.filter(bool), max_size=2, unique=True).map(tuple),
    "evidence": st.lists(_EVIDENCE, max_size=2).map(tuple), "meta": st.sampled_from(KEYS),
})  # fmt: skip
"""A label without its place."""
_LABELS = st.integers(0, 4)
_ABOUT = st.fixed_dictionaries({
    "title": LINES.map(lambda words: words or "A title"), "source": LINES,
    "published": st.sampled_from(["", "2025-03-18"]),
    "language": st.sampled_from(["", "en", "zh-Hant"]),
    "meta": st.sampled_from([{}, {"desk": "politics"}]),
})  # fmt: skip
_DONE = st.sampled_from([(), ("A",)])


def _span(text: str, start: int, length: int) -> Span:
    """A stretch of the text for any two numbers."""
    start %= len(text)
    return Span(start, start + 1 + length % (len(text) - start))


def _label(article: Article, number: int, places: Iterable[tuple[int, int]], said: Any) -> Label:
    spans = normal_spans(_span(article.text, *place) for place in places)
    return Label(
        f"{article.id}-{number}", article.id, spans=spans, quote=quote_of(article.text, spans),
        created=WHEN, updated=WHEN, **said,
    )  # fmt: skip


@st.composite
def records(draw: st.DrawFn, texts: st.SearchStrategy[str] = TEXTS) -> list[Record]:
    """A small dataset with everything that a project can hold, in text order."""
    found = []
    for at, text in enumerate(draw(st.lists(texts, min_size=1, max_size=3, unique=True))):
        id_ = f"article-{at}"
        article = new_article(text, created=WHEN, id=id_, **draw(_ABOUT))
        count = draw(_LABELS)
        labels = [_label(article, number, draw(_PLACES), draw(_SAID)) for number in range(count)]
        labels.sort(key=lambda label: (label.start, label.end, label.id))
        decisions = [
            Decision(f"decision-{at}", id_, "J", (label.id,), Outcome.ACCEPTED, label.id, at=WHEN)
            for label in labels[:1]
            if label.layer is Layer.GOLD
        ]
        comments = [
            Comment(f"comment-{at}", id_, "Bø", (label.id,), f"comment-{at}", "Why?", at=WHEN,
                    updated=WHEN)
            for label in labels[1:2]
        ]  # fmt: skip
        found.append(Record(article, labels, decisions, draw(_DONE), comments=comments))
    return found


class Memory(Struct):
    """An output in memory: the stream under the name "", the other files by theirs."""

    options: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, Iterable[Record]] = field(default_factory=dict)
    stream: BinaryIO = field(default_factory=io.BytesIO)
    files: dict[str, bytes] = field(default_factory=dict)

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        assert name not in self.files
        stream = io.BytesIO()
        yield stream
        self.files[name] = stream.getvalue()


def written(format_: Format, data: Sequence[Record], **options: str) -> dict[str, bytes]:
    """The files that a format writes of these records, by name."""
    assert format_.write is not None
    output = Memory(options_of(format_, options), {"name": "Test"}, {"": iter(data)})
    format_.write(iter(data), output)
    main = output.stream.getvalue() if isinstance(output.stream, io.BytesIO) else b""
    return output.files if format_.folder else {"": main, **output.files}


def read(
    format_: Format,
    files: Mapping[str, bytes],
    name: str = "",
    known: Sequence[Record] = (),
    **options: str,
) -> list[Record | Refusal]:
    """What a format reads of one of these files; labels of a foreign format are settled. `known`
    are the articles that the project has, for formats without texts."""
    assert format_.read is not None

    def sibling(other: str) -> BinaryIO | None:
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(name), other))
        return io.BytesIO(files[beside]) if beside in files else None

    chosen = options_of(format_, options, reading=True)
    source = Source(io.BytesIO(files[name]), name or "x", "Z", chosen, sibling)
    raw = list(format_.read(source))
    here = {one.article.id: one.article for one in known}

    def find(wanted: KnownArticle) -> Article | None:
        return here.get(wanted.id)

    unit = decided(iter(raw), find).name if format_.unit == "open" else format_.unit
    placing = Placing(find, Reading("Z"), unit)
    found: list[Record | Refusal] = []
    for one in raw:
        if isinstance(one, RawRecord):
            found += placing.settled(one)
        elif not isinstance(one, Remark):
            found.append(one)
    return found


def by_text(record: Record) -> Record:
    """The same record with the id that its text gives the article."""
    article = replace(record.article, id=id_for(record.article.sha256))
    labels = [replace(label, article=article.id) for label in record.labels]
    return replace(record, article=article, labels=labels)


def joined(found: Iterable[Record | Refusal]) -> tuple[dict[str, Record], list[Refusal]]:
    """What was read of several files, the labels of one text together, and what was refused."""
    records: dict[str, Record] = {}
    refused = []
    for one in found:
        if isinstance(one, Refusal):
            refused.append(one)
            continue
        known = records.setdefault(one.article.sha256, one)
        if known is not one:
            labels = [*known.labels, *one.labels]
            records[one.article.sha256] = replace(known, labels=labels)
    return records, refused


def carried(record: Record, carries: frozenset[Carries]) -> Record:
    """What must come back of a record from a format that carries this; what it loses is as new."""
    plain: dict[Carries, dict[str, Any]] = {
        Carries.IDS: {"id": ""},
        Carries.EVIDENCE: {"evidence": ()},
        Carries.NOTES: {"note": ""},
        Carries.TAGS: {"tags": ()},
        Carries.CONFIDENCE: {"confidence": None},
        Carries.ANNOTATORS: {"annotator": "Z"},
        Carries.LAYERS: {"layer": Layer.ANNOTATION},
        Carries.TIMES: {"created": "", "updated": ""},
        Carries.META: {"meta": {}},
    }
    lost: dict[str, Any] = {}
    for one, values in plain.items():
        if one not in carries:
            lost |= values
    article = replace(record.article, created="")
    if Carries.DETAILS not in carries:
        article = replace(article, title="", source="", published="", language="")
    if Carries.META not in carries:
        article = replace(article, meta={})
    return Record(
        article,
        [replace(label, **lost) for label in record.labels],
        record.decisions if Carries.DECISIONS in carries else (),
        record.done if Carries.DONE in carries else (),
        comments=record.comments if Carries.COMMENTS in carries else (),
    )


def same(found: Record, wanted: Record, carries: frozenset[Carries]) -> bool:
    """Whether a record is what must come back, whatever the order of its labels."""
    one, other = (carried(record, carries) for record in (found, wanted))
    key = repr
    return (
        one.article == other.article
        and sorted(one.labels, key=key) == sorted(other.labels, key=key)
        and list(one.decisions) == list(other.decisions)
        and list(one.done) == list(other.done)
        and list(one.comments) == list(other.comments)
    )
