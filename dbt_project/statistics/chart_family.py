"""Charts of all series that are charted: which months are each one's baseline, and which rules it is judged by.

Frames in, frames out. Limits and rules are in ``control_charts``; which series there are is decided by
``models/marts/mart_control_chart__series``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dbt_project.statistics.control_charts import (
    D4,
    Chart,
    Flags,
    individuals,
    mean_moving_range,
    moving_ranges,
    proportions,
    rates,
    signals,
    standardised,
)

CHART_KEY = [
    "measure",
    "aspect",
    "characteristic_key",
    "count_measure",
    "exposure_measure",
    "per",
    "cut",
    "cut_value",
    "run",
]
BASELINE_MONTHS = 24
MINIMUM_BASELINE = 8
CHART_COLUMNS = {
    **dict.fromkeys(["measure", "aspect", "characteristic_key", "count_measure", "exposure_measure"], "string"),
    "per": "int64",
    **dict.fromkeys(["cut", "cut_value"], "string"),
    "run": "int64",
    "period_start": "datetime64[us]",
    "chart": "string",
    **dict.fromkeys(["centre", "sigma", "lcl", "ucl", "moving_range", "moving_range_ucl"], "float64"),
    "rule_set": "string",
    **dict.fromkeys(["signals", "first_rule"], "string"),
    **dict.fromkeys(["is_baseline", "is_provisional"], "bool"),
    **dict.fromkeys(["baseline_from", "baseline_to"], "datetime64[us]"),
    "n_baseline": "int64",
}


@dataclass(frozen=True)
class Setting:
    """The baseline's first and last day, where the profile declares them, and the rule set."""

    first: pd.Timestamp | None
    last: pd.Timestamp | None
    rule_set: str


def chart_all(series: pd.DataFrame, declared: pd.DataFrame) -> pd.DataFrame:
    """Chart every run of every series.

    Args:
        series: one row per ``CHART_KEY`` and period_start with estimate, n, n_eff and exposure.
        declared: rows of ``stg_control_chart``; the one whose measure is empty holds for every measure without its own.

    Returns:
        One row per row of ``series`` with ``CHART_COLUMNS``, sorted by key and period.
    """
    settings = _settings(declared)
    ordered = series.assign(period_start=pd.to_datetime(series["period_start"])).sort_values(
        [*CHART_KEY, "period_start"]
    )
    rows = [
        row
        for key, points in ordered.groupby(CHART_KEY, sort=True)
        for row in _charted(dict(zip(CHART_KEY, key, strict=True)), points, settings)
    ]
    return pd.DataFrame(rows, columns=list(CHART_COLUMNS)).astype(CHART_COLUMNS)


def _settings(declared: pd.DataFrame) -> dict[str, Setting]:
    rows = declared[declared["kind"] == "setting"].to_dict("records")
    found = {
        str(row["measure"]): Setting(_day(row["baseline_from"]), _day(row["baseline_to"]), str(row["rule_set"]))
        for row in rows
    }
    return {"": Setting(None, None, "western_electric"), **found}


def _day(value: Any) -> pd.Timestamp | None:
    return None if pd.isna(value) else pd.Timestamp(value)


def baseline_window(months: pd.Series, setting: Setting) -> tuple[pd.Timestamp, pd.Timestamp, bool]:
    """Return the first and last day of a run's baseline, and whether it is provisional because months are to come.

    A declared baseline that a run has no month of cannot hold for it: such a run takes its own first 24 months.
    """
    if setting.first is not None and setting.last is not None:
        first, last = setting.first.replace(day=1), setting.last + pd.offsets.MonthEnd(0)
        if bool(months.between(first, last).any()):
            return first, last, bool(months.iloc[-1] + pd.offsets.MonthEnd(0) < last)
    first = months.iloc[0]
    last = first + pd.DateOffset(months=BASELINE_MONTHS) - pd.Timedelta(days=1)
    return first, last, bool(months.iloc[-1] + pd.offsets.MonthEnd(0) < last)


def _charted(key: dict[str, Any], points: pd.DataFrame, settings: dict[str, Setting]) -> Iterator[dict[str, Any]]:
    setting = settings.get(str(key["measure"]), settings[""])
    first, last, is_provisional = baseline_window(points["period_start"], setting)
    in_baseline = points["period_start"].between(first, last).to_numpy()
    common = {
        **key,
        "rule_set": setting.rule_set,
        "is_provisional": is_provisional,
        "baseline_from": first,
        "baseline_to": last,
        "n_baseline": int(in_baseline.sum()),
    }
    limits = _limits(str(key["measure"]), int(key["per"]), points, in_baseline, setting.rule_set)
    for position, start in enumerate(points["period_start"]):
        row = {name: values[position] for name, values in limits.items()}
        yield {**common, **row, "period_start": start, "is_baseline": bool(in_baseline[position])}


def _limits(measure: str, per: int, points: pd.DataFrame, in_baseline: Flags, rule_set: str) -> dict[str, list[Any]]:
    n, x = len(points), points["estimate"].to_numpy(dtype=float)
    if in_baseline.sum() < MINIMUM_BASELINE:
        return {"signals": [""] * n, "first_rule": [None] * n, "chart": [kind_of(measure)] * n}
    chart = draw(measure, per, points, in_baseline)
    names = signals(standardised(x, chart), rule_set)
    found: dict[str, list[Any]] = {
        "chart": [chart.kind] * n,
        "centre": [chart.centre] * n,
        "sigma": list(chart.sigma),
        "lcl": list(chart.lower),
        "ucl": list(chart.upper),
        "signals": [",".join(rules) for rules in names],
        "first_rule": [rules[0] if rules else None for rules in names],
    }
    if chart.kind == "xmr":
        found["moving_range"] = list(moving_ranges(x))
        found["moving_range_ucl"] = [D4 * mean_moving_range(x[in_baseline])] * n
    return found


def kind_of(measure: str) -> str:
    """Return the chart of a measure before its base is known: shares p, rates u, everything else XmR."""
    if measure == "M1_top2_share":
        return "p"
    return "u" if measure in ("M19_complaint_rate", "M16_operation_ratio") else "xmr"


def draw(measure: str, per: int, points: pd.DataFrame, in_baseline: Flags) -> Chart:
    """Return the chart of one run in the form that its measure calls for."""
    kind = kind_of(measure)
    if kind == "p":
        return proportions(points["estimate"], points["n_eff"], in_baseline)
    if kind == "u":
        return rates(points["n"], points["exposure"] / per, in_baseline)
    return individuals(np.asarray(points["estimate"], dtype=float), in_baseline)
