"""What the tests of formats share: records with everything in them, an output in memory, a format
run out and in again, and what must come back by what the format declares to carry."""

from __future__ import annotations

import io
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO, TypeVar

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

T = TypeVar("T")

WHEN = "2026-01-02T03:04:05.000Z"
PIECES = (
    "a", "b ", " ", ".", "\n", "\t", "=1+", ",", '"', "<&>", "…", "👩\u200d🚀", "🇳🇴", "e\u0301",
    "東京", "كتاب", "\u00a0", "\u2028", "'", "#", "T1", "_", "\\", "\\u0000",
)  # fmt: skip


# Bytes are one draw, a list two for each item: the tests of formats make thousands of these.
def _joined(choices: bytes) -> str:
    return "".join(PIECES[one % len(PIECES)] for one in choices)


TEXTS = st.binary(min_size=3, max_size=30).map(_joined).filter(str.strip)
LINES = st.binary(max_size=5).map(lambda choices: " ".join(_joined(choices).split()))
"""What fits on a line."""

KEYS: tuple[dict[str, Any], ...] = (
    {}, {"colour": "red"}, {"id": 7, "verdict": "none", "meta": 0}, {"meta": {"keys": {}}},
)  # fmt: skip
"""Keys of other tools at a label, some of them called as ours are."""

_ENOUGH = 280
"""So many bytes choose all there can be about an article with four labels."""


class _Choices:
    """Chooses by bytes, one after the other, and the first of everything where they have ended."""

    def __init__(self, choices: bytes) -> None:
        self._left = iter(choices)

    def number(self) -> int:
        return next(self._left, 0)

    def of(self, values: Sequence[T]) -> T:
        return values[self.number() % len(values)]

    def some(self, most: int, one: Callable[[], T]) -> tuple[T, ...]:
        return tuple(one() for _ in range(self.of(range(most + 1))))

    def words(self) -> str:
        return "".join(self.some(5, lambda: self.of(PIECES)))

    def line(self) -> str:
        return " ".join(self.words().split())

    def span(self, text: str) -> Span:
        """A stretch of the text."""
        start = self.number() % len(text)
        return Span(start, start + 1 + self.number() % (len(text) - start))

    def spans(self, text: str) -> tuple[Span, ...]:
        return normal_spans((self.span(text), *self.some(2, lambda: self.span(text))))

    def evidence(self) -> Evidence:
        return Evidence(
            url=self.of(["", "https://example.org/a?b=1&c=|", "https://例え.jp/"]),
            title=self.line(), quote=self.words(), stance=self.of(list(Stance)),
            accessed=self.of(["", "2026-01-02"]), sha256=self.of(["", "0" * 64]),
        )  # fmt: skip

    def labels(self, article: Article) -> list[Label]:
        found: list[Label] = []
        for number in range(self.of(range(5))):
            same = found and not self.of(range(8))
            spans = found[-1].spans if same else self.spans(article.text)
            found.append(self.label(article, f"{article.id}-{number}", spans))
        return sorted(found, key=lambda label: (label.start, label.end, label.id))

    def label(self, article: Article, id_: str, spans: tuple[Span, ...]) -> Label:
        return Label(
            id_, article.id, self.of(["A", "Bø", "C D 👩"]), spans,
            self.of(list(Verdict)), quote_of(article.text, spans), self.of(list(Layer)),
            self.of([None, 1, 2, 3, 4, 5]), note=self.words(),
            tags=tuple(dict.fromkeys(filter(None, self.some(2, self.line)))),
            evidence=self.some(2, self.evidence), meta=self.of(KEYS), created=WHEN, updated=WHEN,
        )  # fmt: skip

    def article(self, text: str, id_: str) -> Article:
        return new_article(
            text, self.line() or "A title", source=self.line(),
            published=self.of(["", "2025-03-18"]), language=self.of(["", "en", "zh-Hant"]),
            meta=self.of([{}, {"desk": "politics"}]), created=WHEN, id=id_,
        )  # fmt: skip


@st.composite
def records(draw: st.DrawFn) -> list[Record]:
    """A small dataset with everything that a project can hold, in text order."""
    found = []
    for at, text in enumerate(draw(st.lists(TEXTS, min_size=1, max_size=3, unique=True))):
        choices = _Choices(draw(st.binary(min_size=100, max_size=_ENOUGH)))
        id_ = f"article-{at}"
        article = choices.article(text, id_)
        labels = choices.labels(article)
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
        done = choices.of([(), ("A",)])
        found.append(Record(article, labels, decisions, done, comments=comments))
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
