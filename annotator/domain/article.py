"""The article: a text that never moves, and what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct, field

from annotator.domain.address import host_of
from annotator.domain.ids import id_for

_LONG: Final = 100_000


def sha256_of(text: str) -> str:
    """The SHA-256 of the text's UTF-8, in hexadecimal: what makes two articles one."""
    import hashlib  # loads OpenSSL: not for a start

    return hashlib.sha256(text.encode("utf-8")).hexdigest()


class Article(Struct, frozen=True):
    """One text with its metadata. Every offset in the project counts code points of `text`.

    `published` is a date as the source gives it (ISO 8601 where it can be had), `language` a
    BCP 47 tag; both may be empty. `meta` holds whatever else came with the article.
    """

    id: str
    title: str
    text: str
    sha256: str
    source: str = ""
    published: str = ""
    language: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)
    created: str = ""

    def quote(self, start: int, end: int) -> str:
        """The text between two offsets, end-exclusive."""
        return self.text[start:end]


def new_article(
    text: str,
    title: str,
    *,
    created: str,
    id: str = "",  # noqa: A002 - the field's own name
    source: str = "",
    published: str = "",
    language: str = "",
    meta: Mapping[str, Any] | None = None,
) -> Article:
    """An article of a cleaned text; without an id of its own it gets the one of its text."""
    sha256 = sha256_of(text)
    return Article(
        id or id_for(sha256), title, text, sha256, source, published, language, meta or {}, created
    )


def byline(article: Article) -> list[str]:
    """Who published it, when, and how long it is, as far as that is known."""
    publisher = article.meta.get("publisher")
    source = publisher if isinstance(publisher, str) else host_of(article.source)
    words, length = _word_count(article.text), len(article.text)
    spaced = words * 20 > length
    count = f"{words:,} words" if spaced else f"{length:,} characters"
    return [part for part in (source, article.published, count) if part]


def _word_count(text: str) -> int:
    """How many words a text has; by its spaces where splitting it would hold up the opening."""
    if len(text) > _LONG:
        return text.count(" ") + text.count("\n") + 1
    return len(text.split())
