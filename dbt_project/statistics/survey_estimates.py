"""Estimates from one sample whose design is strata, clusters and weights, by Taylor linearisation, as R's ``survey`` makes them.

For what the marts cannot reduce to sums of one answer: quantiles, ratios, tables of two questions, differences of two domains.
Means and shares of published figures are SQL over the aggregates and do not come from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

Floats = NDArray[np.float64]
# Shares of a total are compared with a probability as exact numbers would be.
ROUNDING = 1e-12


class Estimate(NamedTuple):
    """An estimate with its standard error, degrees of freedom and 95 % t interval."""

    value: float
    se: float
    df: int
    ci_low: float
    ci_high: float


class DomainDifference(NamedTuple):
    """Mean of the second domain minus mean of the first, with the covariance of both means and a two-sided t test."""

    first_mean: float
    second_mean: float
    covariance: float
    difference: Estimate
    t: float
    p_value: float


class Association(NamedTuple):
    """Pearson's statistic of a weighted table scaled to the number of answers, and its Rao-Scott tests."""

    pearson: float
    f: float
    numerator_df: float
    denominator_df: float
    p_value: float
    p_value_first_order: float


@dataclass(frozen=True)
class Design:
    """A sample of clusters within strata. All arrays have shape (n,); a sample without clusters has one unit per cluster.

    Attributes:
        weights: grossing-up or relative weights.
        clusters: label of the primary sampling unit, of any type; unique over strata.
        strata: label of the stratum; None is one stratum.
        population: clusters that the stratum holds in the population, the same for all its units; None is infinite.
    """

    weights: Floats
    clusters: NDArray[np.generic]
    strata: NDArray[np.generic] | None = None
    population: Floats | None = None

    @property
    def stratum_numbers(self) -> NDArray[np.int64]:
        """Number of each unit's stratum, from 0."""
        if self.strata is None:
            return np.zeros(len(self.weights), dtype=np.int64)
        return np.asarray(np.unique(self.strata, return_inverse=True)[1], dtype=np.int64)

    @property
    def df(self) -> int:
        """Clusters less strata."""
        return len(np.unique(self.clusters)) - len(np.unique(self.stratum_numbers))

    def covariance(self, scores: Floats) -> Floats:
        """Return the covariance, shape (k, k), of the totals of weighted, linearised ``scores`` of shape (n, k).

        Raises:
            ValueError: a stratum has a single cluster.
        """
        result = np.zeros((scores.shape[1], scores.shape[1]))
        numbers = self.stratum_numbers
        for stratum in np.unique(numbers):
            members = np.flatnonzero(numbers == stratum)
            _, cluster = np.unique(self.clusters[members], return_inverse=True)
            count = int(cluster.max()) + 1
            if count < 2:
                raise ValueError(f"stratum {stratum} has a single cluster: merge strata")
            totals = np.zeros((count, scores.shape[1]))
            np.add.at(totals, cluster, scores[members])
            centred = totals - totals.mean(axis=0)
            factor = 1.0 if self.population is None else 1 - count / float(self.population[members[0]])
            result += factor * count / (count - 1) * centred.T @ centred
        return result

    def estimate(self, value: float, variance: float) -> Estimate:
        """Return an estimate with the t interval of this design."""
        se = float(np.sqrt(variance))
        half = float(special.stdtrit(self.df, 0.975)) * se
        return Estimate(float(value), se, self.df, float(value) - half, float(value) + half)


def survey_ratio(design: Design, numerator: ArrayLike, denominator: ArrayLike) -> Estimate:
    """Return the ratio of two totals (as R ``svyratio``); a mean has a denominator of ones. Arrays of shape (n,)."""
    above, below = np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    total = float(design.weights @ below)
    ratio = float(design.weights @ above) / total
    scores = design.weights * (above - ratio * below) / total
    return design.estimate(ratio, design.covariance(scores[:, None])[0, 0])


def survey_quantile(design: Design, values: ArrayLike, p: float) -> Estimate:
    """Return the smallest value at or below which a weighted share of at least ``p`` lies, with Woodruff's interval (1952).

    The share at or below the estimate gets its t interval, whose ends are turned back into values by the same rule; the standard
    error is the interval's width over twice the t quantile. As R ``svyquantile(qrule="math", interval.type="mean")``.
    """
    x = np.asarray(values, dtype=float)
    order = np.argsort(x, kind="stable")
    shares = np.cumsum(design.weights[order]) / design.weights.sum()

    def quantile(probability: float) -> float:
        reached = np.flatnonzero(shares >= probability - ROUNDING)
        return float(x[order][reached[0] if len(reached) else -1])

    value = quantile(p)
    below = survey_ratio(design, x <= value, np.ones(len(x)))
    low, high = quantile(below.ci_low), quantile(below.ci_high)
    return Estimate(value, (high - low) / (2 * float(special.stdtrit(design.df, 0.975))), design.df, low, high)


def domain_difference(
    design: Design, values: ArrayLike, first: NDArray[np.bool_], second: NDArray[np.bool_]
) -> DomainDifference:
    """Compare the means of two domains of one sample (M9): clusters in both make their means covary.

    Args:
        design: of the whole sample, members of the domains or not.
        values: shape (n,).
        first: members of the first domain, shape (n,).
        second: members of the second, from which the first is taken away.
    """
    y = np.asarray(values, dtype=float)
    means, scores = [], []
    for member in (first, second):
        total = design.weights[member].sum()
        mean = float(design.weights[member] @ y[member]) / total
        means.append(mean)
        scores.append(np.where(member, design.weights * (y - mean) / total, 0.0))
    covariance = design.covariance(np.column_stack(scores))
    variance = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
    difference = design.estimate(means[1] - means[0], variance)
    t = difference.value / difference.se
    return DomainDifference(
        means[0], means[1], float(covariance[0, 1]), difference, t, 2 * float(special.stdtr(design.df, -abs(t)))
    )


def association(design: Design, rows: ArrayLike, columns: ArrayLike) -> Association:
    """Test whether two questions are independent, with the second-order correction of Rao and Scott (1984), as R ``svychisq``.

    Args:
        design: of the sample.
        rows: answers to one question, of any type, shape (n,).
        columns: answers to the other.
    """
    row_labels, row = np.unique(np.asarray(rows), return_inverse=True)
    column_labels, column = np.unique(np.asarray(columns), return_inverse=True)
    n, n_cells = len(row), len(row_labels) * len(column_labels)
    cells = np.eye(n_cells)[row * len(column_labels) + column]
    shares = design.weights @ cells / design.weights.sum()
    covariance = design.covariance(design.weights[:, None] * (cells - shares) / design.weights.sum())
    deviation = _generalised_effects(shares, covariance, n, len(row_labels), len(column_labels))
    trace = float(np.trace(deviation))
    expected = np.outer(*(shares.reshape(len(row_labels), -1).sum(axis=axis) for axis in (1, 0))).ravel()
    pearson = float(n * ((shares - expected) ** 2 / expected).sum())
    ndf = trace**2 / float(np.trace(deviation @ deviation))
    ddf = ndf * design.df
    first_order = float(stats.chi2.sf(pearson / (trace / len(deviation)), len(deviation)))
    return Association(pearson, pearson / trace, ndf, ddf, float(stats.f.sf(pearson / trace, ndf, ddf)), first_order)


def _generalised_effects(shares: Floats, covariance: Floats, n: int, n_rows: int, n_columns: int) -> Floats:
    """Return the matrix whose eigenvalues are the generalised design effects of the interaction, shape ((r-1)(c-1),) * 2."""
    rows, columns = np.eye(n_rows)[:, 1:], np.eye(n_columns)[:, 1:]
    ones = (np.ones((n_rows, 1)), np.ones((n_columns, 1)))
    main = np.hstack([np.kron(*ones), np.kron(rows, ones[1]), np.kron(ones[0], columns)])
    interaction = np.kron(rows, columns)
    contrast = interaction - main @ np.linalg.lstsq(main, interaction, rcond=None)[0]
    inverse = np.diag(np.divide(1.0, shares, out=np.zeros_like(shares), where=shares > 0))
    simple = contrast.T @ inverse @ contrast / n
    return np.asarray(np.linalg.solve(simple, contrast.T @ inverse @ covariance @ inverse @ contrast))


__all__ = [
    "Association",
    "Design",
    "DomainDifference",
    "Estimate",
    "association",
    "domain_difference",
    "survey_quantile",
    "survey_ratio",
]
