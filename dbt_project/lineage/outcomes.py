"""Walks of indirect indicators and of their association with satisfaction by lag.

An association is a model's figure: it is repeated with the warehouse's own function on months that are made again here.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pandas as pd

from dbt_project.lineage.actions import monthly
from dbt_project.lineage.answers import Cell
from dbt_project.lineage.derived import part_of
from dbt_project.lineage.ground import Ground
from dbt_project.lineage.measures import made_again
from dbt_project.lineage.records import records
from dbt_project.lineage.walks import Part, Walk, compared
from dbt_project.statistics.association import outcome_figures

Row = dict[str, Any]
COMPARED = ("estimate", "se", "ci_low", "ci_high", "p_value", "n", "n_eff")


def operation(ground: Ground, row: Row) -> Walk:
    """Walk an indicator: what was counted and what it is a share of, or the ratings given, in its period."""
    parts = _parts(ground, row)
    first, last = pd.Timestamp(row["period_start"]), pd.Timestamp(row["period_end"])
    inside = [Part(part.role, part.rows[part.rows["month"].between(first, last)]) for part in parts]
    totals = [math.fsum(part.rows["value"]) for part in inside]
    made: Row = {"estimate": _level(row["unit"], totals, len(inside[0].rows))}
    if row["unit"] == "score_0_100":
        made["n"] = len(inside[0].rows)
    else:
        made |= dict(zip(("value_sum", "exposure_sum"), totals, strict=False))
    return Walk(inside, compared(row, made))


def _level(unit: str, totals: list[float], n: int) -> float | None:
    if unit == "rate_per_1000":
        return 1000.0 * totals[0] / totals[1] if totals[1] else None
    return (totals[0] / n if n else None) if unit == "score_0_100" else totals[0]


def _parts(ground: Ground, row: Row) -> list[Part]:
    """Return the landed rows of an indicator and of its exposure, each with its month."""
    if row["indicator"] == "review_rating":
        return [Part("ratings", _ratings(ground))]
    names = {"counted": row["indicator"], "exposure": row["exposure_measure"]}
    return [monthly(ground, measure, role) for role, measure in names.items() if measure]


def _ratings(ground: Ground) -> pd.DataFrame:
    rows = records(
        ground,
        "review",
        "fct_review",
        "fact.month, landed.platform, (100 * (fact.rating - fact.rating_min) / (fact.rating_max - fact.rating_min))::double "
        "as value",
        "fact.rating is not null and fact.rating_max > fact.rating_min and fact.source_id || '|' || fact.source_record_id in "
        "(select review_key from warehouse.core.fct_review__state where state = 'shown')",
    )
    return rows.assign(month=pd.to_datetime(rows["month"]))


def outcome(ground: Ground, row: Row) -> Walk:
    """Walk an association: the months of satisfaction and of the outcome, and the correlation at the lag."""
    named = ("measure", "aspect", "characteristic_key", "outcome_key")
    key = {name: row[name] for name in named}
    months = ground.frame(
        "select * from warehouse.marts.mart_outcome__series where measure = $measure and aspect = $aspect "
        "and characteristic_key = $characteristic_key and outcome_key = $outcome_key order by month",
        **key,
    )
    [declared] = ground.records(
        "select distinct indicator, exposure_measure, unit from warehouse.marts.mart_operation where outcome_key = $outcome_key",
        outcome_key=row["outcome_key"],
    )
    asked, satisfaction = _satisfaction(ground, key, [start.date() for start in pd.to_datetime(months["month"])])
    parts = _parts(ground, declared)
    levels = [_level(declared["unit"], *_totals(parts, start)) for start in pd.to_datetime(months["month"])]
    series = {"satisfaction": satisfaction, "outcome": levels}
    paired = months.assign(
        **{name: pd.Series(found, index=months.index, dtype=float) for name, found in series.items()}
    )
    figures = outcome_figures(paired)
    [made] = figures[figures["lag_months"] == row["lag_months"]].to_dict("records")
    shown = {name: None if pd.isna(made[name]) else made[name] for name in COMPARED}
    return Walk([asked, *parts], compared(row, shown))


def _satisfaction(ground: Ground, key: Row, starts: list[dt.date]) -> tuple[Part, list[float | None]]:
    cell = Cell((key["characteristic_key"],), (key["aspect"],), "overall", "all", "month", tuple(starts))
    part = part_of(ground, key["measure"], cell)
    groups = dict(iter(part.rows.groupby("period_start")))
    return part, [made_again(key["measure"], groups[pd.Timestamp(start)]) for start in starts]


def _totals(parts: list[Part], start: pd.Timestamp) -> tuple[list[float], int]:
    of_month = [part.rows[part.rows["month"] == start]["value"] for part in parts]
    return [math.fsum(values) for values in of_month], len(of_month[0])
