"""What others call the three verdicts. Names are compared without case, spaces and punctuation;
what is none of these is a tag, and nobody's guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from annotator.domain.label import Verdict
from annotator.errors import AnnotatorError

_NAMES: Final[Mapping[Verdict, str]] = {
    # ours; FEVER, SciFact and AVeriTeC; ClaimReview's words for a rating; MultiFC and LIAR
    Verdict.VERIFIED: """
        verified, supports, support, supported, entailment, entailed, true, mostly true,
        correct, mostly correct, accurate, mostly accurate, confirmed, fact, yes
    """,
    Verdict.DISPUTED: """
        disputed, refutes, refute, refuted, contradict, contradicts, contradiction, contradicted,
        conflicting evidence/cherrypicking, conflicting evidence, cherrypicking, conflicting,
        false, mostly false, barely true, half true, pants on fire, incorrect, inaccurate,
        misleading, partly false, partially false, fake, debunked, hoax, no
    """,
    Verdict.UNVERIFIABLE: """
        unverifiable, not enough evidence, not enough info, not enough information, nei,
        not_enough_info, neutral, unproven, unverified, unsupported, unsubstantiated, unknown,
        no evidence, lacks evidence
    """,
}
_PLAIN: Final = re.compile(r"[\W_]+")


class Said(NamedTuple):
    """What the names of a label come to: its verdict, if one, and the tags that the others are."""

    verdict: Verdict | None
    tags: tuple[str, ...]
    contradictory: bool = False


def _key(name: str) -> str:
    return _PLAIN.sub("", name).casefold()


KNOWN: Final[Mapping[str, Verdict]] = {
    _key(name): verdict for verdict, names in _NAMES.items() for name in names.split(",")
}


def verdict_of(name: str, mapping: Mapping[str, Verdict | None]) -> Verdict | None:
    """The verdict that a name stands for, by this mapping, then by what is known."""
    key = _key(name)
    return mapping[key] if key in mapping else KNOWN.get(key)


def said(names: Iterable[str], mapping: Mapping[str, Verdict | None]) -> Said:
    """The verdict that these names come to, and those that are none as tags."""
    verdicts = {name: verdict_of(name, mapping) for name in names}
    given = set(verdicts.values()) - {None}
    tags = tuple(name for name, verdict in verdicts.items() if verdict is None)
    return Said(next(iter(given)) if len(given) == 1 else None, tags, len(given) > 1)


def mapping_from(rules: Iterable[str]) -> dict[str, Verdict | None]:
    """The mapping that `NAME=verdict` says, one a name; `NAME=` makes a known name a tag."""
    mapping: dict[str, Verdict | None] = {}
    for rule in rules:
        name, equals, verdict = rule.rpartition("=")
        verdict = verdict.strip()
        if not equals or not _key(name) or verdict not in ("", *Verdict):
            raise AnnotatorError(
                f"{rule} maps no name to a verdict.",
                f"Give NAME=verdict, with one of {', '.join(Verdict)}.",
            )
        mapping[_key(name)] = Verdict(verdict) if verdict else None
    return mapping
