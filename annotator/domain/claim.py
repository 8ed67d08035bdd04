"""What a review is about: how an adjudicator settled what several annotators said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """How a claim was settled."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"
    DEFERRED = "deferred"


@dataclass(frozen=True, slots=True)
class Decision:
    """A record of its own: it names the labels that it settles and the gold label that stands
    after it (or None), and leaves what the annotators said as they said it.

    `adjudicator` is an `Annotator.id` inside a project and a name in a file; `at` is UTC.
    """

    id: str
    article: str
    adjudicator: str
    settles: tuple[str, ...]
    outcome: Outcome
    label: str | None = None
    cause: str = ""
    reason: str = ""
    at: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)
