"""What others call the three verdicts. Names are compared without case, spaces and punctuation;
what is none of these is a tag, and nobody's guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from annotator.domain.label import Verdict
from annotator.errors import AnnotatorError

_SAME: Final[Mapping[Verdict, str]] = {
    # ours; FEVER, VitaminC, Climate-FEVER, SciFact, HealthVer, AVeriTeC; NLI; plain ratings
    Verdict.VERIFIED: """
        verified, supports, support, supported, entailment, true, correct, accurate, confirmed
    """,
    Verdict.DISPUTED: """
        disputed, refutes, refute, refuted, contradict, contradicts, contradiction, false,
        incorrect, inaccurate, debunked
    """,
    Verdict.UNVERIFIABLE: """
        unverifiable, not enough evidence, not enough info, not enough information, nei, neutral,
        unproven, unverified, unsubstantiated, no evidence, lacks evidence
    """,
}
_SHADES: Final[Mapping[Verdict, str]] = {
    Verdict.VERIFIED: "mostly true, mostly correct, mostly accurate",
    Verdict.DISPUTED: """
        conflicting evidence/cherrypicking, conflicting evidence, cherrypicking, mostly false,
        barely true, pants on fire, misleading, partly false, partially false, fake, hoax, scam
    """,
}
"""What comes to a verdict and says more than that: the word is kept as a tag. Words in the middle,
such as half true or mixture, are for the person to map."""

_PLAIN: Final = re.compile(r"[\W_]+")


class Said(NamedTuple):
    """What the names of a label come to: its verdict, if one, the tags that the others are, and
    those names among them that stand for no verdict at all."""

    verdict: Verdict | None
    tags: tuple[str, ...]
    unmapped: tuple[str, ...] = ()
    contradictory: bool = False


def key_of(name: str) -> str:
    """By what names are compared; "" of one without a letter or digit."""
    return _PLAIN.sub("", name).casefold()


def _by_key(names: Mapping[Verdict, str]) -> dict[str, Verdict]:
    return {key_of(name): verdict for verdict, all_ in names.items() for name in all_.split(",")}


SAME: Final[Mapping[str, Verdict]] = _by_key(_SAME)
SHADES: Final[Mapping[str, Verdict]] = _by_key(_SHADES)


def verdict_of(name: str, mapping: Mapping[str, Verdict | None]) -> Verdict | None:
    """The verdict that a name stands for, by this mapping, then by what is known."""
    key = key_of(name)
    return mapping[key] if key in mapping else SAME.get(key) or SHADES.get(key)


def said(names: Iterable[str], mapping: Mapping[str, Verdict | None]) -> Said:
    """The verdict that these names come to, and those that are none, or more, as tags."""
    verdicts = {name: verdict_of(name, mapping) for name in names}
    given = set(verdicts.values()) - {None}
    unmapped = tuple(name for name, verdict in verdicts.items() if verdict is None)
    shades = (
        name
        for name, verdict in verdicts.items()
        if verdict is not None and key_of(name) in SHADES and key_of(name) not in mapping
    )
    verdict = next(iter(given)) if len(given) == 1 else None
    return Said(verdict, (*unmapped, *shades), unmapped, len(given) > 1)


def mapping_from(rules: Iterable[str]) -> dict[str, Verdict | None]:
    """The mapping that `NAME=verdict` says, one a name; `NAME=` makes a known name a tag."""
    mapping: dict[str, Verdict | None] = {}
    for rule in rules:
        name, equals, verdict = rule.rpartition("=")
        verdict = verdict.strip()
        if not equals or not key_of(name) or verdict not in ("", *Verdict):
            raise AnnotatorError(
                f"{rule} maps no name to a verdict.",
                f"Give NAME=verdict, with one of {', '.join(Verdict)}.",
            )
        mapping[key_of(name)] = Verdict(verdict) if verdict else None
    return mapping
