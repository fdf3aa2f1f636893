"""Did an improvement action do what it was meant to? Series before and after its start (measure M24).

Interrupted time series, difference in differences, and the warning that an action begun after an extreme month would
have been followed by an improvement without it. Which series an action is judged by, and the verdict over all actions,
is decided in ``action_family``. A test of two survey waves is ``two_waves``; the family's waves are ``mart_wave_test``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import statsmodels.api as sm
from numpy.typing import ArrayLike, NDArray
from scipy import special

from dbt_project.statistics.control_charts import individuals

Floats = NDArray[np.float64]

MINIMUM_SIDE = 8
MONTHS = 12
# An action may be a reaction to one of so many months before it.
RECENT = 3


@dataclass(frozen=True)
class Effect:
    """An estimated change in the unit of the series, with its standard error, t interval, p-value and degrees."""

    estimate: float
    se: float
    low: float
    high: float
    p_value: float
    df: float


@dataclass(frozen=True)
class Regression:
    """Extreme points just before a start: 0-based positions, earlier mean, and the change that its return would be."""

    positions: tuple[int, ...]
    earlier_mean: float
    expected_change: float


def newey_west_lag(n: int) -> int:
    """Return the lag of the Bartlett weights: 4 (n / 100)^(2/9), rounded down (Newey and West 1994)."""
    return int(4 * (n / 100) ** (2 / 9))


def harmonics(times: ArrayLike, n_pairs: int, period: int = MONTHS) -> Floats:
    """Return sine and cosine of the first ``n_pairs`` harmonics of a year, shape (n, 2 · n_pairs)."""
    angle = 2 * np.pi * np.asarray(times, dtype=float)[:, None] * np.arange(1, n_pairs + 1) / period
    return np.hstack([np.sin(angle), np.cos(angle)])


def season_pairs(times: ArrayLike, period: int = MONTHS) -> int:
    """Return how many harmonics a series carries: none below two years, one below four, two from there."""
    t = np.asarray(times)
    years = (t.max() - t.min() + 1) / period
    return 0 if years < 2 else 1 if years < 4 else 2


class SeriesModel:
    """An ordinary least squares fit whose errors are Newey and West's (1987): heteroscedastic and autocorrelated.

    Attributes:
        ols: the fit with classical errors; ``hac`` and ``hac_adjusted`` with robust ones, the latter with the factor
            n / (n - k). No prewhitening. Neighbours count as neighbours, also where a month between them is missing.
    """

    def __init__(self, y: Floats, design: Floats, lag: int | None = None) -> None:
        self.lag = newey_west_lag(len(y)) if lag is None else lag
        self.ols: Any = sm.OLS(y, design).fit()
        self.hac: Any = self.ols.get_robustcov_results("HAC", maxlags=self.lag, use_correction=False, use_t=False)
        self.hac_adjusted: Any = self.ols.get_robustcov_results(
            "HAC", maxlags=self.lag, use_correction=True, use_t=True
        )

    def effect(self, contrast: ArrayLike, level: float = 0.95) -> Effect:
        """Return a linear combination of the coefficients, judged by the larger of the robust and the classical error.

        In short series the robust error is often too small where there is no autocorrelation to allow for; as with
        the trend's correction, a verdict should not rest on errors that look smaller than independence makes them.

        Args:
            contrast: shape (k,).
            level: confidence of the interval.
        """
        c = np.asarray(contrast, dtype=float)
        df = float(self.ols.df_resid)
        variances = [float(c @ fit.cov_params() @ c) for fit in (self.ols, self.hac_adjusted)]
        estimate, se = float(c @ self.ols.params), float(np.sqrt(max(variances)))
        half = float(special.stdtrit(df, 0.5 + level / 2)) * se
        p = float(2 * special.stdtr(df, -abs(estimate) / se)) if se > 0 else float("nan")
        return Effect(estimate, se, estimate - half, estimate + half, p, df)


@dataclass(frozen=True)
class InterruptedSeries:
    """A level and a slope before, and how both changed at the start; terms in the order of ``TERMS``, then the season."""

    model: SeriesModel
    contrast_average: Floats
    contrast_at_end: Floats
    n_season_pairs: int

    TERMS = ("intercept", "trend", "level_change", "slope_change")

    def average(self) -> Effect:
        """Return the mean difference, over the months after the start, to what the months before would have led to."""
        return self.model.effect(self.contrast_average)

    def at_end(self) -> Effect:
        """Return that difference in the last month: further from the data before, so less certain."""
        return self.model.effect(self.contrast_at_end)


def interrupted_time_series(
    values: ArrayLike, times: ArrayLike, start: int, n_season_pairs: int = 0, lag: int | None = None
) -> InterruptedSeries:
    """Fit y ~ 1 + t + D + s (Wagner and others 2002), where s counts the months since the start, the first as 1.

    Args:
        values: shape (n,) in order of time.
        times: shape (n,), whole numbers of months, increasing; gaps are honoured by t and s.
        start: the first month of the time after.
        n_season_pairs: harmonics of the year that are added, from ``season_pairs``.
        lag: of the Bartlett weights; ``newey_west_lag`` where none is given.
    """
    y, t = np.asarray(values, dtype=float), np.asarray(times, dtype=int)
    after = (t >= start).astype(float)
    since = (t - start + 1) * after
    season = harmonics(t, n_season_pairs)
    design = np.column_stack([np.ones(len(t)), t - t[0] + 1, after, since, season])
    no_season = np.zeros(season.shape[1])
    average = np.concatenate([[0, 0, 1, since[t >= start].mean()], no_season])
    at_end = np.concatenate([[0, 0, 1, since[-1]], no_season])
    return InterruptedSeries(SeriesModel(y, design, lag), average, at_end, n_season_pairs)


def difference_in_differences(
    treated: ArrayLike, control: ArrayLike, times: ArrayLike, start: int, lag: int | None = None
) -> Effect:
    """Return how much more the treated series changed than the control: the step of their difference at the start.

    The two series are subtracted before the fit, so that what moves both, and their common season, drops out, and the
    errors of the difference's own series are allowed to be autocorrelated (Bertrand, Duflo and Mullainathan 2004).

    Args:
        treated: shape (n,), in order of time.
        control: shape (n,), the same months where nothing was done.
        times: shape (n,), whole numbers of months.
        start: the first month of the time after.
        lag: as for ``interrupted_time_series``.
    """
    difference = np.asarray(treated, dtype=float) - np.asarray(control, dtype=float)
    after = (np.asarray(times, dtype=int) >= start).astype(float)
    return SeriesModel(difference, np.column_stack([np.ones(len(after)), after]), lag).effect([0, 1])


def two_waves(before: tuple[float, float, float], after: tuple[float, float, float], level: float = 0.95) -> Effect:
    """Return the difference of two independent survey estimates, each as (estimate, se, degrees of freedom)."""
    df = before[2] + after[2]
    estimate, se = after[0] - before[0], float(np.hypot(before[1], after[1]))
    half = float(special.stdtrit(df, 0.5 + level / 2)) * se
    p = float(2 * special.stdtr(df, -abs(estimate) / se)) if se > 0 else float("nan")
    return Effect(estimate, se, estimate - half, estimate + half, p, df)


def extreme_before(values: ArrayLike, unfavourable: int) -> Regression | None:
    """Find whether the last months before a start were extreme: beyond the XmR limits of all months before them.

    Whoever acts after an extreme month will see the figure return towards its mean, whatever the action does (Galton
    1886; Barnett, van der Pols and Dobson 2005).

    Args:
        values: shape (n,), the months before the start, in order.
        unfavourable: 1 where high values are the bad ones, -1 where low ones are.

    Returns:
        None where nothing is extreme on the unfavourable side, or with fewer than eight earlier months to tell it by.
    """
    x = np.asarray(values, dtype=float)
    earlier = x[:-RECENT]
    if len(earlier) < MINIMUM_SIDE:
        return None
    chart = individuals(earlier)
    beyond = unfavourable * (x - chart.centre) > 3 * chart.sigma[0]
    positions = [int(i) for i in np.flatnonzero(beyond) if i >= len(earlier)]
    if not positions:
        return None
    return Regression(tuple(positions), chart.centre, chart.centre - float(x[positions].mean()))
