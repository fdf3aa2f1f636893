"""Does a series rise or fall? Mann–Kendall and Sen's slope, seasonal and corrected for autocorrelation (measure M15).

Which series are tested together, and the verdict over all of them, is decided where the family is known
(``models/marts/mart_trend__tested.py``). When and how a series jumped belongs in ``change_points``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special
from scipy.stats import rankdata

from dbt_project.statistics.change_points import MINIMUM_SEGMENT, least_squares_break

Floats = NDArray[np.float64]
Method = Literal["mann_kendall", "mann_kendall_hamed_rao", "seasonal_mann_kendall"]

MINIMUM_POINTS = 8
MAXIMUM_LAG = 3
SEASON_LEVEL = 0.05


@dataclass(frozen=True)
class Score:
    """Kendall's S with its variance under no trend, continuity-corrected z, two-sided p and tau-b."""

    s: float
    var_s: float
    z: float
    p: float
    tau_b: float


@dataclass(frozen=True)
class Slope:
    """Sen's slope per unit of time with its interval."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Trend:
    """One series' test and slope, and the form of the test that its length and its own behaviour called for."""

    method: Method
    n: int
    score: Score
    slope: Slope


def _tie_sizes(x: Floats) -> Floats:
    return np.unique(x, return_counts=True)[1].astype(float)


def _score(s: float, var_s: float, tau_b: float) -> Score:
    z = 0.0 if var_s <= 0 else float((s - np.sign(s)) / np.sqrt(var_s))
    return Score(s, var_s, z, float(2 * special.ndtr(-abs(z))), tau_b)


def _s_and_variance(x: Floats) -> tuple[float, float]:
    n, ties = len(x), _tie_sizes(x)
    later, earlier = np.tril_indices(n, -1)
    s = float(np.sign(x[later] - x[earlier]).sum())
    variance = (n * (n - 1) * (2 * n + 5) - np.sum(ties * (ties - 1) * (2 * ties + 5))) / 18
    return s, float(variance)


def mann_kendall(values: ArrayLike, inflation: float = 1.0) -> Score:
    """Test for a monotone trend with ties and continuity correction (Mann 1945, Kendall 1975, Gilbert 1987).

    Args:
        values: shape (n,), in order of time, none missing.
        inflation: factor on the variance of S, from ``hamed_rao_inflation``.
    """
    x = np.asarray(values, dtype=float)
    s, variance = _s_and_variance(x)
    ties = _tie_sizes(x)
    pairs = len(x) * (len(x) - 1) / 2
    untied = pairs - np.sum(ties * (ties - 1)) / 2
    tau_b = float(s / np.sqrt(pairs * untied)) if untied > 0 else 0.0
    return _score(s, variance * inflation, tau_b)


def sen_slope(values: ArrayLike, times: ArrayLike, var_s: float, level: float = 0.95) -> Slope:
    """Return the median of the pairwise slopes (Sen 1968), its interval from ranks of the slopes (Gilbert 1987).

    Args:
        values: shape (n,).
        times: shape (n,), increasing; gaps are honoured.
        var_s: variance of S as used by the test, so that test and interval agree.
        level: confidence of the interval.
    """
    x, t = np.asarray(values, dtype=float), np.asarray(times, dtype=float)
    later, earlier = np.tril_indices(len(x), -1)
    return _slope_from((x[later] - x[earlier]) / (t[later] - t[earlier]), var_s, level)


def _slope_from(slopes: Floats, var_s: float, level: float) -> Slope:
    ordered = np.sort(slopes)
    reach = special.ndtri(0.5 + level / 2) * np.sqrt(var_s)
    ranks = np.array([(len(ordered) - reach) / 2, (len(ordered) + reach) / 2 + 1])
    low, high = np.interp(ranks, np.arange(1, len(ordered) + 1), ordered)
    return Slope(float(np.median(ordered)), float(low), float(high))


def seasonal_mann_kendall(values: ArrayLike, times: ArrayLike, period: int, level: float = 0.95) -> tuple[Score, Slope]:
    """Test within each season and add up (Hirsch, Slack and Smith 1982); the slope is per cycle, not per step.

    Args:
        values: shape (n,).
        times: shape (n,), whole numbers of periods, increasing; missing periods are simply absent.
        period: seasons in a cycle, 12 for months.
        level: confidence of the slope's interval.
    """
    x, t = np.asarray(values, dtype=float), np.asarray(times, dtype=int)
    s = variance = pairs = 0.0
    slopes: list[Floats] = []
    for season in range(period):
        mine = x[t % period == season]
        cycles = t[t % period == season] // period
        if len(mine) < 2:
            continue
        part, part_variance = _s_and_variance(mine)
        later, earlier = np.tril_indices(len(mine), -1)
        slopes.append((mine[later] - mine[earlier]) / (cycles[later] - cycles[earlier]))
        s, variance, pairs = s + part, variance + part_variance, pairs + len(later)
    return _score(s, variance, s / pairs), _slope_from(np.concatenate(slopes), variance, level)


def without_change(values: ArrayLike, times: ArrayLike) -> Floats:
    """Return what is left of a series after the straight line or the single step, whichever fits it better.

    Autocorrelation and season are judged on this: a step left in the series would look like both (Serinaldi and
    Kilsby 2016).
    """
    x, t = np.asarray(values, dtype=float), np.asarray(times, dtype=float)
    slope = sen_slope(x, t, 0.0).estimate
    line: Floats = np.asarray(x - slope * t - np.mean(x - slope * t))
    if len(x) < 2 * MINIMUM_SEGMENT:
        return line
    step = least_squares_break(x)
    if float(np.sum(line**2)) <= step.rss_with:
        return line
    return np.concatenate([x[: step.index] - step.mean_before, x[step.index :] - step.mean_after])


def hamed_rao_inflation(residuals: ArrayLike, maximum_lag: int = MAXIMUM_LAG, level: float = 0.95) -> float:
    """Return the factor by which autocorrelation widens the variance of S (Hamed and Rao 1998), never below one.

    Only lags whose rank autocorrelation is significant count. Negative autocorrelation would narrow the variance;
    that is not taken, because the verdict should not rest on it.
    """
    ranks = rankdata(np.asarray(residuals, dtype=float))
    n = len(ranks)
    centred = ranks - ranks.mean()
    power = float(np.sum(centred**2))
    if power == 0:
        return 1.0
    lags = np.arange(1, min(maximum_lag, n - 3) + 1)
    autocorrelation = np.array([float(np.sum(centred[lag:] * centred[:-lag])) / power for lag in lags])
    significant = np.abs(autocorrelation) > special.ndtri(0.5 + level / 2) / np.sqrt(n)
    terms = (n - lags) * (n - lags - 1) * (n - lags - 2) * autocorrelation
    return float(max(1.0, 1 + 2 / (n * (n - 1) * (n - 2)) * terms[significant].sum()))


def has_season(residuals: ArrayLike, times: ArrayLike, period: int) -> bool:
    """Say whether the same seasons rank high in every full cycle: Friedman's test in Iman and Davenport's F form.

    Args:
        residuals: shape (n,), the series without its change.
        times: shape (n,), whole numbers of periods. Cycles count back from the last one; incomplete ones are left out.
        period: seasons in a cycle.
    """
    x, t = np.asarray(residuals, dtype=float), np.asarray(times, dtype=int)
    back = (t.max() - t) // period
    cycles = [x[back == cycle] for cycle in np.unique(back)]
    full = np.array([rankdata(cycle) for cycle in cycles if len(cycle) == period])
    if len(full) < 2:
        return False
    k = len(full)
    squares = float(np.sum((full.sum(axis=0) - k * (period + 1) / 2) ** 2))
    friedman = 12 * squares / (k * period * (period + 1))
    rest = k * (period - 1) - friedman
    if rest <= 0:
        return True
    f = (k - 1) * friedman / rest
    return bool(special.fdtrc(period - 1, (period - 1) * (k - 1), f) < SEASON_LEVEL)


def judge_series(values: ArrayLike, times: ArrayLike, period: int | None, level: float = 0.95) -> Trend | None:
    """Test one series in the form it calls for; None below eight points.

    The seasonal form is used from two full cycles, where a season is detectable: without one it would compare only like
    months and throw away most of the evidence. Otherwise the plain test, corrected where the series is autocorrelated.

    Args:
        values: shape (n,), none missing.
        times: shape (n,), whole numbers of periods, increasing; gaps are honoured.
        period: seasons in a cycle (12, 4), or None where the series has no season.
        level: confidence of the slope's interval.
    """
    x, t = np.asarray(values, dtype=float), np.asarray(times, dtype=int)
    if len(x) < MINIMUM_POINTS:
        return None
    residuals = without_change(x, t)
    if period and len(x) >= 2 * period and has_season(residuals, t, period):
        score, per_cycle = seasonal_mann_kendall(x, t, period, level)
        slope = Slope(per_cycle.estimate / period, per_cycle.low / period, per_cycle.high / period)
        return Trend("seasonal_mann_kendall", len(x), score, slope)
    inflation = hamed_rao_inflation(residuals)
    score = mann_kendall(x, inflation)
    method: Method = "mann_kendall" if inflation == 1.0 else "mann_kendall_hamed_rao"
    return Trend(method, len(x), score, sen_slope(x, t, score.var_s, level))
