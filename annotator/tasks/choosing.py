"""What of a project goes out: whose labels, of which articles, under which names."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import ascii_uppercase
from typing import Any, Final, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from annotator.domain.claim import who_counts
from annotator.domain.dataset import Record
from annotator.domain.label import Layer, Names, names_of
from annotator.errors import AnnotatorError
from annotator.formats.format import Carries, Format, Options
from annotator.store.queries import Queries
from annotator.tasks.gold import Gold, gold
from annotator.tasks.voting import Undecided, Vote, voted

EVERYONE: Final = 0
"""For `Choices.done`: by everyone who is at the article."""

_HITS: Final = 1_000_000_000
_NAMED: Final = 20


class Choices(Struct, frozen=True):
    """What of a project goes out, and how.

    `layer`: the labels of one layer, or one label a claim by a vote; None for all that people said
    and decided. `annotators`: only theirs, by name; empty means everyone. `pseudonyms`: people are
    called A, B, C, by lot from the seed. `done`: only articles that so many have finished, or
    EVERYONE who is at them. `tags`: only articles with a label that has one of them. `search`: only
    articles in which these words are found. `split`: percentages for train, dev and test that add
    up to 100, or none for one file. `licence` and `agreement` (whether to measure it) are for the
    manifest, which is left out where `manifest` is not set.
    """

    layer: Layer | Vote | None = None
    annotators: frozenset[str] = frozenset()
    split: tuple[int, ...] = ()
    seed: int = 0
    options: Options = field(default_factory=dict)
    pseudonyms: bool = False
    done: int | None = None
    tags: frozenset[str] = frozenset()
    search: str = ""
    licence: str = ""
    agreement: bool = False
    manifest: bool = True


EVERYTHING: Final = Choices()
"""All that people said and decided, of all articles, in one file."""


class Chosen(NamedTuple):
    """A record as it goes out, its claims that came to no label, and how many of these were settled
    twice, differently."""

    record: Record
    undecided: Sequence[Undecided] = ()
    twice: int = 0


def check(choices: Choices, queries: Queries, format_: Format) -> None:
    """AnnotatorError where the choices cannot be met."""
    known = set(names_of(queries.annotators()).values())
    if strangers := choices.annotators - known:
        raise AnnotatorError(
            f"Nobody called {min(strangers)} is in this project.",
            f"There are {', '.join(sorted(known)) or 'no annotators yet'}.",
        )
    if choices.tags and (strange := choices.tags - set(tags := queries.tags())):
        raise AnnotatorError(
            f"No label has the tag {min(strange)}.",
            f"There are {', '.join(tags[:_NAMED]) or 'no tags yet'}{', …' * (len(tags) > _NAMED)}.",
        )
    if choices.layer is Vote.SOFT and not (Carries.META in format_.carries and format_.counts):
        raise AnnotatorError(
            f"{format_.name} cannot carry the counts of soft labels.",
            "Choose a format that can, such as jsonl, or the majority.",
        )
    if choices.done is not None and choices.done < 0:
        raise AnnotatorError(f"{choices.done} people cannot have finished an article.", "Give 1.")


def as_json(choices: Choices) -> dict[str, Any]:
    """The choices that say what the data are, for the manifest. Under pseudonyms it does not name
    whose labels were chosen."""
    names = len(choices.annotators) if choices.pseudonyms else sorted(choices.annotators)
    return {
        "layer": choices.layer.value if choices.layer else "all",
        "annotators": names or "all",
        "pseudonyms": choices.pseudonyms,
        "done": "everyone" if choices.done == EVERYONE else choices.done,
        "tags": sorted(choices.tags),
        "search": choices.search,
        "split": list(choices.split),
        "seed": choices.seed,
        "options": dict(sorted(choices.options.items())),
    }


def chosen(queries: Queries, choices: Choices) -> Iterator[Chosen]:
    """The records that go out, in the order in which the articles came."""
    called = pseudonyms(queries, choices) if choices.pseudonyms else {}
    found = _found(queries, choices.search)
    by_id = isinstance(choices.layer, Vote)  # two people of one name have two votes
    names = names_of(queries.annotators()) if by_id else Names()
    for record in map(_stated, queries.records(named=not by_id)):
        if found is not None and record.article.id not in found:
            continue
        if not _finished(record, choices.done):
            continue
        if choices.tags and not any(choices.tags & set(one.tags) for one in record.labels):
            continue
        if by_id:
            one = _voted(record, choices, names)
        else:
            made = gold(record) if choices.layer is Layer.GOLD else Gold(record)
            one = Chosen(_whose(made.record, choices), made.undecided, made.twice)
        yield one if not called else one._replace(record=_renamed(one.record, called, made=by_id))


def pseudonyms(queries: Queries, choices: Choices) -> dict[str, str]:
    """A letter for each name, by lot: neither the alphabet nor who came first gives them away."""
    names = sorted(names_of(queries.annotators()).values())
    random.Random(f"pseudonyms/{choices.seed}").shuffle(names)  # noqa: S311 - a lot, not a secret
    return Names((name, _letters(number)) for number, name in enumerate(names))


def _letters(number: int) -> str:
    """A, B, … Z, AA, AB, …"""
    letters = ""
    while number >= 0:
        number, last = divmod(number, 26)
        letters, number = ascii_uppercase[last] + letters, number - 1
    return letters


def _found(queries: Queries, words: str) -> set[str] | None:
    return {hit.article for hit in queries.search(words, _HITS)} if words.strip() else None


def _stated(record: Record) -> Record:
    """The record with all who count as having finished it, where anyone has said so: a file that
    names some says of the others that they have not."""
    if not record.done:
        return record
    own = {one.annotator for one in record.labels if one.layer is Layer.ANNOTATION}
    return replace(record, done=sorted(who_counts(record.done, record.begun, own)))


def _finished(record: Record, wanted: int | None) -> bool:
    if wanted is None:
        return True
    if wanted == EVERYONE:
        return bool(record.done) and not record.begun
    return len(record.done) >= wanted


def _voted(record: Record, choices: Choices, names: Mapping[str, str]) -> Chosen:
    """The record with one label a claim, out of what those say who are chosen."""
    assert isinstance(choices.layer, Vote)
    people = choices.annotators

    def those(ids: Iterable[str]) -> list[str]:
        return [one for one in ids if not people or names[one] in people]

    labels = [one for one in record.labels if not people or names[one.annotator] in people]
    said = replace(record, labels=labels, done=those(record.done), begun=those(record.begun))
    return Chosen(*voted(said, choices.layer))


def _whose(record: Record, choices: Choices) -> Record:
    """The record with the labels of one layer and of some people, and what is about only those."""
    layer, people = choices.layer, choices.annotators
    if layer is None and not people:
        return record
    labels = [
        label
        for label in record.labels
        if layer in (None, label.layer) and (not people or label.annotator in people)
    ]
    kept = {label.id for label in labels}
    decisions = [
        one
        for one in record.decisions
        if kept.issuperset(one.settles)
        and (one.label is None or one.label in kept)
        and (not people or one.adjudicator in people)
    ]
    comments = [
        one
        for one in record.comments
        if kept.issuperset(one.about) and (not people or one.annotator in people)
    ]
    plain = replace(record, labels=labels, decisions=decisions, comments=comments)
    if layer is Layer.GOLD:  # who finished has not said that nothing of it is gold
        return replace(plain, done=(), begun=())
    return replace(plain, done=[name for name in record.done if not people or name in people])


def _renamed(record: Record, called: Mapping[str, str], *, made: bool) -> Record:
    """The record with what people are called; labels that were `made` by a vote are nobody's."""
    return replace(
        record,
        labels=[
            one if made else replace(one, annotator=called[one.annotator]) for one in record.labels
        ],
        decisions=[replace(one, adjudicator=called[one.adjudicator]) for one in record.decisions],
        comments=[replace(one, annotator=called[one.annotator]) for one in record.comments],
        done=sorted(called[name] for name in record.done),
        begun=sorted(called[name] for name in record.begun if name in called),
    )  # fmt: skip
