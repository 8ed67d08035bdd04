"""Labels of several annotators in a small text, made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from annotator.agreement.claims import claims_of
from annotator.domain.claim import Claim
from annotator.domain.label import Evidence, Label, Span, Stance, Verdict

TEXT = (
    "The bridge will cost 40% less than planned, the council said. Two thirds of the girders can "
    "stay, and 23 of the 31 bearings will be replaced. No street in the town has been repaired on "
    "time in the past five years."
)
V, D, U = Verdict.VERIFIED, Verdict.DISPUTED, Verdict.UNVERIFIABLE

_NUMBERS = count(1)


def label(
    annotator: str,
    words: str | tuple[str, ...],
    verdict: Verdict = V,
    *,
    confidence: int | None = None,
    stance: Stance | None = None,
    tags: Sequence[str] = (),
    text: str = TEXT,
) -> Label:
    """A label on these words of the text (several: fragments)."""
    pieces = (words,) if isinstance(words, str) else words
    spans = tuple(Span(text.index(one), text.index(one) + len(one)) for one in pieces)
    return Label(
        f"label {next(_NUMBERS):06}", "article", annotator, spans, verdict, " … ".join(pieces),
        confidence=confidence, tags=tuple(tags),
        evidence=(Evidence(url="https://example.org", stance=stance),) if stance else (),
        created="2025-01-01T00:00:00.000Z", updated="2025-01-01T00:00:00.000Z",
    )  # fmt: skip


def only(labels: Sequence[Label], done: str = "") -> Claim:
    """The one claim that these labels are."""
    (claim,) = claims_of(TEXT, labels, done=list(done))
    return claim
