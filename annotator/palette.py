"""The colours of the two looks, by what they are for, and the signs of the verdicts. No Qt: reports
and plots that are written to files have the same ones as the window."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from annotator.domain.label import Verdict

SIGNS: Final = {Verdict.VERIFIED: "✓", Verdict.DISPUTED: "✕", Verdict.UNVERIFIABLE: "?"}
"""A verdict is never colour alone."""


class Palette(Struct, frozen=True):
    """One of the two looks."""

    window: str
    paper: str
    panel: str
    line: str
    edge: str
    text: str
    muted: str
    accent: str
    selection: str
    verified: str
    verified_back: str
    disputed: str
    disputed_back: str
    unverifiable: str
    unverifiable_back: str


LIGHT: Final = Palette(
    window="#f4f4f2", paper="#fffefb", panel="#fafaf8", line="#e1e0dc", edge="#dad9d4",
    text="#1f2328", muted="#646970", accent="#2f5fd0", selection="#dbe6ff",
    verified="#0b7a5c", verified_back="#d5f0e6", disputed="#b8470b", disputed_back="#fde3d3",
    unverifiable="#6b5ca5", unverifiable_back="#e7e2f6",
)  # fmt: skip
DARK: Final = Palette(
    window="#1b1d20", paper="#212428", panel="#1f2226", line="#34383e", edge="#4b515a",
    text="#e6e7e9", muted="#9aa0a8", accent="#7aa2ff", selection="#2c3d63",
    verified="#4fd1a5", verified_back="#173a30", disputed="#ff9a62", disputed_back="#46281a",
    unverifiable="#b7a6f5", unverifiable_back="#302a4a",
)  # fmt: skip
