"""Which column of a table of articles is what: by what it is called, or as the person says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from annotator.errors import AnnotatorError
from annotator.formats.format import Option, Options

TEXT: Final = "text"
NONE: Final = "-"
"""What a person names where no column is to be taken."""

NAMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        TEXT: tuple(
            "text body content full_text fulltext article_text article_body articlebody main_text "
            "maintext raw_text plain_text document story volltext inhalt texte contenu "
            "texto contenido cuerpo testo".split()
        ),
        "title": tuple(
            "title headline heading article_title name titel überschrift titre titulo título "
            "titolo".split()
        ),
        "source": tuple(
            "url link address uri web_url source_url article_url permalink canonical_url source "
            "publisher outlet quelle".split()
        ),
        "published": tuple(
            "published date published_at publication_date publish_date published_date pub_date "
            "pubdate date_published datepublished datum fecha".split()
        ),
        "language": tuple("language lang locale sprache langue idioma".split()),
        "id": tuple("id article_id doc_id document_id uuid guid".split()),
    }
)
"""What columns are called that mean a field, the likelier first. “Article” is not among them: it
is an id as often as a text."""

OPTIONS: Final = tuple(
    Option(
        f"{name}-column",
        f"The column of {words}; {NONE} for none, by default as it is called",
        reading=True,
        writing=False,
    )
    for name, words in {
        TEXT: "the text",
        "title": "the title",
        "source": "the address or source",
        "published": "the date",
        "language": "the language",
        "id": "the id",
    }.items()
)
_BETWEEN: Final = re.compile(r"[\s.-]+")


def plain_name(column: str) -> str:
    """A column's name without capitals and spaces."""
    return _BETWEEN.sub("_", column.strip().lower())


def guessed(columns: Iterable[str]) -> dict[str, str]:
    """Which column is which field, as far as the names tell."""
    by_name: dict[str, str] = {}
    for column in columns:
        by_name.setdefault(plain_name(column), column)
    found: dict[str, str] = {}
    for field, names in NAMES.items():
        taken = next((by_name[name] for name in names if name in by_name), None)
        if taken is not None and taken not in found.values():
            found[field] = taken
    return found


def chosen(columns: Sequence[str], options: Options) -> tuple[dict[str, str], list[str]]:
    """Which column is which field: as the person says, else as the names tell; and those columns
    that the person names and that are not there. AnnotatorError where none is the text."""
    said = {field: options.get(f"{field}-column", "") for field in NAMES}
    absent = sorted({one for one in said.values() if one not in ("", NONE, *columns)})
    named = {field: column for field, column in said.items() if column in columns}
    free = [column for column in columns if column not in named.values()]
    found = {field: one for field, one in guessed(free).items() if said[field] != NONE} | named
    if TEXT not in found:
        raise AnnotatorError(
            f"It has no column {said[TEXT]}." if said[TEXT] in absent else
            "No column is called text, body, content or the like.",
            f"Its columns are {_listed(columns)}.",
        )  # fmt: skip
    return {field: found[field] for field in NAMES if field in found}, absent


def _listed(columns: Sequence[str]) -> str:
    shown = ", ".join(f"“{one[:60]}”" for one in columns[:30])
    return f"{shown}, …" if len(columns) > 30 else shown or "none"
