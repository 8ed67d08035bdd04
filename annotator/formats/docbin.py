"""DocBin, out: spaCy's own files, to train with. Spans lie in `doc.spans["sc"]`, where they may
overlap; those of one label share its id. Articles and annotators are in `doc.user_data`.

A span sits on whole tokens and has no space at its edges: what that costs is told before writing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from annotator.domain.dataset import Record
from annotator.domain.label import Label, Span
from annotator.errors import AnnotatorError
from annotator.formats import beside, copies
from annotator.formats.copies import Copy
from annotator.formats.format import ALL, Carries, Format, Option, Options, Output, Purpose

if TYPE_CHECKING:
    from spacy.tokens import Doc

_KEY: Final = "sc"
"""Where spaCy's span categorizer looks."""

_AT_ONCE: Final = 5_000
"""Documents a file: a DocBin is held whole until it is written."""


def write(records: Iterable[Record], output: Output) -> None:
    """Files of so many documents each: the first has the name that was asked for."""
    from spacy.tokens import DocBin

    packed, number = DocBin(attrs=[], store_user_data=True), 1
    for record in records:
        article = beside.of_article(record.article)
        article.pop("keys", None)
        plain = _split(record.article.text, output.options["language"])
        for copy in copies.copies(record, output.options):
            if len(packed) == _AT_ONCE:
                _put(packed, output, number)
                packed, number = DocBin(attrs=[], store_user_data=True), number + 1
            packed.add(_doc(plain.copy(), copy, article, output.options))
    _put(packed, output, number)


def _put(packed: Any, output: Output, number: int) -> None:
    if number == 1:
        output.stream.write(packed.to_bytes())
    else:
        with output.open(f".{number}.spacy") as stream:
            stream.write(packed.to_bytes())


def _doc(doc: Doc, copy: Copy, article: dict[str, Any], options: Options) -> Doc:
    text = doc.text  # put together anew each time it is asked for
    doc.spans[_KEY] = [
        found
        for label in copy.labels
        for span in label.spans
        if (found := _on_tokens(doc, text, label, span, options["edges"])) is not None
    ]
    doc.user_data.update(article)
    if copy.annotator:
        doc.user_data.update(annotator=copy.annotator, layer=copy.layer.value)
    return doc


def _on_tokens(doc: Doc, text: str, label: Label, span: Span, mode: str) -> Any:
    """The span of tokens; None where there is none."""
    from spacy.tokens import Span as Tokens

    start, end = _without_space(text, span)
    found = doc.char_span(start, end, alignment_mode=mode) if start < end else None
    if found is None:
        return None
    first, last = found.start, found.end
    while first < last and doc[first].is_space:
        first += 1
    while first < last and doc[last - 1].is_space:
        last -= 1
    if first == last:
        return None
    return Tokens(doc, first, last, label=label.verdict.value, span_id=label.id)


def _without_space(text: str, span: Span) -> tuple[int, int]:
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip())
    return start, max(start, span.start + len(words.rstrip()))


def holds(record: Record, options: Options) -> list[tuple[Label]]:
    """The labels that sit on tokens, with one fragment at least."""
    text, edges = record.article.text, options["edges"]
    if not record.labels:
        return []
    doc = _split(text, options["language"])
    return [
        (label,)
        for label in record.labels
        if any(_on_tokens(doc, text, label, span, edges) is not None for span in label.spans)
    ]


def losses(record: Record, options: Options) -> Iterator[str]:
    """What the tokens cost, and one document for all annotators."""
    yield from copies.losses(record, options)
    if not record.labels:
        return
    doc = _split(record.article.text, options["language"])
    for label in record.labels:
        yield from _costs(doc, record.article.text, label, options["edges"])


def _costs(doc: Doc, text: str, label: Label, mode: str) -> Iterator[str]:
    """What a label loses, each once."""
    found = [_on_tokens(doc, text, label, span, mode) for span in label.spans]
    trimmed = [_without_space(text, span) for span in label.spans]
    if None in found:
        some = any(one is not None for one in found)
        what = "a fragment of a label" if some else "a label"
        yield f"{what} does not sit on whole tokens and is left out"
    there = [(one, place) for one, place in zip(found, trimmed, strict=True) if one is not None]
    if any((one.start_char, one.end_char) != place for one, place in there):
        yield "the edges of a label move to those of tokens"
    if there and any(
        place != (span.start, span.end) for span, place in zip(label.spans, trimmed, strict=True)
    ):
        yield "a space at the edge of a label is left out"


@lru_cache(1)  # what is lost, held and written is asked for one after the other
def _split(text: str, language: str) -> Doc:
    """A text in tokens, not to be changed."""
    return _tokenizer(language)(text)


@lru_cache(1)
def _tokenizer(language: str) -> Callable[[str], Doc]:
    """How spaCy splits texts of a language; AnnotatorError where it cannot."""
    import spacy

    try:
        tokenizer: Callable[[str], Doc] = spacy.blank(language).tokenizer
    except ImportError as error:
        raise AnnotatorError(
            f"spaCy does not know how to split texts of the language {language}.",
            "Give one of its codes, such as en; xx is for any language.",
        ) from error
    return tokenizer


FORMAT: Final = Format(
    "docbin",
    "DocBin, to train spaCy",
    (".spacy",),
    carries=ALL
    - {
        Carries.EVIDENCE,
        Carries.NOTES,
        Carries.TAGS,
        Carries.CONFIDENCE,
        Carries.TIMES,
        Carries.DECISIONS,
        Carries.COMMENTS,
        Carries.DONE,
        Carries.META,
    },
    also_loses="labels that do not sit on whole tokens, spaces at the edges",
    write=write,
    purpose=Purpose.LEARNING,
    losses=losses,
    holds=holds,
    needs="spacy",
    extra="spacy",
    options=(
        copies.OPTION,
        Option("language", "The language whose words are tokens (xx: any)", {}, "xx"),
        Option(
            "edges",
            "A label whose edges are not those of tokens",
            {
                "strict": "is left out",
                "expand": "grows to whole tokens",
                "contract": "shrinks to whole tokens",
            },
            "strict",
        ),
    ),
)
