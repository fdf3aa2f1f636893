"""How long something takes while part of it is not finished yet: Kaplan–Meier over counts of durations (measures M19, R29).

Thin over statsmodels. Durations come as counts of equal values, so nothing here depends on how many cases there are. Which cases
make a cell, and what an unfinished one has lasted so far, is decided by the SQL models.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import special
from statsmodels.duration.survfunc import SurvfuncRight

Floats = NDArray[np.float64]
Scale = Literal["loglog", "log"]

# The curve is a product of fractions: it counts as being at a level from this close (as R's survival).
_AT_LEVEL = 1e-8


@dataclass(frozen=True)
class Curve:
    """Share not finished after each time at which something was finished.

    Attributes:
        times: shape (k,), increasing. surv: shape (k,), S after each time. se: shape (k,), Greenwood's, NaN where S is 0.
    """

    times: Floats
    surv: Floats
    se: Floats


def kaplan_meier(times: ArrayLike, is_event: ArrayLike, counts: ArrayLike | None = None) -> Curve:
    """Return the product-limit curve (Kaplan and Meier 1958) with Greenwood's standard error (1926).

    Args:
        times: shape (n,), durations in any unit, not negative.
        is_event: shape (n,), whether it was finished then, or only followed so far.
        counts: shape (n,), how many cases each row stands for; by default one.
    """
    t, events = np.asarray(times, dtype=float), np.asarray(is_event, dtype=bool)
    weights = np.ones(len(t)) if counts is None else np.asarray(counts, dtype=float)
    if not events.any():
        nothing = np.array([], dtype=float)
        return Curve(nothing, nothing, nothing)
    fitted = SurvfuncRight(t, events.astype(int), freq_weights=weights)
    # With counts statsmodels takes Tsiatis' formula for the error of log S; Greenwood's needs only its risk sets.
    finished, at_risk = fitted.n_events, fitted.n_risk
    with np.errstate(divide="ignore", invalid="ignore"):
        se = fitted.surv_prob * np.sqrt(np.cumsum(finished / (at_risk * (at_risk - finished))))
    return Curve(np.asarray(fitted.surv_times, dtype=float), np.asarray(fitted.surv_prob, dtype=float), se)


def limits(curve: Curve, scale: Scale = "loglog", level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the pointwise interval of the curve, made on log(-log S) or on log S and never above 1; NaN where S is 0.

    Returns:
        Lower and upper limits, shape (k,) each (Kalbfleisch and Prentice 2002, section 1.4).
    """
    z = float(special.ndtri(0.5 + level / 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        log_s = np.log(curve.surv)
        if scale == "log":
            reach = z * curve.se / curve.surv
            return np.exp(log_s - reach), np.minimum(1.0, np.exp(log_s + reach))
        reach = z * curve.se / (curve.surv * log_s)
        low, high = curve.surv ** np.exp(-reach), curve.surv ** np.exp(reach)
    return np.asarray(np.where(np.isnan(curve.se), np.nan, low)), np.asarray(np.where(np.isnan(curve.se), np.nan, high))


def time_at(times: ArrayLike, surv: ArrayLike, share: float) -> float:
    """Return the time by which ``share`` was finished: the first at which the curve is at or below 1 - share.

    Where the curve lies exactly at that level, it is the middle of the flat stretch, as R's ``quantile.survfit``.
    NaN: not reached.
    """
    t, s = np.asarray(times, dtype=float), np.asarray(surv, dtype=float)
    known = ~np.isnan(s)
    t, s = t[known], s[known]
    reached = np.flatnonzero(s <= 1 - share + _AT_LEVEL)
    if len(reached) == 0:
        return float("nan")
    first = reached[0]
    below = np.flatnonzero(s < 1 - share - _AT_LEVEL)
    if s[first] < 1 - share - _AT_LEVEL or len(below) == 0:
        return float(t[first])
    return float((t[first] + t[below[0]]) / 2)


def quantile(curve: Curve, share: float, scale: Scale = "loglog", level: float = 0.95) -> tuple[float, float, float]:
    """Return the time by which ``share`` was finished and its interval (Brookmeyer and Crowley 1982); NaN: not reached.

    The ends are the times at which the pointwise limits of the curve reach the same level.
    """
    low, high = limits(curve, scale, level)
    return tuple(time_at(curve.times, side, share) for side in (curve.surv, low, high))  # type: ignore[return-value]


def survival_at(curve: Curve, time: float) -> int:
    """Return the position in the curve that holds at ``time``; -1 before the first event, where S is 1."""
    return int(np.searchsorted(curve.times, time, side="right")) - 1


@dataclass(frozen=True)
class LogRank:
    """The log-rank test of two groups; ``expected`` are the events that each group would have had were they alike."""

    chi_square: float
    p_value: float
    observed: tuple[float, float]
    expected: tuple[float, float]


def log_rank(times: ArrayLike, is_event: ArrayLike, group: ArrayLike, counts: ArrayLike | None = None) -> LogRank:
    """Test whether two groups finish equally fast (Mantel 1966).

    Args:
        times: shape (n,), durations.
        is_event: shape (n,), whether it was finished then.
        group: shape (n,), false for the first and true for the second group.
        counts: shape (n,), how many cases each row stands for; by default one.

    Returns:
        NaN for chi_square and p_value where nothing was finished while both groups had open cases.
    """
    t, events, second = np.asarray(times, dtype=float), np.asarray(is_event, bool), np.asarray(group, bool)
    weights = np.ones(len(t)) if counts is None else np.asarray(counts, dtype=float)
    at = np.unique(t[events])
    n1, n2 = (_at_risk(t[side], weights[side], at) for side in (~second, second))
    d1, d2 = (_finished(t[side & events], weights[side & events], at) for side in (~second, second))
    n, d = n1 + n2, d1 + d2
    expected1 = float(np.sum(d * n1 / n))
    variance = float(np.sum(d * n1 * n2 * (n - d) / (n**2 * np.maximum(n - 1, 1))))
    observed = (float(d1.sum()), float(d2.sum()))
    expected = (expected1, float(d.sum()) - expected1)
    if variance <= 0:
        return LogRank(float("nan"), float("nan"), observed, expected)
    chi_square = (observed[0] - expected1) ** 2 / variance
    return LogRank(chi_square, float(special.chdtrc(1, chi_square)), observed, expected)


def _at_risk(times: Floats, weights: Floats, at: Floats) -> Floats:
    order = np.argsort(times, kind="stable")
    before = np.concatenate([[0.0], np.cumsum(weights[order])])
    return np.asarray(before[-1] - before[np.searchsorted(times[order], at, side="left")])


def _finished(times: Floats, weights: Floats, at: Floats) -> Floats:
    return np.bincount(np.searchsorted(at, times), weights=weights, minlength=len(at)).astype(float)


def estimate_durations(durations: pd.DataFrame, key: list[str], unit: str) -> pd.DataFrame:
    """Return each cell's median and 90th percentile with intervals, and what closed cases alone would have said.

    Args:
        durations: one row per cell, duration and whether finished: ``key``, ``unit``, is_event, n.
        key: columns that name the cell.
        unit: the duration's column, ``hours`` or ``days``; it ends the names of the returned figures.

    Returns:
        One row per cell, sorted by key: n, n_events, p50 and p90 with their ci_low and ci_high, and closed_only_p90.
    """
    ordered = durations.sort_values([*key, unit, "is_event"], kind="stable")
    rows = [
        {**dict(zip(key, name, strict=True)), **_cell(cell, unit)}
        for name, cell in ordered.groupby(key, sort=True, dropna=False)
    ]
    figures = [f"{share}{end}_{unit}" for share in ("p50", "p90") for end in ("", "_ci_low", "_ci_high")]
    columns = [*key, "n", "n_events", *figures, f"closed_only_p90_{unit}"]
    kinds = {**dict.fromkeys(["n", "n_events"], "int64"), **dict.fromkeys(columns[len(key) + 2 :], "float64")}
    return pd.DataFrame(rows, columns=columns).astype(_key_kinds(key) | kinds)


def _key_kinds(key: list[str]) -> dict[str, str]:
    """Return the types of key columns, so that a frame without rows has them, too."""
    kinds = {"period_start": "datetime64[us]", "period_end": "datetime64[us]", "is_partial": "bool"}
    return {name: kinds.get(name, "string") for name in key}


def _cell(cell: pd.DataFrame, unit: str) -> dict[str, Any]:
    is_event = cell["is_event"].to_numpy(dtype=bool)
    times, counts = cell[unit].to_numpy(dtype=float), cell["n"].to_numpy(dtype=float)
    curve = kaplan_meier(times, is_event, counts)
    closed = kaplan_meier(times[is_event], is_event[is_event], counts[is_event])
    found: dict[str, Any] = {"n": int(counts.sum()), "n_events": int(counts[is_event].sum())}
    for name, share in (("p50", 0.5), ("p90", 0.9)):
        ends = quantile(curve, share)
        found |= dict(zip((f"{name}_{unit}", f"{name}_ci_low_{unit}", f"{name}_ci_high_{unit}"), ends, strict=True))
    return found | {f"closed_only_p90_{unit}": time_at(closed.times, closed.surv, 0.9)}


def compare_with_previous(durations: pd.DataFrame, series: list[str], period: str, unit: str) -> pd.DataFrame:
    """Test each period of each series against the one before it (log-rank).

    Args:
        durations: as for ``estimate_durations``, with the columns ``series``, ``period`` and previous_period.
        series: columns that name a series.
        period: column with the period's first day.
        unit: column with the duration.

    Returns:
        One row per series and period that has a previous one with cases: the cases of both, observed and expected events of
        the later one (more observed than expected: it was faster), chi_square and p_value.
    """
    rows = []
    for name, part in durations.groupby(series, sort=True):
        cells = dict(list(part.groupby(period, sort=True)))
        for start, cell in cells.items():
            before = cells.get(cell["previous_period"].iloc[0])
            if before is not None:
                rows.append({**dict(zip(series, name, strict=True)), period: start, **_tested(before, cell, unit)})
    figures = ["n", "n_previous", "n_events", "n_events_expected", "chi_square", "p_value"]
    kinds = _key_kinds([*series, period]) | dict.fromkeys(figures, "float64")
    return pd.DataFrame(rows, columns=[*series, period, *figures]).astype(kinds)


def _tested(before: pd.DataFrame, cell: pd.DataFrame, unit: str) -> dict[str, float]:
    both = pd.concat([before, cell])
    is_later = np.arange(len(both)) >= len(before)
    test = log_rank(both[unit], both["is_event"], is_later, both["n"])
    return {
        "n": float(cell["n"].sum()),
        "n_previous": float(before["n"].sum()),
        "n_events": test.observed[1],
        "n_events_expected": test.expected[1],
        "chi_square": test.chi_square,
        "p_value": test.p_value,
    }
