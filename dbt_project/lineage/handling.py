"""Walks of how complaints are handled, and of causes before and after a correction.

What a case's log says of it (reopened, settled at first, …) is told by ``core.fct_complaint_handling``; which cases count,
and what they come to, is worked out here.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from dbt_project.lineage.durations import CASES, timed_cases
from dbt_project.lineage.ground import Ground
from dbt_project.lineage.records import IN_PERIOD, records
from dbt_project.lineage.walks import Part, Walk, compared

Row = dict[str, Any]
# Measure: what is counted of a case, and the day from which it has been followed long enough.
FLAGS = {
    "M19_reopened": ("is_reopened", "closure_counts_on"),
    "M19_first_contact_resolution": ("is_resolved_at_first_contact", "closure_counts_on"),
    "M19_escalation": ("is_escalated", "outcome_counts_on"),
    "M19_external_escalation": ("is_disputed", "outcome_counts_on"),
    "M19_improvement_resulting": ("is_improved", "outcome_counts_on"),
    "M19_recurrence": ("is_repeat", "received_on"),
    "M19_wrong_priority": ("is_wrong_priority", "received_on"),
}
LATE = {"M19_late_acknowledgement": "acknowledge", "M19_late_response": "respond", "M19_late_resolution": "resolve"}
FLAG_NOTE = (
    "What each case's log says of it stands in core.fct_complaint_handling; which cases count is worked out here."
)
_TOLD = (
    "select answer.response_key, answer.question_key, answer.value, telling.role from warehouse.core.fct_answer as answer "
    "inner join warehouse.staging.stg_unvoiced_answer as telling on answer.question_key = telling.question_key "
    "and answer.value = telling.value"
)


def complaint_handling(ground: Ground, row: Row) -> Walk:
    """Walk a figure of handling: the complaints of its cell, and the share or mean over those that count."""
    if row["measure"] == "M19_unvoiced_problem":
        return _unvoiced(ground, row)
    cell = {name: row[name] for name in ("period_start", "period_end", "cut", "cut_value")}
    cases = _cases(ground, cell)
    values = _late(ground, row, cases) if row["measure"] in LATE else _value(ground, row["measure"], cases)
    counted = values.dropna().astype(float)
    made = {
        "n": len(counted),
        "n_missing": len(cases) - len(counted),
        "estimate": math.fsum(counted) / len(counted) if len(counted) else None,
    }
    cells = ground.frame(
        "select * from warehouse.aggregates.agg_complaint_handling as fact where measure = $measure and cut = $cut "
        f"and cut_value = $cut_value and {IN_PERIOD} order by all",
        measure=row["measure"],
        **cell,
    )
    part = Part("complaints", cases.assign(value=values.to_numpy()), "aggregates.agg_complaint_handling", cells)
    return Walk([part], compared(row, made), notes=[FLAG_NOTE] if row["measure"] in FLAGS else [])


def _cases(ground: Ground, cell: Row) -> pd.DataFrame:
    return records(
        ground,
        "complaint",
        "fct_complaint",
        "fact.complaint_key, landed.event_at as received_at, landed.handling_score_complainant::double as by_complainant, "
        "landed.handling_score_organisation::double as by_organisation",
        CASES,
        **cell,
    )


def _value(ground: Ground, measure: str, cases: pd.DataFrame) -> pd.Series:
    """Return what a case adds: a score as it was landed, or a flag from the day on which it has been followed long enough."""
    if measure not in FLAGS:
        scores = {
            "M19_handling_score_complainant": cases["by_complainant"],
            "M19_handling_score_organisation": cases["by_organisation"],
            "M19_handling_score_difference": cases["by_organisation"] - cases["by_complainant"],
        }
        return scores[measure]
    flag, counts_on = FLAGS[measure]
    told = ground.frame(
        f"select complaint_key, case when {counts_on} <= (select as_of from warehouse.core.dim_reporting_setting) "
        f"then {flag}::integer end as value from warehouse.core.fct_complaint_handling"
    )
    return cases["complaint_key"].map(told.set_index("complaint_key")["value"])


def _late(ground: Ground, row: Row, cases: pd.DataFrame) -> pd.Series:
    """Return 1 for what was late and 0 for what was not, of cases that fell due by the cut-off and were not withdrawn first."""
    step = LATE[row["measure"]]
    timed, _ = timed_cases(ground, {"step": step, "clock": "calendar"}, cases)
    due = ground.frame(
        "select complaint_key, due_at from warehouse.core.fct_complaint_time where step = $step and due_at is not null "
        "and due_on <= (select as_of from warehouse.core.dim_reporting_setting)",
        step=step,
    )
    due_at = timed["complaint_key"].map(due.set_index("complaint_key")["due_at"])
    in_time = timed["ended_at"] <= due_at
    late = 1.0 - (in_time & (timed["ending"] == "done")).astype(float)
    return late.where(due_at.notna() & ~(in_time & (timed["ending"] == "withdrawn")))


def _unvoiced(ground: Ground, row: Row) -> Walk:
    """Walk the share of those with a problem who did not complain of it: their interviews, weighted."""
    cell = {name: row[name] for name in ("period_start", "period_end", "cut", "cut_value")}
    people = ground.frame(
        "select fact.response_key, fact.source_id, fact.weight::double as weight from warehouse.core.fct_response as fact "
        f"where {IN_PERIOD} and fact.month <= (select as_of from warehouse.core.dim_reporting_setting) "
        "and fact.response_key in (select response_key from warehouse.core.fct_response_cut where cut = $cut "
        "and cut_value = $cut_value)",
        **cell,
    )
    told = ground.frame(_TOLD)
    said = ground.frame(
        "select distinct response_key from warehouse.core.fct_answer where value is not null and question_key in "
        "(select question_key from warehouse.staging.stg_unvoiced_answer where role = 'complained')"
    )
    people = people[people["response_key"].isin(told.loc[told["role"] == "problem", "response_key"])]
    people = people.assign(
        is_silent=~people["response_key"].isin(told.loc[told["role"] == "complained", "response_key"])
    )
    has_said = people["response_key"].isin(said["response_key"])
    kept = people[has_said]
    made = {
        "n": len(kept),
        "n_missing": int((~has_said).sum()),
        "estimate": math.fsum(kept["weight"] * kept["is_silent"]) / math.fsum(kept["weight"]),
    }
    cells = ground.frame(
        "select * from warehouse.aggregates.agg_unvoiced_problem as fact where cut = $cut and cut_value = $cut_value "
        f"and {IN_PERIOD}",
        **cell,
    )
    return Walk([Part("interviews", kept, "aggregates.agg_unvoiced_problem", cells)], compared(row, made))


def complaint_cause_trend(ground: Ground, row: Row) -> Walk:
    """Walk a cause: its complaints of every month, those on both sides of a correction, and the ratio of the two rates."""
    rows = records(
        ground,
        "complaint",
        "fct_complaint",
        "fact.month, landed.cause_key",
        "fact.cause_key = $cause_key and fact.month <= (select as_of from warehouse.core.dim_reporting_setting)",
        cause_key=row["cause_key"],
    )
    months = ground.frame("select month, exposure::double as exposure from warehouse.marts.mart_complaint_rate__month")
    cells = ground.frame(
        "select * from warehouse.aggregates.agg_complaint where cause_key = $cause_key and cut = 'overall' order by all",
        cause_key=row["cause_key"],
    )
    made: Row = {"trend_n_points": len(months)}
    if row["n_before"] is not None:
        made |= _sides(row, rows, months)
    return Walk([Part("complaints of the cause", rows, "aggregates.agg_complaint", cells)], compared(row, made))


def _sides(row: Row, rows: pd.DataFrame, months: pd.DataFrame) -> Row:
    """Return complaints and rates of the twelve months before a correction began and after it was done."""
    month = months["month"]
    started, done = pd.Timestamp(row["start_month"]), pd.Timestamp(row["done_month"])
    year = pd.DateOffset(months=12)
    sides = {
        "before": (month < started) & (month >= started - year),
        "after": (month > done) & (month <= done + year),
    }
    made: Row = {}
    for side, inside in sides.items():
        of_side = months[inside]
        n = int(rows["month"].isin(of_side["month"]).sum())
        made |= {f"n_months_{side}": len(of_side), f"n_{side}": n}
        made[f"rate_{side}_per_1000"] = 1000.0 * n / math.fsum(of_side["exposure"])
    made["estimate"] = made["rate_after_per_1000"] / made["rate_before_per_1000"]
    return made
