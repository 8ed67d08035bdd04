"""Ids as IRIs and back: in linked data a thing is named by one."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, unquote

OURS: Final = "urn:factcheck-annotator:"
_UUID: Final = "urn:uuid:"
_IS_UUID: Final = re.compile("-".join(rf"[0-9a-f]{{{length}}}" for length in (8, 4, 4, 4, 12)))
_IRI: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:(?:[^\s\x00-\x20<>\"{}|\\^`%\x7f-\x9f]|%[0-9A-Fa-f]{2})+"
)


def is_iri(words: str) -> bool:
    """Whether it can stand where an IRI is asked for, as it is."""
    return bool(_IRI.fullmatch(words))


def as_iri(id_: str, kind: str) -> str:
    """The IRI of a thing of this kind: a UUID as such, an IRI as it is, else one of ours."""
    if _IS_UUID.fullmatch(id_):
        return _UUID + id_
    if is_iri(id_) and not id_.startswith((OURS, _UUID)):
        return id_
    return f"{OURS}{kind}:{quote(id_, safe='')}"


def id_of(iri: str, kind: str) -> str:
    """The id that `as_iri` made an IRI of."""
    if iri.startswith(_UUID) and _IS_UUID.fullmatch(iri, len(_UUID)):
        return iri[len(_UUID) :]
    ours = f"{OURS}{kind}:"
    return unquote(iri[len(ours) :]) if iri.startswith(ours) else iri
