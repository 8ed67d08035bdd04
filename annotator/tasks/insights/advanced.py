"""The measures for those who ask for them by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from annotator.agreement.measure import Measure
from annotator.agreement.summary import Summary
from annotator.domain.label import Verdict

_NAMES: Final = {
    "f1_exact": ("F1, exact", "mean over pairs, the same verdict"),
    "f1_overlap": ("F1, overlapping", "mean over pairs, the same verdict"),
    "f1_character": ("F1, characters", "mean over pairs, the same verdict"),
    "f1_token": ("F1, words", "mean over pairs, the same verdict"),
    "kappa_verdict": ("Cohen’s κ of verdicts", "mean over pairs, on claims that both marked"),
    "scott_pi_verdict": ("Scott’s π of verdicts", "mean over pairs, on claims that both marked"),
    "alpha_verdict": ("Krippendorff’s α of verdicts", "nominal, on claims"),
    "fleiss_kappa_verdict": ("Fleiss’ κ of verdicts", "on claims"),
    "ac1_verdict": ("Gwet’s AC1 of verdicts", "on claims"),
    "percent_agreement_verdict": ("Same verdict, not corrected for chance", "share of pairs"),
    "alpha_u_1995": ("Krippendorff’s αU of 1995", "what INCEpTION and DKPro print"),
    **{
        f"alpha_u_1995_{verdict}": (f"αU of 1995, {verdict}", "a layer of its own")
        for verdict in Verdict
    },
    "gamma": ("γ", ""),
    "gamma_cat": ("γ-cat", ""),
}


def advanced_rows(of: Summary) -> list[tuple[str, Measure, str]]:
    """The (k)uα of each verdict and the advanced measures: what each is called, and a remark."""
    by_verdict = [
        (f"(k)uα, {verdict}", Measure(one.value, one.why if one.value is None else ""), "")
        for verdict, one in of.by_verdict.items()
    ]
    return [*by_verdict, *named(of)]


def named(of: Summary) -> Iterator[tuple[str, Measure, str]]:
    """What each advanced measure is called by those who ask for it, and a remark where it has a
    value: also where it is of some of the articles alone."""
    few = of.alpha_u_1995_articles < of.articles
    some = f"; of the {of.alpha_u_1995_articles:,} articles that the same people finished"
    for key, one in of.advanced.items():
        name, remark = _NAMES.get(key, (key, ""))
        remark += some if few and key.startswith("alpha_u_1995") else ""
        yield name, one, remark if one.value is not None else ""
