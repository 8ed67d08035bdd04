"""How far annotators agree: pure functions over plain values. NumPy and SciPy live here alone.

The names below are what others use. Each measure is a `Measure`, whose value is None where it is
not defined. Spans are half-open, in code points.
"""

from annotator.agreement.aggregation import DawidSkene, Majority, dawid_skene, majority
from annotator.agreement.alignment import Alignment, best_alignment
from annotator.agreement.claims import claims_of
from annotator.agreement.drift import Dated, DriftPoint, Period, Trend, drift, trends
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
from annotator.agreement.resampling import Interval, bootstrap, bootstrap_all
from annotator.agreement.spread import Spread, spread
from annotator.agreement.study import ArticleCounts, Counted, count_articles
from annotator.agreement.summary import Summary, summarise
from annotator.agreement.unitizing import study_statistics, unitizing_alpha, unitizing_statistics
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
