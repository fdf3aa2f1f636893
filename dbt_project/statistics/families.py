"""Verdicts over everything shown together: the trend family and the change points of what changed.

Frames in, frames out. The single-series statistics are in ``trend`` and ``change_points``; which figures make up a
family is decided by the SQL models that hand the frames in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from dbt_project.statistics.change_points import PENALTY, change_points, default_penalty
from dbt_project.statistics.multiplicity import benjamini_hochberg
from dbt_project.statistics.trend import MINIMUM_POINTS, Trend, judge_series

SERIES_KEY = ["measure", "aspect", "characteristic_key", "cut", "cut_value"]
SEASONS = {"month": 12, "quarter": 4}

TREND_COLUMNS = {
    **dict.fromkeys([*SERIES_KEY, "period_type"], "string"),
    **dict.fromkeys(["first_period_start", "last_period_start"], "datetime64[us]"),
    "n_points": "int64",
    "method": "string",
    **dict.fromkeys(["tau", "s", "z", "p_value", "sen_slope", "ci_low", "ci_high"], "float64"),
    **dict.fromkeys(["n", "smallest_n"], "int64"),
    "is_broken": "bool",
    "p_adjusted": "float64",
    "verdict": "string",
}
CHANGE_POINT_COLUMNS = {
    **dict.fromkeys([*SERIES_KEY, "period_type"], "string"),
    "period_start": "datetime64[us]",
    "position": "int64",
    **dict.fromkeys(["change_size", "ci_low", "ci_high"], "float64"),
    "n_points": "int64",
    "penalty": "float64",
}


def judge_trends(series: pd.DataFrame, false_discovery_rate: float) -> pd.DataFrame:
    """Test every series since its last break and give each a verdict at the family's false discovery rate.

    Args:
        series: one row per series and point with ``SERIES_KEY``, period_type, period_start, period_index, estimate,
        n and n_breaks_before.
        false_discovery_rate: share of wrong "improved" and "declined" among all such verdicts that is accepted.

    Returns:
        One row per series with ``TREND_COLUMNS``, sorted by key. A higher estimate is the better one.
    """
    rows = [_tested(key, points) for key, points in _by_series(series)]
    tested = pd.DataFrame(rows, columns=[c for c in TREND_COLUMNS if c not in ("p_adjusted", "verdict")])
    tested["p_adjusted"] = benjamini_hochberg(tested["p_value"].to_numpy(dtype=float))
    tested["verdict"] = [
        trend_verdict(row["n_points"], row["is_broken"], row["p_adjusted"], row["s"], false_discovery_rate)
        for row in tested.to_dict("records")
    ]
    return tested.astype(TREND_COLUMNS)


def trend_verdict(n_points: int, is_broken: bool, p_adjusted: float, s: float, false_discovery_rate: float) -> str:
    """Return the verdict on one series; ``s`` is Kendall's score, whose sign is the direction."""
    if n_points < MINIMUM_POINTS:
        return "not_comparable" if is_broken else "not_enough_data"
    if p_adjusted <= false_discovery_rate:
        return "improved" if s > 0 else "declined"
    return "no_detectable_change"


def find_change_points(series: pd.DataFrame, tested: pd.DataFrame, penalty: float = PENALTY) -> pd.DataFrame:
    """Find the steps of the series that were judged improved or declined.

    Args:
        series: as for ``judge_trends``, with ``se``.
        tested: what ``judge_trends`` returned.
        penalty: what one more step must save, in logarithms of the series' length.

    Returns:
        One row per series and step with ``CHANGE_POINT_COLUMNS``; position counts from 1 within a series.
    """
    changed = tested[tested["verdict"].isin(["improved", "declined"])]
    wanted = set(changed[SERIES_KEY].itertuples(index=False, name=None))
    rows = [row for key, points in _by_series(series) if key in wanted for row in _steps(key, points, penalty)]
    return pd.DataFrame(rows, columns=list(CHANGE_POINT_COLUMNS)).astype(CHANGE_POINT_COLUMNS)


def _by_series(series: pd.DataFrame) -> Iterator[tuple[tuple[str, ...], pd.DataFrame]]:
    ordered = series.sort_values([*SERIES_KEY, "period_start"])
    for key, points in ordered.groupby(SERIES_KEY, sort=True):
        yield tuple(str(part) for part in key), points


def _latest_run(points: pd.DataFrame) -> pd.DataFrame:
    is_latest = points["n_breaks_before"] == points["n_breaks_before"].max()
    return pd.DataFrame(points.loc[is_latest.to_numpy()])


def _tested(key: tuple[str, ...], points: pd.DataFrame) -> dict[str, Any]:
    run = _latest_run(points)
    period_type = run["period_type"].iloc[0]
    trend = judge_series(run["estimate"], run["period_index"], SEASONS.get(period_type))
    return {
        **dict(zip(SERIES_KEY, key, strict=True)),
        "period_type": period_type,
        "first_period_start": run["period_start"].iloc[0],
        "last_period_start": run["period_start"].iloc[-1],
        "n_points": len(run),
        "n": int(run["n"].sum()),
        "smallest_n": int(run["n"].min()),
        "is_broken": len(run) < len(points),
        **_statistics(trend),
    }


def _statistics(trend: Trend | None) -> dict[str, Any]:
    if trend is None:
        return {"method": None, **dict.fromkeys(["tau", "s", "z", "p_value", "sen_slope", "ci_low", "ci_high"], np.nan)}
    return {
        "method": trend.method,
        "tau": trend.score.tau_b,
        "s": trend.score.s,
        "z": trend.score.z,
        "p_value": trend.score.p,
        "sen_slope": trend.slope.estimate,
        "ci_low": trend.slope.low,
        "ci_high": trend.slope.high,
    }


def _steps(key: tuple[str, ...], points: pd.DataFrame, factor: float) -> list[dict[str, Any]]:
    run = _latest_run(points)
    run = run[run["se"] > 0]
    penalty = default_penalty(max(len(run), 1), factor)
    found = change_points(run["estimate"], run["se"], penalty)
    return [
        {
            **dict(zip(SERIES_KEY, key, strict=True)),
            "period_type": run["period_type"].iloc[0],
            "period_start": run["period_start"].iloc[step.index],
            "position": position,
            "change_size": step.size,
            "ci_low": step.low,
            "ci_high": step.high,
            "n_points": len(run),
            "penalty": penalty,
        }
        for position, step in enumerate(found, start=1)
    ]
