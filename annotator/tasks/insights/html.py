"""The whole of Insights as one HTML file: it needs nothing else, no network and no script, follows
the reader's light or dark, and prints."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final

from msgspec.structs import asdict, fields

from annotator.palette import DARK, LIGHT, Palette
from annotator.tasks.insights import words
from annotator.tasks.insights.card import Card, Value
from annotator.tasks.insights.cards import cards_of
from annotator.tasks.insights.files import write_file
from annotator.tasks.insights.gathered import Insights
from annotator.tasks.insights.svg import FONT, picture_as_svg, plot_picture

_WIDTHS: Final = {3: 290.0, 4: 400.0, 8: 840.0, 12: 1260.0}
_SPANS: Final = {
    "u-alpha": 3, "passages": 3, "verdict": 3, "settled": 3, "progress": 4, "pairs": 4,
    "confusion": 4, "drift": 8, "minutes": 4, "annotators": 12,
}  # fmt: skip
"""How many of twelve columns a card takes. One that is a table stands among the numbers only."""
_BY_NAME: Final = Palette(**{one.name: f"var(--{one.name})" for one in fields(Palette)})
"""The palette of a file whose reader chooses the look."""

_STYLE: Final = """
body { margin: 0 auto; padding: 24px; max-width: 1340px; background: var(--window);
  color: var(--text); font: 14px/1.45 %s; }
h1 { font-size: 22px; margin: 0 0 4px; } h2 { font-size: 14px; margin: 0; }
h2 span, p { color: var(--muted); } h2 span { font-weight: 400; } p { margin: 2px 0; }
main { display: grid; grid-template-columns: repeat(12, 1fr); gap: 14px; margin: 18px 0; }
section { background: var(--paper); border: 1px solid var(--line); border-radius: 9px;
  padding: 12px 16px; break-inside: avoid; min-width: 0; }
section svg { display: block; width: 100%%; height: auto; margin: 6px 0; }
.s3 { grid-column: span 3; } .s4 { grid-column: span 4; } .s8 { grid-column: span 8; }
.s12 { grid-column: span 12; }
table { border-collapse: collapse; margin: 6px 0 22px; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: 4px 0; }
th, td { text-align: left; padding: 2px 14px 2px 0; border-bottom: 1px solid var(--line); }
th { color: var(--muted); font-weight: 400; }
@media (max-width: 900px) { .s3, .s4 { grid-column: span 6; } .s8 { grid-column: span 12; } }
@media (max-width: 560px) { .s3, .s4, .s8 { grid-column: span 12; } }
@media print { body { padding: 0; background: none; } @page { size: A4 landscape; margin: 12mm; } }
"""


def write_report(of: Insights, target: Path) -> None:
    """Write the report; a file of that name is replaced once all of it is on the disk."""
    write_file(target, report_as_html(of).encode())


def report_as_html(of: Insights) -> str:
    """The report: the cards as in the window, then all numbers as tables."""
    cards = cards_of(of)
    name = escape(of.name or "Project")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">\n"
        f"<title>{name} – agreement</title>\n<style>{_style()}</style></head>\n<body>\n"
        f"<h1>{name}</h1>\n<p>{escape(words.coverage(of))}</p>\n"
        f"<main>\n{''.join(_section(card) for card in cards if card.id in _SPANS)}</main>\n"
        f"<h1>Numbers</h1>\n{''.join(map(_table, cards))}</body></html>\n"
    )


def _style() -> str:
    light, dark = _variables(LIGHT), _variables(DARK)
    return (
        f":root {{ {light} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
        f"{_STYLE % FONT}"
    )


def _variables(colours: Palette) -> str:
    return " ".join(f"--{name}: {value};" for name, value in asdict(colours).items())


def _section(card: Card) -> str:
    symbol = f" <span>{escape(card.symbol)}</span>" if card.symbol else ""
    told = f"<p>{escape(card.told)}</p>" if card.told else ""
    plot = ""
    span = _SPANS[card.id]
    if card.plot is not None:
        plot = picture_as_svg(plot_picture(card, _WIDTHS[span]), card.title, _BY_NAME)
    foot = "".join(f"<p>{escape(line)}</p>" for line in card.foot)
    title = escape(card.title)
    return f'<section class="s{span}"><h2>{title}{symbol}</h2>{told}{plot}{foot}</section>\n'


def _table(card: Card) -> str:
    if not card.rows:
        return ""
    head = "".join(f"<th>{escape(name.replace('_', ' '))}</th>" for name in card.head)
    rows = "".join(f"<tr>{''.join(_fields(row))}</tr>\n" for row in card.rows)
    return (
        f"<table><caption>{escape(card.title)}</caption><thead><tr>{head}</tr></thead>\n"
        f"<tbody>{rows}</tbody></table>\n"
    )


def _fields(row: tuple[Value, ...]) -> Iterator[str]:
    for value in row:
        said = f"{value:.4f}" if isinstance(value, float) else "–" if value is None else str(value)
        yield f"<td>{escape(said)}</td>"
