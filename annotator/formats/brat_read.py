"""brat's files, in: an .ann and the text beside it. Whatever type an annotation has is a name that
may stand for a verdict; what is no label (relations, events, links to databases) is told."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from annotator.domain.article import Article, new_article
from annotator.domain.dataset import RawLabel, RawRecord
from annotator.domain.journal import now
from annotator.domain.label import Evidence, Layer, Span
from annotator.domain.text import clean_text
from annotator.errors import AnnotatorError
from annotator.formats.asides import Rest, evidence_of, json_of, one_line, rest_of, texts_of
from annotator.formats.format import Refusal, Remark, Source
from annotator.formats.json_values import WrongError
from annotator.formats.text import LARGEST, MARK, raw_text, read_as, read_whole, title_of

Place = tuple[int, int]

_KEPT: Final = 1024 * 1024
"""Bytes of a text that is kept for the next file."""

_UNSAID: Final = Rest()

_BREAK: Final = re.compile("[\n\t\x85\u2028\u2029]+")
"""What parts mentions: line ends of any program, and the tab that parts an .ann file's fields."""
_BOUND: Final = re.compile(
    r"(T[^\t]*)\t(\S+) ([0-9]{1,9}) ([0-9]{1,9})((?:;[0-9]{1,9} [0-9]{1,9})*) ?(?:\t(.*))?",
    re.ASCII,
)
_NO_LABEL: Final = {"R": "relation", "E": "event", "N": "normalisation", "*": "equivalence"}
_VERDICT: Final = frozenset("verdict veracity label rating stance factuality".split())
"""Attributes whose value is a word for a verdict; of others the name goes with it."""


def pieces(text: str, spans: Iterable[Span]) -> list[Place]:
    """The mentions that a label's spans make: split where a line ends, without those that would be
    blank."""
    found = []
    for span in spans:
        at, end = span.start, span.end
        while gap := _BREAK.search(text, at, end):
            found.append((at, gap.start()))
            at = gap.end()
        found.append((at, end))
    return [(start, end) for start, end in found if text[start:end].strip()]


def read(source: Source) -> Iterator[RawRecord | Refusal | Remark]:
    """The article of an .ann file with its labels, and a refusal for what else is in it."""
    try:
        raw, article, encoding = _text(source)
        lines = _lines(source)
    except AnnotatorError as error:
        yield Refusal("", str(error))
        return
    yield from read_as(encoding)
    file = _File()
    for number, line in enumerate(lines, 1):
        try:
            file.take(line, number)
        except WrongError as error:
            yield Refusal(f"line {number}", str(error))
    yield from file.left_out()
    folder = source.name.rpartition("/")[0].rpartition("/")[2].removesuffix(".zip")
    if source.options.get("folders") == "parts":
        folder = ""
    raw = file.counted_in(raw, article.text)
    yield RawRecord(article, file.labels(raw, folder), raw if raw != article.text else "")


class _Bound(Struct, gc=False):
    """A text-bound annotation with what is said of it."""

    line: int
    names: list[str]
    spans: tuple[Place, ...]
    quote: str
    confidence: int | None = None
    notes: list[str] = field(default_factory=list)
    whole: str | None = None
    tags: list[str] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    rest: Rest | None = None


class _File:
    """What an .ann file says, line by line."""

    def __init__(self) -> None:
        self._bounds: dict[str, _Bound] = {}
        self._others: set[str] = set()
        self._left: Counter[str] = Counter()
        self._early: dict[str, list[tuple[int, list[str]]]] = {}
        """Attributes and notes that came before what they are about, by the id of that."""

    def take(self, line: str, number: int) -> None:
        """One line. Raises WrongError where it makes no sense."""
        if line[:1] == "T":
            self._bound(line, number)
            return
        parts = line.split("\t", 2)
        kind = line[:1]
        if kind in ("A", "M", "#") and len(parts) > 1 and parts[1]:
            if not self._about(parts):
                self._early.setdefault(_told_of(parts), []).append((number, parts))
        elif kind in _NO_LABEL:
            self._others.add(parts[0])
            self._left[_NO_LABEL[kind]] += 1
        elif line.strip():
            raise WrongError(f"This is no line of brat's: {_short(line)}.")

    def _bound(self, line: str, number: int) -> None:
        found = _BOUND.fullmatch(line)
        if found is None:
            said = line.partition("\t")[2]
            raise WrongError(f"This is no text-bound annotation: {_short(said)}.")
        id_, type_, start, end, more, quote = found.groups()
        if id_ in self._bounds:
            raise WrongError(f"The id {id_} stands in it twice.")
        spans: tuple[Place, ...] = ((int(start), int(end)),)
        if more:
            pairs = [pair.split(" ") for pair in more[1:].split(";")]
            spans += tuple([(int(start), int(end)) for start, end in pairs])
        self._bounds[id_] = _Bound(number, [type_], spans, quote or "")
        for _, parts in self._early.pop(id_, ()):
            self._about(parts)

    def _about(self, parts: Sequence[str]) -> bool:
        """Take in an attribute or a note, if what it is about has come."""
        words = parts[1].split(" ", 2)
        bound = self._bounds.get(words[1]) if len(words) > 1 else None
        if bound is None:
            return False
        if parts[0][0] == "#":
            _note(bound, words[0], parts[2] if len(parts) > 2 else "")
        else:
            _attribute(bound, words[0], words[2].strip() if len(words) > 2 else "")
        return True

    def left_out(self) -> Iterator[Refusal]:
        """What is no label or belongs to none."""
        for number, parts in sorted(chain.from_iterable(self._early.values())):
            what, article = ("note", "A") if parts[0][0] == "#" else ("attribute", "An")
            if _told_of(parts) in self._others:
                self._left[f"{what} on other than a label"] += 1
            else:
                said = _short("\t".join(parts[1:]))
                yield Refusal(f"line {number}", f"{article} {what} on nothing: {said}.")
        for what, count in sorted(self._left.items()):
            counted = f"1 {what} is" if count == 1 else f"{count:,} {_many(what)} are"
            yield Refusal("", f"{counted} left out: an article here has labels alone.")

    def counted_in(self, raw: str, clean: str) -> str:
        """The text in which the file counts: as it came or with LF alone, as its quotes say. What
        brat counts of a byte order mark is taken off the places where they say so."""
        plain = raw.removeprefix(MARK)
        texts = dict.fromkeys((plain, clean))
        if plain != raw:
            texts |= dict.fromkeys((raw, MARK + clean))
        if len(texts) == 1:
            return clean
        bounds = self._bounds.values()
        best = max(texts, key=lambda text: sum(_fits(one, text) for one in bounds))
        if best in (plain, clean):
            return best
        for one in bounds:
            if one.spans[0][0] == 0:
                one.quote = one.quote.removeprefix(MARK)
            one.spans = tuple([(max(start - 1, 0), end - 1) for start, end in one.spans])
        return best.removeprefix(MARK)

    def labels(self, text: str, folder: str) -> list[RawLabel]:
        """The labels. Those that were made in brat are of whom the others in the file are."""
        whose = next((one.rest for one in self._bounds.values() if one.rest), _UNSAID)
        annotator, layer = whose.annotator or folder, whose.layer or Layer.ANNOTATION
        return [_label(one, text, annotator, layer) for one in self._bounds.values()]


def _told_of(parts: Sequence[str]) -> str:
    """The id of what an attribute or a note is about."""
    return parts[1].partition(" ")[2].partition(" ")[0]


def _note(bound: _Bound, kind: str, said: str) -> None:
    """A note of ours, by its type; any other one is words for people."""
    if kind == "Label" and (rest := rest_of(said)):
        bound.rest = rest
    elif kind == "Tags" and (tags := texts_of(said)) is not None:
        bound.tags += tags
    elif kind == "Note" and isinstance(whole := json_of(said), str):
        bound.whole = whole
    elif kind == "Evidence" and (evidence := evidence_of(said)):
        bound.evidence.append(evidence)
    elif said.strip():
        bound.notes.append(said if kind == "AnnotatorNotes" else f"{kind}: {said}")


def _attribute(bound: _Bound, name: str, value: str) -> None:
    if name == "Confidence" and value in {"1", "2", "3", "4", "5"}:
        bound.confidence = int(value)
    elif value and name.casefold() in _VERDICT:
        bound.names.append(value)
    else:
        bound.names.append(f"{name}: {value}" if value else name)


def _fits(bound: _Bound, text: str) -> bool:
    if len(bound.spans) == 1:  # as nearly always
        start, end = bound.spans[0]
        return text[start:end] == bound.quote
    return " ".join([text[start:end] for start, end in bound.spans]) == bound.quote


def _label(bound: _Bound, text: str, annotator: str, layer: Layer) -> RawLabel:
    rest = bound.rest or _UNSAID
    spans, quote = bound.spans, bound.quote
    if _fits(bound, text):
        if rest.spans is not None or len(spans) > 1:
            spans = _whole(bound, text)
        quote = ""
    note = "\n".join(bound.notes)
    if bound.whole is not None and one_line(bound.whole) == note:
        note = bound.whole
    return RawLabel(
        tuple(bound.names), spans, quote, joint=" ", place=f"line {bound.line}",
        id=rest.id or "", annotator=rest.annotator or annotator, layer=rest.layer or layer,
        confidence=bound.confidence, note=note,
        tags=tuple(bound.tags), evidence=tuple(bound.evidence),
        created=rest.created or "", updated=rest.updated or "",
    )  # fmt: skip


def _whole(bound: _Bound, text: str) -> tuple[Place, ...]:
    """The spans before they were split at line ends: those that we have noted, while splitting
    them gives what brat has, else with the mentions that only line ends part made one."""
    noted = _places(bound.rest.spans, len(text)) if bound.rest else ()
    if noted and pieces(text, (Span(*one) for one in noted)) == list(bound.spans):
        return noted
    if bound.rest and bound.rest.spans is None:
        return bound.spans
    found = [bound.spans[0]]
    for start, end in bound.spans[1:]:
        gap = text[found[-1][1] : start]
        if gap and not gap.strip("\r\n"):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)


def _places(value: Any, length: int) -> tuple[Place, ...]:
    """Spans as our note says them, none where they are not in order inside the text."""
    if not isinstance(value, list):
        return ()
    found: list[Place] = []
    for one in value:
        if not isinstance(one, list) or [type(at) for at in one] != [int, int]:
            return ()
        start, end = one
        if not (found[-1][1] if found else 0) <= start < end <= length:
            return ()
        found.append((start, end))
    return tuple(found)


def _text(source: Source) -> tuple[str, Article, str]:
    """The text as it came, the article that it is, and its encoding."""
    name = source.name.rpartition("/")[2]
    name = f"{name.rpartition('.')[0] or name}.txt"
    beside = source.sibling(name)
    if beside is None:
        raise AnnotatorError(f"The text {name} is not beside it.", "Put it there.")
    data = _limited(read_whole(beside), name)
    understood = _understood if len(data) <= _KEPT else _understood.__wrapped__
    raw, article, encoding = understood(data)
    return raw, replace(article, created=now(), meta={"file": name}), encoding


@lru_cache(maxsize=1)
def _understood(data: bytes) -> tuple[str, Article, str]:
    """The same of bytes, without what differs from file to file: those of the next one are mostly
    the same, in the folder of another annotator."""
    clean = clean_text(data)
    raw = raw_text(data, clean)
    article = new_article(clean.text, title_of(clean.text), created="")
    return MARK + raw if clean.encoding == "utf-8-sig" else raw, article, clean.encoding


def _lines(source: Source) -> list[str]:
    data = _limited(read_whole(source.stream), "It")
    try:
        text = data.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        raise AnnotatorError(f"It is not UTF-8: {error.reason}.", "Save it as UTF-8.") from error
    if "\0" in text:
        raise AnnotatorError("It holds NUL characters.", "Is this a file of brat's?")
    lines = text.split("\n")
    return [line.removesuffix("\r") for line in lines] if "\r" in text else lines


def _limited(data: bytes | None, name: str) -> bytes:
    if data is None:
        raise AnnotatorError(f"{name} is larger than {LARGEST // 1024**2} MB.", "Split it.")
    return data


def _short(line: str) -> str:
    return f"“{line[:40]}…”" if len(line) > 40 else f"“{line}”"


def _many(what: str) -> str:
    head, space, tail = what.partition(" ")
    return f"{head}s{space}{tail}"
