"""Where stretches of the text stand on the screen: rectangles in the document's coordinates."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from unicodedata import bidirectional

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QTextBlock, QTextDocument, QTextLine

_RIGHT = frozenset({"R", "AL", "AN"})
_LEFTWARDS = frozenset({"R", "AL"})


def blocks_between(document: QTextDocument, top: float, bottom: float) -> Iterator[QTextBlock]:
    """The paragraphs that can be seen between two heights."""
    layout = document.documentLayout()
    block = block_at(document, top)
    if block.previous().isValid():
        block = block.previous()
    while block.isValid():
        rect = layout.blockBoundingRect(block)
        if rect.top() > bottom:
            return
        if rect.bottom() >= top:
            yield block
        block = block.next()


def block_at(document: QTextDocument, y: float) -> QTextBlock:
    """The paragraph at a height, or the one nearest to it. Qt lays a text out bit by bit, and as
    long as it has not come so far, it answers with the last paragraph at first."""
    layout, point = document.documentLayout(), QPointF(0, y)
    for _ in range(2):
        position = layout.hitTest(point, Qt.HitTestAccuracy.FuzzyHit)
        block = document.findBlock(max(0, position))
        if layout.blockBoundingRect(block).top() <= y:
            break
    return block


def line_start_at(document: QTextDocument, y: float) -> int:
    """Where the line at a height begins (UTF-16, in the document)."""
    block = block_at(document, y)
    top = document.documentLayout().blockBoundingRect(block).top()
    lines = block.layout()
    for number in range(lines.lineCount()):
        line = lines.lineAt(number)
        if top + line.y() + line.height() > y:
            return block.position() + line.textStart()
    return block.position()


def rects(block: QTextBlock, start: int, end: int) -> Iterator[QRectF]:
    """The rectangles of [start, end) (UTF-16, in the document) in one paragraph, one for each line,
    and for each run where writing directions mix. They are as high as the letters."""
    layout = block.layout()
    origin = block.document().documentLayout().blockBoundingRect(block).topLeft()
    origin = QPointF(layout.position()) if origin.isNull() else origin
    first = block.position()
    mixed = _has_right_to_left(block.text())
    at = layout.lineForTextPosition(max(0, start - first)).lineNumber()
    for index in range(max(0, at), layout.lineCount()):
        line = layout.lineAt(index)
        low = max(start - first, line.textStart())
        high = min(end - first, line.textStart() + line.textLength())
        if line.textStart() >= end - first:
            return
        if low < high:
            top, height = _letters(line)
            for left, right in _runs(line, low, high) if mixed else [_run(line, low, high)]:
                yield QRectF(layout.position().x() + left, origin.y() + top, right - left, height)


def _letters(line: QTextLine) -> tuple[float, float]:
    """The top and height of a line's letters; the rest of its height is space above them."""
    height = line.ascent() + line.descent()
    return line.y(), height


def _run(line: QTextLine, low: int, high: int) -> tuple[float, float]:
    left, right = _x(line, low), _x(line, high)
    if high == line.textStart() + line.textLength():
        right = min(right, line.naturalTextRect().right())
    return min(left, right), max(left, right)


def _runs(line: QTextLine, low: int, high: int) -> list[tuple[float, float]]:
    """Where the glyphs stand, those that touch joined: right in any mix of directions, where the
    line's own cursor positions are not (between two of them they name the other side)."""
    boxes = sorted(
        (run.boundingRect().left(), run.boundingRect().right())
        for run in line.glyphRuns(low, high - low)
    )
    joined: list[tuple[float, float]] = []
    for left, right in boxes:
        if joined and left <= joined[-1][1] + 0.5:
            joined[-1] = (joined[-1][0], max(joined[-1][1], right))
        else:
            joined.append((left, right))
    return joined


def _x(line: QTextLine, at: int) -> float:
    # Qt's stubs promise a number; some releases give it with the position that they settled on.
    found: tuple[float, int] | float = line.cursorToX(at, QTextLine.Edge.Leading)  # type: ignore[assignment]
    return found[0] if isinstance(found, tuple) else found


def reads_leftwards(block: QTextBlock, position: int) -> bool:
    """Whether the character there (UTF-16, in the document) is read from right to left."""
    units = block.text().encode("utf-16-le", "surrogatepass")
    at = 2 * (position - block.position())
    char = units[at : at + 2].decode("utf-16-le", "replace")
    kind = bidirectional(char) if char else ""
    if kind in ("", "WS", "ON", "CS", "ES", "ET", "NSM", "BN"):  # as its paragraph is
        return block.textDirection() == Qt.LayoutDirection.RightToLeft
    return kind in _LEFTWARDS


@lru_cache(maxsize=512)
def _has_right_to_left(text: str) -> bool:
    return not text.isascii() and any(bidirectional(char) in _RIGHT for char in text)
