"""An article as several annotators have labelled it: a copy for each, as tools expect it that know
only one, and the copies of one article made one again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace

from annotator.domain.article import Article
from annotator.domain.dataset import KnownArticle, RawLabel, RawRecord, Record
from annotator.domain.label import Label, Layer
from annotator.formats.format import Option, Options, Refusal

OPTION: Final = Option(
    "lines",
    "An article that several annotators labelled",
    {
        "annotator": "one line for each annotator",
        "article": "one line, without saying whose label is whose",
    },
    "annotator",
)


class Copy(NamedTuple):
    """The labels of one annotator on one layer, and whether they finished the article. Nobody's,
    where the article has no labels and nobody finished it, or where all are together."""

    labels: Sequence[Label]
    annotator: str = ""
    layer: Layer = Layer.ANNOTATION
    done: bool = False


def copies(record: Record, options: Options) -> Iterator[Copy]:
    """The copies of an article, those with labels in the order of the first label."""
    if options[OPTION.name] == "article":
        yield Copy(record.labels)
        return
    groups: dict[tuple[str, Layer], list[Label]] = {}
    for label in record.labels:
        groups.setdefault((label.annotator, label.layer), []).append(label)
    for name in record.done:
        groups.setdefault((name, Layer.ANNOTATION), [])
    for (name, layer), labels in groups.items():
        yield Copy(labels, name, layer, layer is Layer.ANNOTATION and name in record.done)
    if not groups:
        yield Copy(())


def losses(record: Record, options: Options) -> Iterator[str]:
    """What is lost where the copies are one."""
    if options[OPTION.name] == "article":
        for label in record.labels:
            yield "who made a label is left out"
            if label.layer is Layer.GOLD:
                yield "that a label is gold is left out"
        if record.done:
            yield "who finished an article is left out"


def together(found: Iterable[RawRecord | Refusal]) -> Iterator[RawRecord | Refusal]:
    """Copies of one article that stand together as one record."""
    last: RawRecord | None = None
    labels: list[RawLabel] = []
    done: dict[str, None] = {}
    for one in found:
        if isinstance(one, Refusal):
            yield one
            continue
        if last is None or not _same(last, one):
            if last is not None:
                yield replace(last, labels=labels, done=tuple(done))
            last, labels, done = one, [], {}
        labels += one.labels
        done |= dict.fromkeys(one.done)
    if last is not None:
        yield replace(last, labels=labels, done=tuple(done))


def _same(one: RawRecord, other: RawRecord) -> bool:
    return one.raw == other.raw and _plain(one.article) == _plain(other.article)


def _plain(article: Article | KnownArticle) -> Article | KnownArticle:
    return replace(article, created="") if isinstance(article, Article) else article
