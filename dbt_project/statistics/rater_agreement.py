"""Agreement of raters on any level of measurement, thin over statsmodels and the krippendorff package.

Cohen's kappa with its standard error, and what decides whether a coder is used, are in ``dbt_project.statistics.agreement``.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import krippendorff
import numpy as np
from numpy.typing import ArrayLike, NDArray
from statsmodels.stats import inter_rater


class FleissKappa(NamedTuple):
    """Fleiss' kappa, the two shares that it compares, kappa of each category, and the standard error if there is no agreement."""

    value: float
    mean_agreement: float
    chance_agreement: float
    by_category: NDArray[np.float64]
    se_without_agreement: float


def fleiss_kappa(counts: ArrayLike) -> FleissKappa:
    """Return the agreement of any raters who each put every subject in one category (Fleiss 1971).

    The standard error under no agreement is that of Fleiss, Nee and Landis (1979), Psychological Bulletin 86, 974-977.

    Args:
        counts: how many raters put the subject in the category, shape (subjects, categories); as many raters for each subject.
    """
    table = np.asarray(counts, dtype=float)
    n, raters = len(table), table[0].sum()
    shares = table.sum(axis=0) / (n * raters)
    spread = shares * (1 - shares)
    by_category = 1 - (table * (raters - table)).sum(axis=0) / (n * raters * (raters - 1) * spread)
    null_variance = (
        2 * (spread.sum() ** 2 - (spread * (1 - 2 * shares)).sum()) / (n * raters * (raters - 1) * spread.sum() ** 2)
    )
    mean = float(((table**2).sum(axis=1) - raters).mean() / (raters * (raters - 1)))
    value = float(inter_rater.fleiss_kappa(table, method="fleiss"))
    return FleissKappa(value, mean, float((shares**2).sum()), by_category, float(np.sqrt(null_variance)))


def weighted_kappa(table: ArrayLike, weights: Literal["linear", "quadratic"]) -> float:
    """Return Cohen's kappa (1968) with disagreements weighted by the steps between two ordered categories, or their square.

    Args:
        table: how often one rater said the row's and the other the column's category, shape (k, k), categories in order.
        weights: how a disagreement counts.
    """
    return float(inter_rater.cohens_kappa(np.asarray(table), wt=weights, return_results=False))


def krippendorff_alpha(ratings: ArrayLike, level: Literal["nominal", "ordinal", "interval", "ratio"]) -> float:
    """Return Krippendorff's alpha (2011) of ratings of shape (raters, units); NaN or None is no rating."""
    return float(krippendorff.alpha(np.asarray(ratings, dtype=float), level_of_measurement=level))


__all__ = ["FleissKappa", "fleiss_kappa", "krippendorff_alpha", "weighted_kappa"]
