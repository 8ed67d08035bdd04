"""How far annotators agree: pure functions over plain values. NumPy and SciPy live here alone.

The names below are what others use. Each measure is a `Measure`, whose value is None where it is
not defined. Spans are half-open, in code points. A name is loaded when it is asked for: whoever
only groups labels to claims does not wait for NumPy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from annotator.agreement.aggregation import DawidSkene, Majority, dawid_skene, majority
    from annotator.agreement.alignment import Alignment, best_alignment
    from annotator.agreement.claims import claims_of
    from annotator.agreement.gammas import Gamma, gamma
    from annotator.agreement.matching import Matching, match
    from annotator.agreement.measure import Measure
    from annotator.agreement.nominal import (
        alpha_nominal,
        cohen_kappa,
        fleiss_kappa,
        gwet_ac1,
        percent_agreement,
        scott_pi,
    )
    from annotator.agreement.pairwise import PairCounts, pair_counts, pairwise_f1, trimmed
    from annotator.agreement.periods import Dated, DriftPoint, Period, Trend, drift, trends
    from annotator.agreement.quartiles import Spread, spread
    from annotator.agreement.resampling import Interval, bootstrap, bootstrap_all
    from annotator.agreement.study import ArticleCounts, Counted, count_articles
    from annotator.agreement.summary import Summary, summarise
    from annotator.agreement.unitizing import (
        study_statistics,
        unitizing_alpha,
        unitizing_statistics,
    )
    from annotator.agreement.unitizing_1995 import AlphaU1995, alpha_u_1995
    from annotator.agreement.unitizing_values import UnitizingAlpha, UnitizingStatistics

__all__ = [
    "Alignment", "AlphaU1995", "ArticleCounts", "Counted", "Dated", "DawidSkene", "DriftPoint",
    "Gamma", "Interval", "Majority", "Matching", "Measure", "PairCounts", "Period", "Spread",
    "Summary", "Trend", "UnitizingAlpha", "UnitizingStatistics", "alpha_nominal", "alpha_u_1995",
    "best_alignment", "bootstrap", "bootstrap_all", "claims_of", "cohen_kappa", "count_articles",
    "dawid_skene", "drift", "fleiss_kappa", "gamma", "gwet_ac1", "majority", "match",
    "pair_counts", "pairwise_f1", "percent_agreement", "scott_pi", "spread", "study_statistics",
    "summarise", "trends", "trimmed", "unitizing_alpha", "unitizing_statistics",
]  # fmt: skip

_NAMES: Final = {
    "aggregation": "DawidSkene Majority dawid_skene majority",
    "alignment": "Alignment best_alignment",
    "claims": "claims_of",
    "periods": "Dated DriftPoint Period Trend drift trends",
    "gammas": "Gamma gamma",
    "matching": "Matching match",
    "measure": "Measure",
    "nominal": "alpha_nominal cohen_kappa fleiss_kappa gwet_ac1 percent_agreement scott_pi",
    "pairwise": "PairCounts pair_counts pairwise_f1 trimmed",
    "resampling": "Interval bootstrap bootstrap_all",
    "quartiles": "Spread spread",
    "study": "ArticleCounts Counted count_articles",
    "summary": "Summary summarise",
    "unitizing": "study_statistics unitizing_alpha unitizing_statistics",
    "unitizing_1995": "AlphaU1995 alpha_u_1995",
    "unitizing_values": "UnitizingAlpha UnitizingStatistics",
}
"""What each module has for others."""


def __getattr__(name: str) -> Any:
    module = next((one for one, names in _NAMES.items() if name in names.split()), None)
    if module is None:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{module}"), name)
