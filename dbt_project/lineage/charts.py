"""Walks of control charts: every month of the chart from its rows, and the limits and rules over what they give.

The months are made again from landed rows; centre, limits and rules are a procedure over them, so the models' own function
draws the chart a second time.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from dbt_project.lineage.answers import Cell
from dbt_project.lineage.derived import part_of
from dbt_project.lineage.figures import metric_id
from dbt_project.lineage.ground import Ground
from dbt_project.lineage.measures import effective_n, in_base, made_again
from dbt_project.lineage.records import counted
from dbt_project.lineage.walks import Part, Use, Walk, compared
from dbt_project.statistics.chart_family import CHART_KEY, chart_all

Row = dict[str, Any]
SETTING = ("measure", "baseline_from", "baseline_to", "rule_set")


def control_chart(ground: Ground, row: Row) -> Walk:
    """Walk a month of a control chart: all months of the chart from their rows, and this one's limits and rules."""
    months, parts = (_operations if row["aspect"] == "operation" else _survey)(ground, row, _starts(ground, row))
    declared = pd.DataFrame([{"kind": "setting", **{name: row[name] for name in SETTING}}])
    series = months.assign(**{name: row[name] for name in CHART_KEY})
    here = pd.Timestamp(row["period_start"])
    made = months[months["period_start"] == here].iloc[0]
    charted = chart_all(series, declared)
    limits = charted[charted["period_start"] == here].iloc[0]
    again = {name: limits[name] for name in ("centre", "lcl", "ucl", "n_baseline")}
    again |= {"estimate": made["estimate"], "n": made["n"], "exposure": made["exposure"]}
    return Walk(parts, compared(_told(row), again | {"n_rules": _n_rules(limits)}), _uses(ground, row))


def _starts(ground: Ground, row: Row) -> tuple[Any, ...]:
    """Return the months of the chart, with those that are hidden."""
    condition = " and ".join(f"{name} = ${name}" for name in CHART_KEY)
    found = ground.records(
        f"select period_start from edition.published.pub_control_chart where {condition} order by period_start",
        **{name: row[name] for name in CHART_KEY},
    )
    return tuple(each["period_start"] for each in found)


def _survey(ground: Ground, row: Row, starts: tuple[Any, ...]) -> tuple[pd.DataFrame, list[Part]]:
    where = (row["cut"], row["cut_value"], row["period_type"], starts)
    part = part_of(ground, row["measure"], Cell((row["characteristic_key"],), (row["aspect"],), *where))
    months = [
        {
            "period_start": start,
            "estimate": made_again(row["measure"], rows),
            "n": len(in_base(row["measure"], rows)),
            "n_eff": effective_n(in_base(row["measure"], rows)),
            "exposure": math.nan,
        }
        for start, rows in part.rows.groupby("period_start")
    ]
    return pd.DataFrame(months).astype({"period_start": "datetime64[us]"}), [part]


def _operations(ground: Ground, row: Row, starts: tuple[Any, ...]) -> tuple[pd.DataFrame, list[Part]]:
    span = {"period_start": starts[0], "period_end": pd.Timestamp(starts[-1]) + pd.offsets.MonthEnd(0)}
    parts = [counted(ground, span, row["count_measure"], "counted")]
    n = _by_month(parts[0], starts)
    exposure = pd.Series(math.nan, index=n.index)
    estimate = n
    if row["exposure_measure"]:
        parts.append(counted(ground, span, row["exposure_measure"], "exposure"))
        exposure = _by_month(parts[1], starts)
        estimate = row["per"] * n / exposure
    months = {"estimate": estimate, "n": n if row["exposure_measure"] else math.nan, "exposure": exposure}
    return pd.DataFrame({"period_start": n.index, **months, "n_eff": math.nan}).reset_index(drop=True), parts


def _by_month(part: Part, starts: tuple[Any, ...]) -> pd.Series:
    """Return the sum of each month's values, or how many records it has where they have none."""
    rows = part.rows.assign(month=pd.to_datetime(part.rows["month"]))
    value = rows["value"] if "value" in rows else pd.Series(1.0, index=rows.index)
    return value.groupby(rows["month"]).sum().reindex(pd.to_datetime(list(starts)), fill_value=0.0).astype(float)


def _n_rules(row: Any) -> int:
    return len([rule for rule in str(row["signals"] or "").split(",") if rule])


def _told(row: Row) -> Row:
    """Return the published row with the number of rules that it says are broken."""
    return row | {"n_rules": _n_rules(row)}


def _uses(ground: Ground, row: Row) -> list[Use]:
    if row["aspect"] == "operation":
        return []
    key = {name: row[name] for name in ("measure", "aspect", "characteristic_key", "cut", "cut_value")}
    figure, estimate = metric_id(ground, **key, period_type=row["period_type"], period_start=row["period_start"])
    return [Use(figure, "the month's figure", estimate)] if figure else []
