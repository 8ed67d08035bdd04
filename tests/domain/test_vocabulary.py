"""Names of others for the three verdicts."""

from __future__ import annotations

import pytest

from annotator.domain.label import Verdict
from annotator.domain.vocabulary import SAME, SHADES, mapping_from, said
from annotator.errors import AnnotatorError

V, D, U = Verdict.VERIFIED, Verdict.DISPUTED, Verdict.UNVERIFIABLE


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("SUPPORTS", V), ("REFUTES", D), ("NOT ENOUGH INFO", U), ("NOT_ENOUGH_INFO", U),
        ("Supported", V), ("Refuted", D), ("Not Enough Evidence", U), ("True", V), ("FALSE", D),
        ("verified", V), ("Disputed", D), ("unverifiable", U),
        ("half true", None), ("mixture", None), ("Claim", None), ("", None), ("…", None),
    ],
)  # fmt: skip
def test_known_names_are_mapped_already(name: str, verdict: Verdict | None) -> None:
    found = said([name], {})
    assert found.verdict is verdict
    assert found.tags == (() if verdict else (name,))


def test_a_shade_of_a_verdict_is_kept_as_a_tag_that_is_no_stranger() -> None:
    found = said(["Conflicting Evidence/Cherrypicking"], {})
    assert (found.verdict, found.unmapped) == (D, ())
    assert found.tags == ("Conflicting Evidence/Cherrypicking",)
    assert said(["Pants on fire!"], mapping_from(["pants on fire=disputed"])).tags == ()


def test_a_persons_mapping_goes_first_and_can_make_a_tag_of_a_name() -> None:
    mapping = mapping_from(["Half true=disputed", "a=b=verified", "True="])
    assert said(["half-true"], mapping).verdict is D
    assert said(["A=B"], mapping).verdict is V
    assert said(["true", "REFUTES"], mapping) == (D, ("true",), ("true",), False)


def test_two_verdicts_in_one_label_are_a_contradiction() -> None:
    assert said(["true", "false"], {}).contradictory
    assert not said(["true", "correct", "urgent"], {}).contradictory


@pytest.mark.parametrize("rule", ["", "x", "=verified", "x=maybe", "…=verified"])
def test_a_rule_that_is_none_is_said(rule: str) -> None:
    with pytest.raises(AnnotatorError, match="maps no name"):
        mapping_from([rule])


def test_no_name_stands_for_two_verdicts() -> None:
    assert not SAME.keys() & SHADES.keys()
    assert {verdict.value for verdict in Verdict} <= SAME.keys()
