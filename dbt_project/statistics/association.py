"""Do two monthly series move together, and at which lag? Words of association only (requirements R17, R21).

A shared trend, step or season makes any two series look related, so all three are taken out first; what is left of the
leading series is made white and the same filter is put over the other (prewhitening, Box and Jenkins 1976). Which
series are set against each other, and the verdict over all of them, belongs in the models.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import special
from statsmodels.tsa.ar_model import ar_select_order
from statsmodels.tsa.stattools import acf, ccf

from dbt_project.statistics.trend import has_season, without_change

Floats = NDArray[np.float64]

MAXIMUM_LAG = 6
MAXIMUM_ORDER = 3
MINIMUM_PAIRS = 24
SEASON = 12

SERIES_KEY = ["measure", "aspect", "characteristic_key", "outcome_key"]
FIGURES = ["estimate", "se", "ci_low", "ci_high", "p_value", "n_eff"]
COLUMNS: dict[str, str] = {
    **dict.fromkeys(SERIES_KEY, "string"),
    "lag_months": "int64",
    **dict.fromkeys(FIGURES, "float64"),
    **dict.fromkeys(["n", "ar_order"], "int64"),
    "is_seasonal": "bool",
    **dict.fromkeys(["first_month", "last_month"], "datetime64[us]"),
}


@dataclass(frozen=True)
class Association:
    """Correlation at one lag (months by which the first series leads) with its interval; NaN below 24 pairs."""

    lag: int
    r: float
    se: float
    low: float
    high: float
    p: float
    n: int
    n_effective: float


@dataclass(frozen=True)
class Filtered:
    """Two series without change and season, both filtered by the first one's autoregression.

    Attributes:
        taken: parameters beside the mean that were estimated to take change and season out.
    """

    x: Floats
    y: Floats
    order: int
    is_seasonal: bool
    taken: int


def without_season(values: Floats, times: NDArray[np.int64]) -> tuple[Floats, bool]:
    """Return the series less its mean of each calendar month, where a season can be detected, and whether it can."""
    if len(values) < 2 * SEASON or not has_season(values, times, SEASON):
        return values, False
    means = pd.Series(values).groupby(times % SEASON).transform("mean").to_numpy()
    return np.asarray(values - means), True


def autoregression(values: Floats) -> Floats:
    """Return the coefficients of the autoregression that AIC chooses, none to three lags (statsmodels)."""
    if np.ptp(values) == 0:
        return np.empty(0)
    chosen = ar_select_order(values, MAXIMUM_ORDER, ic="aic", trend="c")
    lags = chosen.ar_lags or []
    coefficients = np.zeros(max(lags, default=0))
    for lag, coefficient in zip(lags, chosen.model.fit().params[1:], strict=True):
        coefficients[lag - 1] = coefficient
    return coefficients


def whitened(values: Floats, coefficients: Floats) -> Floats:
    """Return the series less what the autoregression expects of each point; the first points of its order are lost."""
    p = len(coefficients)
    expected = sum(coefficients[j] * values[p - 1 - j : len(values) - 1 - j] for j in range(p))
    return np.asarray(values[p:] - expected)


def prepared(x: ArrayLike, y: ArrayLike, times: ArrayLike) -> Filtered:
    """Take change and season out of both series, then prewhiten them by the first.

    Args:
        x: shape (n,), the series that may lead.
        y: shape (n,), the other.
        times: shape (n,), consecutive whole months.
    """
    t = np.asarray(times, dtype=np.int64)
    first, first_seasonal = without_season(without_change(x, t), t)
    second, second_seasonal = without_season(without_change(y, t), t)
    coefficients = autoregression(first)
    is_seasonal = first_seasonal or second_seasonal
    return Filtered(
        x=whitened(first, coefficients),
        y=whitened(second, coefficients),
        order=len(coefficients),
        is_seasonal=is_seasonal,
        taken=1 + (SEASON - 1) * is_seasonal,
    )


def effective_pairs(x: Floats, y: Floats, n: int) -> float:
    """Return how many independent pairs ``n`` autocorrelated ones are worth (Pyper and Peterman 1998), never above n."""
    lags = max(1, n // 5)
    products = acf(x, nlags=lags, fft=False)[1:] * acf(y, nlags=lags, fft=False)[1:]
    inverse = 1 / n + 2 / n * float(np.sum((n - np.arange(1, lags + 1)) / n * products))
    return float(min(n, 1 / inverse)) if inverse > 0 else float(n)


def lagged_associations(series: Filtered, level: float = 0.95) -> list[Association]:
    """Return the cross-correlation at lags of 0 to 6 months, each with Fisher's interval on its effective pairs."""
    if np.ptp(series.x) == 0 or np.ptp(series.y) == 0:
        return [_unknown(lag, max(0, len(series.x) - lag)) for lag in range(MAXIMUM_LAG + 1)]
    correlations = ccf(series.y, series.x, adjusted=False, fft=False)
    return [_at_lag(series, lag, correlations, level) for lag in range(MAXIMUM_LAG + 1)]


def _unknown(lag: int, n: int) -> Association:
    nan = float("nan")
    return Association(lag, nan, nan, nan, nan, nan, n, nan)


def _at_lag(series: Filtered, lag: int, correlations: Floats, level: float) -> Association:
    n = len(series.x) - lag
    if n < MINIMUM_PAIRS:
        return _unknown(lag, max(0, n))
    r = float(np.clip(correlations[lag], -1 + 1e-12, 1 - 1e-12))
    worth = effective_pairs(series.x, series.y, n)
    left = worth - 3 - series.taken
    if left <= 0:
        return _unknown(lag, n)
    z, se = np.arctanh(r), 1 / np.sqrt(left)
    reach = special.ndtri(0.5 + level / 2) * se
    low, high = np.tanh([z - reach, z + reach])
    p = float(2 * special.ndtr(-abs(z) / se))
    return Association(lag, r, float(se * (1 - r**2)), float(low), float(high), p, n, worth)


def outcome_figures(series: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Return one row per pair of series and lag with ``COLUMNS``, sorted.

    Args:
        series: one row per pair (``SERIES_KEY``) and month with month, satisfaction and outcome. Only the latest run of
            months without a gap counts.
        level: confidence of the intervals.
    """
    rows: list[dict[str, Any]] = []
    ordered = series.sort_values([*SERIES_KEY, "month"])
    for key, part in ordered.groupby(SERIES_KEY, sort=True):
        rows += [dict(zip(SERIES_KEY, key, strict=True)) | row for row in _pair_rows(part, level)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _pair_rows(part: pd.DataFrame, level: float) -> list[dict[str, Any]]:
    month = pd.to_datetime(part["month"])
    times = (month.dt.year * 12 + month.dt.month - 1).to_numpy(dtype=np.int64)
    breaks = np.flatnonzero(np.diff(times) != 1)
    run = slice(int(breaks[-1]) + 1 if len(breaks) else 0, None)
    x, y, t = part["satisfaction"].to_numpy(float)[run], part["outcome"].to_numpy(float)[run], times[run]
    if len(t) < MINIMUM_PAIRS:
        found = [_unknown(lag, max(0, len(t) - lag)) for lag in range(MAXIMUM_LAG + 1)]
        order, is_seasonal = 0, False
    else:
        filtered = prepared(x, y, t)
        found, order, is_seasonal = lagged_associations(filtered, level), filtered.order, filtered.is_seasonal
    common = {
        "ar_order": order,
        "is_seasonal": is_seasonal,
        "first_month": month.iloc[run].iloc[0],
        "last_month": month.iloc[run].iloc[-1],
    }
    return [
        {
            "lag_months": item.lag,
            "estimate": item.r,
            "se": item.se,
            "ci_low": item.low,
            "ci_high": item.high,
            "p_value": item.p,
            "n_eff": item.n_effective,
            "n": item.n,
            **common,
        }
        for item in found
    ]
