"""When a series of estimates jumped, and by how much (measure M17).

Whether it changed at all is decided in ``trend``: a change point is looked for only where a trend was found, because
a search over all positions of all series would find jumps in noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import ruptures
from numpy.typing import ArrayLike, NDArray
from ruptures.base import BaseCost
from scipy import special

Floats = NDArray[np.float64]

MINIMUM_SEGMENT = 3
PENALTY = 3.0


@dataclass(frozen=True)
class Break:
    """The single best break in the mean; ``index`` is the 0-based position of the first point after it."""

    index: int
    mean_before: float
    mean_after: float
    rss_without: float
    rss_with: float
    sup_f: float

    @property
    def shift(self) -> float:
        """Return how far the mean moved."""
        return self.mean_after - self.mean_before


@dataclass(frozen=True)
class ChangePoint:
    """One step: 0-based position of its first point, its size in the unit of the series, and the size's interval."""

    index: int
    size: float
    low: float
    high: float


class WeightedMeanCost(BaseCost):
    """Weighted squared deviations from the segment's mean: PELT's cost for estimates whose standard errors differ.

    The signal has two columns: value and weight (1 / se²), so that the cost is in units of the estimates' own variance.
    """

    model = "weighted_mean"
    min_size = 1

    def fit(self, signal: Floats) -> WeightedMeanCost:
        """Take the two-column signal."""
        value, weight = signal.T
        self.signal = signal
        moments = np.column_stack([weight, weight * value, weight * value**2])
        self._sums = np.vstack([np.zeros(3), moments.cumsum(axis=0)])
        return self

    def error(self, start: int, end: int) -> float:
        """Return the cost of the segment [start, end)."""
        weight, first, second = self._sums[end] - self._sums[start]
        return float(max(0.0, second - first**2 / weight))


def least_squares_break(values: ArrayLike, minimum_segment: int = MINIMUM_SEGMENT) -> Break:
    """Find the split of a series into two means with the least sum of squares (Bai and Perron 1998, one break).

    Args:
        values: shape (n,), in order of time, without gaps in the numbering.
        minimum_segment: fewest points on either side.

    Raises:
        ValueError: when the series is shorter than two segments.
    """
    x = np.asarray(values, dtype=float)
    n = len(x)
    if n < 2 * minimum_segment:
        raise ValueError(f"{n} points cannot be split into two segments of {minimum_segment}")
    x0 = x - x.mean()
    splits = np.arange(minimum_segment, n - minimum_segment + 1)
    sums = np.cumsum(x0)[splits - 1]
    total = float(np.sum(x0**2))
    # With a zero grand mean, splitting after k points saves S_k² (1/k + 1/(n-k)).
    saved = sums**2 * (1 / splits + 1 / (n - splits))
    best = int(splits[np.argmax(saved)])
    rss = float(np.sum((x[:best] - x[:best].mean()) ** 2) + np.sum((x[best:] - x[best:].mean()) ** 2))
    sup_f = (total - rss) / (rss / (n - 2)) if rss > 0 else np.inf
    return Break(best, float(x[:best].mean()), float(x[best:].mean()), total, rss, float(sup_f))


def default_penalty(n: int, factor: float = PENALTY) -> float:
    """Return PELT's declared penalty in units of the estimates' variance: 3 ln n, one and a half times the BIC's.

    Args:
        n: points of the series.
        factor: of ln n, where the profile declares another (``reporting.change_point_penalty``).
    """
    return factor * float(np.log(n))


def change_points(
    values: ArrayLike, se: ArrayLike, penalty: float | None = None, level: float = 0.95
) -> list[ChangePoint]:
    """Find the steps of a series of estimates with PELT (Killick, Fearnhead and Eckley 2012), in order of time.

    Args:
        values: shape (n,) estimates in order of time.
        se: shape (n,) their standard errors, all positive.
        penalty: what one more step must save; ``default_penalty`` where none is given.
        level: confidence of the size's interval, which takes the step's place as known and widens by the series' own
            scatter where that exceeds its standard errors.
    """
    x, s = np.asarray(values, dtype=float), np.asarray(se, dtype=float)
    if len(x) < 2 * MINIMUM_SEGMENT:
        return []
    weight = 1.0 / s**2
    search = ruptures.Pelt(custom_cost=WeightedMeanCost(), min_size=MINIMUM_SEGMENT, jump=1)
    ends = search.fit(np.column_stack([x, weight])).predict(pen=default_penalty(len(x)) if penalty is None else penalty)
    segments = [slice(start, end) for start, end in pairwise([0, *ends])]
    scatter = _scatter(x, weight, segments)
    return [_step(x, weight, before, after, scatter, level) for before, after in pairwise(segments)]


def _scatter(x: Floats, weight: Floats, segments: list[slice]) -> float:
    """Return the Birge ratio of the residuals, never below one: too small errors are widened, none is narrowed."""
    squares = sum(float(np.sum(weight[s] * (x[s] - np.average(x[s], weights=weight[s])) ** 2)) for s in segments)
    degrees = len(x) - len(segments)
    return float(np.sqrt(max(1.0, squares / degrees))) if degrees > 0 else 1.0


def _step(x: Floats, weight: Floats, before: slice, after: slice, scatter: float, level: float) -> ChangePoint:
    size = float(np.average(x[after], weights=weight[after]) - np.average(x[before], weights=weight[before]))
    half = special.ndtri(0.5 + level / 2) * scatter * np.sqrt(1 / weight[before].sum() + 1 / weight[after].sum())
    return ChangePoint(after.start, size, float(size - half), float(size + half))
