"""The lanes under a claim: its words on one line, and under them, for each annotator, a bar beneath
the very words that they have marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from annotator.domain.claim import Claim
from annotator.domain.extents import shared
from annotator.domain.label import Label, Span
from annotator.ui.direction import runs_right_to_left
from annotator.ui.review.names import Voice
from annotator.ui.theme import SIGNS, WORDS, Theme

LANE: Final = 21
_WORDS_LINE: Final = 24
_PAD: Final = 8
_SIDE: Final = 14
_AROUND: Final = 14
"""How many characters are shown before and after the claim."""
_LEAST: Final = 30
"""A stretch is cut to no less than this, in pixels of the design."""

_LONG: Final = 400
"""More characters than this of a stretch never have room."""

_MIDDLE: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_FROM_RIGHT: Final = (
    Qt.AlignmentFlag.AlignVCenter.value
    | Qt.AlignmentFlag.AlignRight.value
    | Qt.AlignmentFlag.AlignAbsolute.value
    | Qt.TextFlag.TextForceRightToLeft.value
)


class Row(NamedTuple):
    """A lane: a name, or numbers while names are hidden, and what one annotator has marked; empty
    for those who did not mark the claim."""

    name: str
    voice: Voice


class Piece(NamedTuple):
    """A stretch on which the same labels lie, from left to right: what is shown of it, and where,
    with the first one beginning at 0."""

    span: Span
    shown: str
    left: float
    width: float


def pieces(
    text: str,
    claim: Claim,
    room: float,
    least: float,
    measure: Callable[[str], float],
    cut: Callable[[str, float], str],
) -> list[Piece]:
    """The words of a claim and some around it in so much room, cut where another label begins or
    ends. Where all of it has no room, the longest stretches lose their middle."""
    spans = [span for label in claim.labels for span in label.spans]
    stretches = list(_stretches(text, spans))
    told = [_line(text[one.start : one.end]) for one in stretches]
    widths = [measure(words) for words in told]
    if sum(widths) > room:  # what nobody has marked makes way first
        marked = [any(span.overlaps(one) for span in spans) for one in stretches]
        left = room - sum(width for width, on in zip(widths, marked, strict=True) if on)
        between = [width for width, on in zip(widths, marked, strict=True) if not on]
        most = max(least, _most(between, left)) if between and left > 0 else least
        widths = [
            width if on else min(width, most) for width, on in zip(widths, marked, strict=True)
        ]
    most = _most(widths, room)
    if most < min(least, max(widths)):  # too many of them for words: only where they begin and end
        told, most = [""] * len(told), room
        widths = [width * room / sum(widths) for width in widths]
    found, left = [], 0.0
    for span, words, width in zip(stretches, told, widths, strict=True):
        taken = min(width, most)
        shown = cut(words, taken)
        if shown and shown != words:  # it ends where a character does
            taken = min(taken, measure(shown))
        found.append(Piece(span, shown, left, taken))
        left += taken
    return found


def _line(words: str) -> str:
    half = _LONG // 2
    words = words if len(words) <= _LONG else f"{words[:half]}…{words[-half:]}"
    return words.replace("\n", " ")


def _stretches(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    low, high = min(span.start for span in spans), max(span.end for span in spans)
    before, after = text[max(0, low - _AROUND) : low], text[high : high + _AROUND]
    start = low - len(before.rsplit("\n", 1)[-1])
    end = high + len(after.split("\n", 1)[0])
    if start and text[start - 1].isalnum() and " " in text[start:low]:
        start = text.index(" ", start) + 1  # whole words
    if end < len(text) and text[end].isalnum() and " " in text[high:end]:
        end = text.rindex(" ", high, end)
    edges = {start, end, *(edge for span in spans for edge in (span.start, span.end))}
    yield from (Span(*pair) for pair in pairwise(sorted(edges)))


def _most(widths: Sequence[float], room: float) -> float:
    """How wide the widest may be, so that all of them have room."""
    left = room
    for at, width in enumerate(sorted(widths)):
        share = left / (len(widths) - at)
        if width > share:
            return share
        left -= width
    return max(widths)


def height(rows: int, theme: Theme) -> int:
    """How high so many lanes are, with the words above them."""
    return theme.px(_WORDS_LINE) + rows * theme.px(LANE) + 2 * theme.px(_PAD)


def paint_lanes(
    painter: QPainter, box: QRectF, text: str, claim: Claim, rows: Sequence[Row], theme: Theme
) -> None:
    """Names at the left, words and bars in the middle, verdicts at the right."""
    colours, px = theme.colours, theme.px
    painter.setPen(QPen(QColor(colours.line), 1))
    painter.setBrush(QColor(colours.paper))
    painter.drawRoundedRect(box, 9, 9)
    painter.setFont(theme.sans(12.5))
    quarter = box.width() * 0.24
    names = min(_widest(painter, [row.name for row in rows]), quarter)
    said = [_verdicts(row.voice, words=True) for row in rows]
    if _widest(painter, said) > quarter:
        said = [_verdicts(row.voice, words=False) for row in rows]
    verdicts = _widest(painter, said)
    inner = box.adjusted(px(_SIDE), px(_PAD), -px(_SIDE), -px(_PAD))
    track = inner.adjusted(names + px(12), 0, -verdicts - px(12), 0)
    places = _paint_words(painter, track, text, claim, theme)
    for number, (row, verdict) in enumerate(zip(rows, said, strict=True)):
        y = inner.top() + px(_WORDS_LINE) + number * px(LANE)
        lane = QRectF(track.left(), y, track.width(), px(LANE) - px(5))
        painter.setFont(theme.sans(12.5))
        name = painter.fontMetrics().elidedText(
            row.name, Qt.TextElideMode.ElideRight, round(names) + 2
        )
        painter.setPen(QColor(colours.text if row.voice else colours.muted))
        painter.drawText(QRectF(inner.left(), y, names + 4, lane.height()), _MIDDLE, name)
        if row.voice:
            alone = len({label.verdict for _, label in row.voice}) == 1
            painter.setPen(colours.ink(row.voice[0][1].verdict) if alone else QColor(colours.text))
            where = QRectF(track.right() + px(12), y, verdicts + 4, lane.height())
            painter.drawText(where, _MIDDLE, verdict)
        _paint_lane(painter, lane, places, row.voice, theme)


def _verdicts(voice: Voice, *, words: bool) -> str:
    """What an annotator says of the claim, each verdict once."""
    given = list(dict.fromkeys(label.verdict for _, label in voice))
    if words and len(given) == 1:
        return f"{SIGNS[given[0]]} {WORDS[given[0]]}"
    return " ".join(SIGNS[verdict] for verdict in given)


def _widest(painter: QPainter, texts: Sequence[str]) -> float:
    metrics = QFontMetricsF(painter.font())
    return max(map(metrics.horizontalAdvance, texts), default=0.0)


def _paint_words(
    painter: QPainter, track: QRectF, text: str, claim: Claim, theme: Theme
) -> dict[Span, tuple[float, float]]:
    """The words above the lanes; returns from where to where each stretch goes."""
    painter.setFont(theme.serif(14))
    metrics = QFontMetricsF(painter.font())

    def cut(words: str, width: float) -> str:
        return metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, width + 1)

    found = pieces(text, claim, track.width(), theme.px(_LEAST), metrics.horizontalAdvance, cut)
    mirrored = runs_right_to_left(text[claim.start : claim.end])
    way = (_FROM_RIGHT if mirrored else _MIDDLE.value) | Qt.TextFlag.TextSingleLine.value
    covered = [span for label in claim.labels for span in label.spans]
    places = {}
    for piece in found:
        left = track.right() - piece.left - piece.width if mirrored else track.left() + piece.left
        places[piece.span] = left, left + piece.width
        inside = any(span.overlaps(piece.span) for span in covered)
        painter.setPen(QColor(theme.colours.text if inside else theme.colours.muted))
        where = QRectF(left, track.top(), piece.width + 1, theme.px(_WORDS_LINE) - theme.px(4))
        painter.drawText(where, way, piece.shown)
    return places


def _paint_lane(
    painter: QPainter,
    lane: QRectF,
    places: dict[Span, tuple[float, float]],
    voice: Voice,
    theme: Theme,
) -> None:
    """The bars of one annotator's labels; of several that share words, one below the other."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.colours.window))
    painter.drawRoundedRect(lane, 3, 3)
    levels = levels_of([label for _, label in voice])
    high = lane.height() / (max(levels, default=0) + 1)
    painter.setFont(theme.sans(10.5))
    for (number, label), level in zip(voice, levels, strict=True):
        strip = QRectF(lane.left(), lane.top() + level * high, lane.width(), high)
        told = f"{number} {SIGNS[label.verdict]}" if len(voice) > 1 else ""
        _paint_bars(painter, strip, places, label, told, theme)


def levels_of(labels: Sequence[Label]) -> list[int]:
    """How far below the first bar that of each label goes, so that none lies on another."""
    levels: list[int] = []
    for at, label in enumerate(labels):
        taken = {
            levels[before] for before in range(at) if shared(label.spans, labels[before].spans)
        }
        levels.append(next(level for level in range(at + 1) if level not in taken))
    return levels


def _paint_bars(
    painter: QPainter,
    lane: QRectF,
    places: dict[Span, tuple[float, float]],
    label: Label,
    told: str,
    theme: Theme,
) -> None:
    """A bar under each stretch, and in it what is told of the label, where that has room."""
    ink = theme.colours.ink(label.verdict)
    metrics = QFontMetricsF(painter.font())
    room = metrics.horizontalAdvance(told) + theme.px(6)
    for span in label.spans:
        under = [place for stretch, place in places.items() if stretch.overlaps(span)]
        left, right = min(low for low, _ in under), max(high for _, high in under)
        bar = QRectF(left, lane.top(), right - left, lane.height())
        painter.fillRect(bar, theme.colours.wash(label.verdict))
        line = bar.adjusted(0, bar.height() - theme.px(2), 0, 0)
        painter.fillRect(line, ink)
        if told and bar.width() >= room and line.top() - bar.top() >= metrics.capHeight():
            painter.setPen(ink)
            within = bar.adjusted(theme.px(3), 0, 0, -line.height())
            painter.drawText(within, _MIDDLE, told)
