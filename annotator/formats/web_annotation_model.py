"""The W3C's model of an annotation, as far as it is read, and what Hypothesis says in its words.

JSON-LD says once or in a list what there can be several of, and by its address or as an object what
has one: where a field can be so, it is of any type here, and the reader asks `many` or `named`.
Fields stand in the order in which we write them, which is the one that is read fastest.
"""

from __future__ import annotations

import re
from typing import Any, Final

from msgspec import UNSET, Struct, UnsetType, field

from annotator.formats.json_values import string_of

_NAMES: Final = ("name", "nickname", "account", "email", "id")
_ACCOUNT: Final = re.compile(r"acct:(.+)@[^@]+")


class Selector(Struct, frozen=True, gc=False):
    """Where in its source something is, in one of many ways; places are numbers in the two that are
    read."""

    type: Any = None
    start: Any = None
    end: Any = None
    exact: str | None = None
    prefix: str | None = None
    suffix: str | None = None
    value: Any = None


class Target(Struct, frozen=True, gc=False):
    """What an annotation is about: a part of a source."""

    source: Any = None
    article: str | None = field(default=None, name="fc:article")
    sha256: str | None = field(default=None, name="fc:sha256")
    selector: Selector | str | list[Selector | str] | None = None


class Body(Struct, frozen=True, gc=False):
    """What an annotation says: words, or a source elsewhere."""

    id: str | None = None
    purpose: Any = None
    value: str | UnsetType | None = UNSET
    source: Any = None
    selector: Selector | str | list[Selector | str] | None = None
    stance: Any = field(default=UNSET, name="fc:stance")
    url: str | None = field(default=None, name="fc:url")
    title: str | None = field(default=None, name="fc:title")
    quote: str | None = field(default=None, name="fc:quote")
    accessed: str | None = field(default=None, name="fc:accessed")
    sha256: str | None = field(default=None, name="fc:sha256")


class Annotation(Struct, frozen=True, gc=False):
    """An annotation. The last five fields are those of Hypothesis."""

    id: str | None = None
    type: Any = None
    motivation: Any = None
    creator: Any = None
    created: str | None = None
    modified: str | None = None
    body: Body | str | list[Body | str] | None = None
    body_value: str | UnsetType | None = field(default=UNSET, name="bodyValue")
    target: Target | str | list[Target | str] | None = None
    layer: Any = field(default=None, name="fc:layer")
    confidence: Any = field(default=None, name="fc:confidence")
    keys: dict[str, Any] | None = field(default=None, name="fc:keys")
    uri: str | None = None
    user: str | None = None
    text: str | None = None
    tags: list[str] | str | None = None
    updated: str | None = None


def many(value: Any) -> list[Any]:
    """What is said once or in a list."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def named(kind: str, said: Any) -> bool:
    """Whether a type, said once or in a list, is this one."""
    return said == kind or (isinstance(said, list) and kind in said)


def creator_of(one: Annotation) -> str:
    """Who made it: a name where there is one, else the address of whoever it is."""
    for creator in many(one.creator):
        if isinstance(creator, str):
            return creator
        for key in _NAMES if isinstance(creator, dict) else ():
            if found := creator.get(key):
                return string_of(found[0] if isinstance(found, list) else found, "creator")
    return ""


def of_hypothesis(one: Annotation) -> Annotation:
    """An annotation of Hypothesis as the model has it: the words are the note, the tags may be the
    verdict."""
    account = _ACCOUNT.fullmatch(one.user or "")
    bodies: list[Body | str] = [Body(purpose="tagging", value=tag) for tag in many(one.tags)]
    if one.text:
        bodies.append(Body(purpose="commenting", value=one.text))
    targets: list[Target | str] = [
        Target(target.source or one.uri, selector=target.selector)
        for target in many(one.target)
        if isinstance(target, Target)
    ]
    return Annotation(
        one.id, "Annotation", creator=account[1] if account else one.user, created=one.created,
        modified=one.updated, body=bodies, target=targets,
    )  # fmt: skip
