"""An article's text as HTML, with its labels under it: each in a lane of its own where they
overlap, so that every line can be told from the others, in colour or in black."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Final

from annotator.domain.label import Label
from annotator.palette import SIGNS

LANES: Final = 4
"""How many lines stand one below the other at most; what finds no lane shares the last."""

_MARKED: Final = re.compile(r"(?:(#{1,6}) +\S|(?:[-*+]|\d{1,3}[.)]) +\S)")
_PARAGRAPH: Final = re.compile(r"^.*\S", re.MULTILINE)


def in_order(labels: Iterable[Label]) -> list[Label]:
    """Labels as they stand in the text."""
    return sorted(labels, key=lambda one: (one.spans[0].start, one.spans[-1].end, one.id))


def lanes(labels: Sequence[Label]) -> list[int]:
    """The lane of each label, given in text order: the first that no earlier one has taken."""
    ends, found = [0] * LANES, []
    for label in labels:
        start, end, lane = label.start, label.end, 0
        while lane < LANES - 1 and ends[lane] > start:
            lane += 1
        if end > ends[lane]:
            ends[lane] = end
        found.append(lane)
    return found


def paragraphs(text: str) -> list[int]:
    """Where the paragraphs begin; empty lines are none."""
    return [found.start() for found in _PARAGRAPH.finditer(text)]


def paragraph_at(begins: Sequence[int], position: int) -> int:
    """In which paragraph a position stands, counting from 1."""
    return max(1, bisect_right(begins, position))


def text_as_html(text: str, labels: Sequence[Label], title: str, key: str) -> str:
    """A `<p>` for each line. `labels` are in text order; `key` makes their anchors unique."""
    marker, parts = _Marker(text, labels, key), list[str]()
    spaced = "\n\n" not in text
    start = 0
    for line in text.split("\n"):
        kind = _kind(line, title=start == 0 and line.strip() == title)
        parts.append(f'<p dir="auto"{kind or (" class=spaced" if spaced else "")}>')
        marker.line(start, start + len(line), parts)
        parts.append("</p>\n")
        start += len(line) + 1
    return "".join(parts)


def _kind(line: str, *, title: bool) -> str:
    """Headings and items of lists look as they do in the app: the text keeps its signs."""
    found = _MARKED.match(line)
    if title or (found and found[1]):
        level = 1 if title or found is None else len(found[1])
        return f' class="h h{level}" role="heading" aria-level="{min(6, level + 2)}"'
    return " class=item" if found else ""


class _Marker:
    """Gives stretches of a text, from its beginning to its end, with the labels that cover them."""

    def __init__(self, text: str, labels: Sequence[Label], key: str) -> None:
        self._text, self._key = text, key
        self._begins: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
        self._ends: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
        self._notes: defaultdict[int, list[str]] = defaultdict(list)
        for number, (label, lane) in enumerate(zip(labels, lanes(labels), strict=True), 1):
            style = (-lane, str(label.verdict))
            for span in label.spans:
                self._begins[span.start].append(style)
                self._ends[span.end].append(style)
            self._notes[label.end].append(self._note(number, label))
        self._edges = sorted({*self._begins, *self._ends})
        self._at = 0
        self._covering: dict[tuple[int, str], int] = {}
        self._open = self._close = ""

    def _note(self, number: int, label: Label) -> str:
        """The sign that leads from the end of a label to its card, and is led back to."""
        key, verdict = f"{self._key}-{number}", label.verdict
        return (
            f'<sup id="m{key}" class="{verdict}"><a href="#l{key}">'
            f"{SIGNS[verdict]}{number}</a></sup>"
        )

    def line(self, start: int, end: int, parts: list[str]) -> None:
        """Add one line to the parts. A label that goes on after it begins anew in the next one."""
        edges, notes = self._edges, self._notes
        while start < end:
            self._pass(start)
            piece = min(edges[self._at], end) if self._at < len(edges) else end
            parts += (self._open, escaped(self._text[start:piece]), self._close)
            start = piece
            if start < end and start in notes:
                parts += notes.pop(start)
        self._pass(end)
        parts += notes.pop(end, ())
        parts += notes.pop(end + 1, ())

    def _pass(self, position: int) -> None:
        """Take in what begins and ends up to a position."""
        edges, covering, at = self._edges, self._covering, self._at
        while at < len(edges) and (edge := edges[at]) <= position:
            for style in self._ends.get(edge, ()):
                if left := covering[style] - 1:
                    covering[style] = left
                else:
                    del covering[style]
            for style in self._begins.get(edge, ()):
                covering[style] = covering.get(style, 0) + 1
            at += 1
        if at > self._at:
            self._at = at
            self._open, self._close = _tags(frozenset(covering))


@lru_cache(maxsize=4096)
def _tags(styles: frozenset[tuple[int, str]]) -> tuple[str, str]:
    """What opens and closes a stretch under these lines. The first lane is innermost: its colour is
    the one that is seen."""
    opening = "".join(f'<mark class="{verdict} n{-lane}">' for lane, verdict in sorted(styles))
    return opening, "</mark>" * len(styles)


def escaped(words: str) -> str:
    """Words of people as HTML: mostly as they are, which is found out faster than replaced."""
    plain = not (
        "'" in words or '"' in words or "&" in words or "<" in words or ">" in words
    )  # in half the time of a regular expression
    return words if plain else escape(words)


def counts_as_html(counts: Mapping[str, int]) -> str:
    """How many labels of each verdict there are, with their signs."""
    return " ".join(
        f'<span class="{verdict.value}">{sign}&#8239;{counts.get(verdict.value, 0)}</span>'
        for verdict, sign in SIGNS.items()
    )
