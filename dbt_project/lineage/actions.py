"""Walks of improvement actions: the monthly points of the registered measure from landed rows, and the effect over them.

The effect is a model's figure: it is repeated with the warehouse's own function on points that are made again here.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from dbt_project.lineage.answers import Cell
from dbt_project.lineage.derived import part_of
from dbt_project.lineage.ground import Ground
from dbt_project.lineage.measures import made_again
from dbt_project.lineage.records import records
from dbt_project.lineage.walks import Comparison, Part, Walk, compared
from dbt_project.statistics.action_family import SURVEY, judge_actions

Row = dict[str, Any]
COMPARED = ("mean_before", "mean_after", "estimate", "ci_low", "ci_high", "n", "n_before", "n_after", "p_value")
UP_TO = "fact.month <= (select as_of from warehouse.core.dim_reporting_setting)"


def action(ground: Ground, row: Row) -> Walk:
    """Walk an action: its row in the register, the points of its measure, and what they say of it."""
    key = row["improvement_action_key"]
    register = records(
        ground,
        "improvement_action",
        "fct_improvement_action",
        "landed.action_key, landed.measure, landed.started_on, landed.done_on, landed.registered_on",
        "fact.improvement_action_key = $key",
        key=key,
    )
    parts, points = _points(ground, row)
    made = _judged(ground, key, points)
    equal = int((points["made"] - points["estimate"]).abs().lt(1e-9).sum())
    same = [Comparison("points that their rows give", len(points), equal)]
    shown = {name: made[name] for name in COMPARED if row[name] is not None}
    return Walk([Part("register", register), *parts], [*compared(row, shown), *(same if len(points) else [])])


def action_point(ground: Ground, row: Row) -> Walk:
    """Walk one month of an action's measure: its landed rows and the level they give."""
    found = ground.records(
        "select * from edition.published.pub_action where improvement_action_key = $key",
        key=row["improvement_action_key"],
    )
    parts, points = _points(ground, found[0])
    mine = points[pd.to_datetime(points["period_start"]) == pd.Timestamp(row["period_start"])]
    column = "period_start" if found[0]["series_measure"] in SURVEY else "month"
    inside = [
        Part(part.role, part.rows[pd.to_datetime(part.rows[column]) == pd.Timestamp(row["period_start"])])
        for part in parts
    ]
    return Walk(inside, compared(row, {"estimate": float(mine["made"].iloc[0])}))


def _points(ground: Ground, row: Row) -> tuple[list[Part], pd.DataFrame]:
    """Return the monthly points of the action's series, each beside what its landed rows give."""
    wanted = "coalesce(action.{0}, '') = series.{0}"
    is_survey = row["series_measure"] in SURVEY
    same = ("aspect", "characteristic_key") if is_survey else ("count_measure", "exposure_measure")
    points = ground.frame(
        "select series.* from warehouse.marts.mart_control_chart__series as series "
        "inner join warehouse.marts.mart_effectiveness as action on action.improvement_action_key = $key and "
        f"{' and '.join(wanted.format(name) for name in same)} and action.cut = series.cut "
        "and action.cut_value = series.cut_value and coalesce(action.per, 0) = series.per "
        "and (action.series_measure = series.measure or series.measure = 'M19_complaint_rate') order by series.period_start",
        key=row["improvement_action_key"],
    )
    if points.empty:
        return [], points.assign(made=pd.Series(dtype=float))
    return _survey(ground, row, points) if is_survey else _operations(ground, row, points)


def _survey(ground: Ground, row: Row, points: pd.DataFrame) -> tuple[list[Part], pd.DataFrame]:
    starts = tuple(pd.to_datetime(points["period_start"]).dt.date)
    cell = Cell((row["characteristic_key"],), (row["aspect"],), row["cut"], row["cut_value"], "month", starts)
    part = part_of(ground, row["series_measure"], cell)
    groups = dict(iter(part.rows.groupby("period_start")))
    made = [made_again(row["series_measure"], groups[start]) for start in points["period_start"]]
    return [part], points.assign(made=pd.Series(made, index=points.index, dtype=float))


def _operations(ground: Ground, row: Row, points: pd.DataFrame) -> tuple[list[Part], pd.DataFrame]:
    counted = monthly(ground, row["count_measure"], "counted")
    parts, counts = [counted], counted.rows.groupby("month")["value"].sum()
    months = pd.to_datetime(points["period_start"])
    made = counts.reindex(months).fillna(0.0).to_numpy()
    if row["exposure_measure"]:
        exposed = monthly(ground, row["exposure_measure"], "exposure")
        made = row["per"] * made / exposed.rows.groupby("month")["value"].sum().reindex(months).to_numpy()
        parts.append(exposed)
    return parts, points.assign(made=made)


def monthly(ground: Ground, measure: str, role: str) -> Part:
    """Return the landed rows of an operational measure, or complaints (of one cause), each with its month and value."""
    if measure == "complaints" or measure.startswith("complaints:"):
        condition = f"{UP_TO} and ($cause = '' or fact.cause_key = $cause)"
        columns, cause = "fact.month, landed.cause_key, 1.0 as value", measure.partition(":")[2]
        return Part(role, _dated(records(ground, "complaint", "fct_complaint", columns, condition, cause=cause)))
    columns = "fact.month, landed.measure, landed.entity_key, landed.value::double as value, landed.unit"
    condition = f"fact.entity_key = 'own' and fact.measure = $measure and {UP_TO}"
    return Part(role, _dated(records(ground, "operation", "fct_operation", columns, condition, measure=measure)))


def _dated(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(month=pd.to_datetime(rows["month"]))


def _judged(ground: Ground, key: str, points: pd.DataFrame) -> Row:
    """Return the action's figures from the points made again; other segments and waves are taken as the marts have them."""
    register = ground.frame(
        "select register.*, measure.* exclude (improvement_action_key) from warehouse.core.fct_improvement_action as register "
        "inner join warehouse.marts.mart_effectiveness__measure as measure using (improvement_action_key) "
        "where improvement_action_key = $key",
        key=key,
    )
    every = ground.frame("select * from warehouse.marts.mart_control_chart__series")
    made = points.assign(estimate=points["made"]).drop(columns="made")
    same = ["measure", "aspect", "characteristic_key", "count_measure", "exposure_measure", "per", "cut", "cut_value"]
    mine = made[same].drop_duplicates()
    others = every.merge(mine, how="left", on=same, indicator=True).query("_merge == 'left_only'")[list(every.columns)]
    [settings] = ground.records("select as_of, false_discovery_rate from warehouse.core.dim_reporting_setting")
    waves = ground.frame("select * from warehouse.marts.mart_effectiveness__wave")
    found = judge_actions(
        register, pd.concat([others, made]), waves, settings["as_of"], float(settings["false_discovery_rate"])
    )
    return {str(name): None if pd.isna(value) else value for name, value in found.iloc[0].items()}
