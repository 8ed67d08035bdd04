"""Words as they are quoted on the screen, on paper and in the journal's summaries: never changed,
only set between marks, and cut."""

from __future__ import annotations


def in_quotes(words: str) -> str:
    """Words between quotation marks; between single ones where double ones stand in them."""
    left, right = ("‘", "’") if "“" in words or "”" in words else ("“", "”")
    return f"{left}{words}{right}"


def on_one_line(text: str, length: int) -> str:
    """A text on one line, cut at `length` characters."""
    line = " ".join(text[: 4 * length].split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def shortened(text: str, length: int = 40) -> str:
    """A text in quotation marks, on one line, cut at `length` characters."""
    return in_quotes(on_one_line(text, length))
