"""From what a foreign file says to labels: positions in code points, quotes held against the text,
words for a verdict mapped to the three. What readers of foreign formats say goes through here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from msgspec import Struct, field

from annotator.domain.anchor import Ambiguous
from annotator.domain.article import Article
from annotator.domain.dataset import KnownArticle, RawLabel, RawRecord, Record
from annotator.domain.edits import person_name
from annotator.domain.label import Label, Span, Verdict, quote_of
from annotator.domain.moved import as_moved
from annotator.domain.quoting import shortened
from annotator.domain.text import MOST_QUOTED
from annotator.domain.vocabulary import Said, said
from annotator.errors import AnnotatorError
from annotator.formats.format import Options, Refusal
from annotator.tasks.standing import RefusedError, Text, check_sound, placed, pointer, sought

_FURTHEST: Final = 2**53
"""No place of a text is so far, nor is one kept that a label was moved from: not every program
reads such numbers of JSON."""
_OURS: Final = said((), {})


class Reading(Struct, frozen=True):
    """How files are read. `as_name`: whose labels they are where a file does not say. `mapping`:
    which of a file's words are which verdict (None: a tag), `unmapped`: the verdict of labels whose
    words are none. `repair`: whether a label whose quote is not at its place goes to where the
    quote is. `unit`: that of positions, "" for what the format or its quotes say. `options`: those
    of the formats, `by_file`: those of some files alone, by what these are called. `finished`: who
    has finished every article of the files, also where nothing is labelled by them."""

    as_name: str | None = None
    mapping: Mapping[str, Verdict | None] = field(default_factory=dict)
    unmapped: Verdict | None = None
    options: Options = field(default_factory=dict)
    repair: bool = False
    unit: str = ""
    by_file: Mapping[str, Options] = field(default_factory=dict)
    finished: tuple[str, ...] = ()


class Repair(NamedTuple):
    """A label that was moved, or could be: in which file, where in it, and what is told of it; what
    it quotes, what stands at its new place, and how like the two are."""

    file: str
    place: str
    said: str
    quote: str
    there: str
    score: float

    def __str__(self) -> str:
        return (
            f"{self.file}, {self.place}: {self.said}" if self.place else f"{self.file}: {self.said}"
        )


class Seen(Struct):
    """What is told of foreign labels. `names`: the words for a verdict, with how often; `tags`:
    those that became tags; `unknown`: those for want of which a label was refused; `nameless`: how
    many were refused because nobody says whose they are; `repaired`: the labels that were moved;
    `offers`: those that could be."""

    names: Counter[str] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    nameless: int = 0
    repaired: list[Repair] = field(default_factory=list)
    offers: list[Repair] = field(default_factory=list)

    @property
    def asks(self) -> bool:
        """Whether there is something in it that a person may want to say first."""
        return bool(self.names or self.unknown or self.nameless or self.offers)


class Placing(Struct):
    """Settles the records of files."""

    find: Callable[[KnownArticle], Article | None]
    choices: Reading
    unit: str = "codepoint"
    seen: Seen = field(default_factory=Seen)
    _known: dict[tuple[str, ...], tuple[Verdict, Said]] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def settled(self, raw: RawRecord, file: str = "") -> Iterator[Record | Refusal]:
        """The record with those labels that are right, and a refusal for each other one."""
        article = raw.article
        if isinstance(article, KnownArticle):
            known = self.find(article)
            if known is None:
                called = article.title or article.source or article.id or article.sha256
                called = called or "without a name"
                said = f"The article {called} is not in the project: take in its text first."
                if (count := len(raw.labels) + len(raw.placed)) > 1:
                    said += f" {count:,} labels are of it."
                yield Refusal(raw.place, said)
                return
            article = known
        text = Text(article, pointer(raw.raw or article.text, article.text, self.unit))
        labels = list(raw.placed)
        ids = {one.id for one in labels if one.id}
        quoted = sum(len(one.quote) for one in labels)
        for one in raw.labels:
            try:
                if one.id and one.id in ids:
                    raise RefusedError(f"A label with its id {shortened(one.id)} came before it.")
                label = self._label(one, text, (file, one.place or raw.place))
                quoted += len(label.quote)
                if quoted > MOST_QUOTED:
                    raise RefusedError(
                        f"With it the labels would quote over {MOST_QUOTED:,} characters."
                    )
                labels.append(label)
                ids.add(one.id)
            except RefusedError as error:
                yield Refusal(one.place or raw.place, str(error))
        decisions = []
        for decision in raw.decisions:
            if decision.label is None or decision.label in ids:
                decisions.append(decision)
            else:
                said = f"It stands on the label {shortened(decision.label)}, which is refused."
                yield Refusal(raw.place, f"A decision is left out. {said}")
        yield Record(article, labels, decisions, raw.done, comments=raw.comments)

    def _label(self, raw: RawLabel, text: Text, place: tuple[str, str]) -> Label:
        check_sound(raw)
        article = text.article
        verdict, names = self._said(raw)
        annotator = self._names.get(raw.annotator) or self._name(raw.annotator)
        meta = raw.meta
        try:
            spans, quote = placed(raw, text)
        except RefusedError as error:
            spans, moved = self._moved(raw, text, str(error), place)
            quote, meta = quote_of(article.text, spans), {**meta, **moved}
        created = raw.created or article.created
        tags = raw.tags
        if names.tags:
            tags = (*tags, *names.tags)
            self.seen.tags.update(names.unmapped)
        return Label(
            raw.id, article.id, annotator, spans, verdict, quote, raw.layer, raw.confidence,
            raw.note, tuple(dict.fromkeys(tags)) if tags else (), raw.evidence, created,
            raw.updated or created, meta,
        )  # fmt: skip

    def _said(self, raw: RawLabel) -> tuple[Verdict, Said]:
        if raw.verdict is not None:
            return raw.verdict, _OURS
        for name in raw.names:
            self.seen.names[name] += 1
        known = self._known.get(raw.names)
        if known is None:  # a file has a few words for its verdicts, and many labels
            known = self._known[raw.names] = self._understood(raw.names)
        return known

    def _understood(self, names: tuple[str, ...]) -> tuple[Verdict, Said]:
        found = said(names, self.choices.mapping)
        if found.contradictory:
            raise RefusedError(f"{' and '.join(names)} are different verdicts.")
        verdict = found.verdict or self.choices.unmapped
        if verdict is None:
            self.seen.unknown.update(names)
            what = " or ".join(shortened(name) for name in names)
            raise RefusedError(
                f"{what} is none of the three verdicts." if what else "It has no verdict."
            )
        return verdict, found

    def _name(self, given: str) -> str:
        name = given or self.choices.as_name
        if not name:
            self.seen.nameless += 1
            raise RefusedError("It does not say whose label it is.")
        try:
            self._names[given] = found = person_name(name)
        except AnnotatorError as error:
            raise RefusedError(error.problem) from error
        return found

    def _moved(
        self, raw: RawLabel, text: Text, why: str, place: tuple[str, str]
    ) -> tuple[tuple[Span, ...], dict[str, Any]]:
        """The place of the quote, where there is one and it is asked for."""
        if any(abs(at) > _FURTHEST for place_ in raw.spans for at in place_):
            raise RefusedError(why)
        found = sought(raw, text)
        if isinstance(found, Ambiguous):
            raise RefusedError(f"{why} It stands in {found.places} places that are as good.")
        if found is None:
            raise RefusedError(why)
        spans, score = found
        if not raw.spans and score == 1:
            return spans, {}  # it gave no place but these words, which stand only there
        where = " ".join(f"{span.start}-{span.end}" for span in spans)
        new = quote_of(text.article.text, spans)
        there = f"{shortened(new)} at {where} (score {score:.2f})"
        if not self.choices.repair:
            said = f"{why} Its place could be {there}."
            self.seen.offers.append(Repair(*place, said, raw.quote, new, score))
            raise RefusedError(said)
        said = f"{why} It was put to {there}."
        self.seen.repaired.append(Repair(*place, said, raw.quote, new, score))
        return spans, as_moved(raw.quote, raw.spans, score)
