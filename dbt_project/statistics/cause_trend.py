"""Whether the rate of each cause of complaints rises or falls (measure M19): the trend test of M15 over monthly rates.

The test of one series is in ``trend``; comparing the time before a correction with the time after it is SQL.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from dbt_project.statistics.families import SEASONS, trend_verdict
from dbt_project.statistics.multiplicity import benjamini_hochberg
from dbt_project.statistics.trend import judge_series

COLUMNS = {
    "cause_key": "string",
    "n_points": "int64",
    "method": "string",
    **dict.fromkeys(["tau", "s", "p_value", "sen_slope", "ci_low", "ci_high", "p_adjusted"], "float64"),
    "verdict": "string",
}


def judge_rates(months: pd.DataFrame, false_discovery_rate: float) -> pd.DataFrame:
    """Test every cause's monthly rate and give each a verdict over all causes together.

    Args:
        months: one row per cause and month: cause_key, month, rate_per_1000; the fewer complaints the better.
        false_discovery_rate: share of wrong verdicts among those that say something changed.

    Returns:
        One row per cause, sorted, with ``COLUMNS``; the slope is rate per 1,000 and month.
    """
    rows = [_tested(str(cause), part) for cause, part in months.groupby("cause_key", sort=True)]
    tested = pd.DataFrame(rows, columns=[name for name in COLUMNS if name not in ("p_adjusted", "verdict")])
    tested["p_adjusted"] = benjamini_hochberg(tested["p_value"].to_numpy(dtype=float))
    tested["verdict"] = [
        trend_verdict(row["n_points"], False, row["p_adjusted"], -row["s"], false_discovery_rate)
        for row in tested.to_dict("records")
    ]
    return tested.astype(COLUMNS)


def _tested(cause: str, months: pd.DataFrame) -> dict[str, Any]:
    ordered = months.sort_values("month")
    moment = pd.to_datetime(ordered["month"])
    index = (moment.dt.year * 12 + moment.dt.month).to_numpy()
    found = judge_series(ordered["rate_per_1000"], index, SEASONS["month"])
    told: dict[str, Any] = {"cause_key": cause, "n_points": len(ordered)}
    if found is None:
        return told
    score, slope = found.score, found.slope
    return told | {
        "method": found.method,
        "tau": score.tau_b,
        "s": score.s,
        "p_value": score.p,
        "sen_slope": slope.estimate,
        "ci_low": slope.low,
        "ci_high": slope.high,
    }
