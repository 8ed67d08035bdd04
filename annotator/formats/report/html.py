"""The HTML report, out: the articles as they look in the app, with their labels, evidence and a
legend, in one file that needs no network and no script, follows the reader's light or dark, and
prints."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from annotator.domain.article import Article, byline
from annotator.domain.dataset import Record
from annotator.domain.label import Verdict
from annotator.formats.format import ALL, Carries, Format, Option, Options, Output, Purpose
from annotator.formats.report.cards import address_as_html, cards_as_html, done_as_html
from annotator.formats.report.marks import counts_as_html, escaped, in_order, text_as_html
from annotator.formats.report.style import STYLE
from annotator.palette import SIGNS

_LINES: Final = {
    Verdict.VERIFIED: "a solid line",
    Verdict.DISPUTED: "a wavy line",
    Verdict.UNVERIFIABLE: "a dotted line",
}


def write(records: Iterable[Record], output: Output) -> None:
    """The contents stand before the articles and are known after them: these wait in a file."""
    with tempfile.TemporaryFile() as bodies:
        contents, counts = [], Counter[str]()
        for number, record in enumerate(records, 1):
            mine = Counter[str]([label.verdict for label in record.labels])
            counts += mine
            contents.append(_entry(record.article, number, mine))
            article = "".join(article_as_html(record, f"{number}", mine, output.options))
            bodies.write(article.encode())
        head = _head(output.about, counts, contents)
        output.stream.write(head.encode())
        bodies.seek(0)
        shutil.copyfileobj(bodies, output.stream)
        output.stream.write(_foot(output.about).encode())


def losses(record: Record, options: Options) -> Iterator[str]:
    """What is not shown because it was chosen so."""
    if options["review"] == "hide":
        for name, kept in (
            (Carries.DECISIONS, record.decisions),
            (Carries.COMMENTS, record.comments),
        ):
            yield from (name.value[1] for _ in kept)


def article_as_html(
    record: Record, key: str, counts: Mapping[str, int], options: Options
) -> Iterator[str]:
    """One article with its labels; `key` makes its anchors unique."""
    article, labels = record.article, in_order(record.labels)
    title, text = article.title, article.text
    language = f' lang="{escaped(article.language)}"' if article.language else ""
    # A text that begins with its title shows it by itself, as it does in the app.
    begins = text.lstrip().split("\n", 1)[0].lstrip("# ").strip() == title.strip()
    hidden = " class=own" if begins else ""
    yield f'<article id="a{key}">\n<header><h2 dir="auto"{hidden}{language}>{escaped(title)}</h2>\n'
    parts = [f"<bdi>{escaped(part)}</bdi>" for part in byline(article)]
    parts += [*done_as_html(record.done), counts_as_html(counts)]
    source = f'<p class="muted">{address_as_html(article.source)}</p>' if article.source else ""
    yield f'<p class="muted">{" · ".join(parts)}</p>{source}</header>\n'
    yield f'<div class="text"{language}>\n'
    yield text_as_html(text, labels, title, key)
    yield "</div>\n"
    yield cards_as_html(record, labels, key, review=options["review"] == "show")
    yield "</article>\n"


def _entry(article: Article, number: int, counts: Mapping[str, int]) -> str:
    return (
        f'<li><a href="#a{number}"><bdi>{escaped(article.title)}</bdi></a> '
        f"{counts_as_html(counts)}</li>\n"
    )


def _head(about: Mapping[str, Any], counts: Mapping[str, int], contents: list[str]) -> str:
    name = escaped(str(about.get("project") or "Fact-check"))
    many = len(contents) > 1
    listed = f"<nav><h3>Articles</h3>\n<ol>\n{''.join(contents)}</ol></nav>\n" if many else ""
    count = f"{len(contents):,} article{'' if len(contents) == 1 else 's'}"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">\n"
        f"<title>{name}</title>\n<style>\n{STYLE}\n</style></head>\n<body>\n"
        f'<header><h1 dir="auto">{name}</h1>\n<p class="muted">{count} · '
        f"{counts_as_html(counts)}</p>\n<ul class=legend>\n{_legend()}</ul></header>\n"
        f"{listed}<main{'' if many else ' class=alone'}>\n"
    )


def _legend() -> str:
    return "".join(
        f'<li><b class="{verdict.value}">{sign} {verdict.value.capitalize()}</b> '
        f'<mark class="{verdict.value} n0">{_LINES[verdict]}</mark></li>\n'
        for verdict, sign in SIGNS.items()
    )


def _foot(about: Mapping[str, Any]) -> str:
    licence = about.get("licence")
    said = f"<footer>Licence: {escaped(str(licence))}</footer>\n" if licence else ""
    return f"</main>\n{said}</body></html>\n"


FORMAT: Final = Format(
    "html",
    "HTML report: the articles as they look here, to read and to print",
    (".html",),
    carries=ALL - {Carries.IDS, Carries.META},
    write=write,
    purpose=Purpose.READING,
    losses=losses,
    options=(
        Option(
            "review",
            "Decisions and comments",
            {"show": "are shown", "hide": "are left out"},
            "show",
        ),
    ),
)
