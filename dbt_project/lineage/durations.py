"""Walks of complaint times: when each complaint came and when a step was done, from the log, and what that comes to.

The curve is worked out case by case in whole hours begun, as the definition says, with none of the models' own statistics.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dbt_project.lineage.ground import Ground
from dbt_project.lineage.records import records
from dbt_project.lineage.walks import Part, Walk, compared

Row = dict[str, Any]
# Whoever is answered has been heard: a step is done by itself or by a later one that includes it.
DONE_BY = {
    "acknowledge": {"acknowledged", "response_offered", "decision_communicated", "closed"},
    "respond": {"response_offered", "decision_communicated", "closed"},
    "resolve": {"closed"},
}
AT_LEVEL = 1e-8

CASES = (
    "fact.month between $period_start::date and $period_end::date and fact.month <= "
    "(select as_of from warehouse.core.dim_reporting_setting) and case when $cut = 'cause' then fact.cause_key = $cut_value "
    "else fact.complaint_key in (select complaint_key from warehouse.core.fct_complaint_cut where cut = $cut "
    "and cut_value = $cut_value) end"
)


def complaint_time(ground: Ground, row: Row) -> Walk:
    """Walk a time: every complaint of the cell, the steps of its log, and the quantiles and kept promises that they give."""
    cell = {name: row[name] for name in ("period_start", "period_end", "cut", "cut_value")}
    cases = records(
        ground, "complaint", "fct_complaint", "fact.complaint_key, landed.event_at as received_at", CASES, **cell
    )
    timed, steps = timed_cases(ground, row, cases)
    steps["is_end"] = _is_end(timed, steps)
    made = _quantiles(timed) | _counts(timed) | _kept(ground, row, timed)
    parts = [
        Part("complaints", timed, "aggregates.agg_complaint_time", _cells(ground, row, cell)),
        Part("steps", steps),
    ]
    return Walk(parts, compared(row, made))


def timed_cases(ground: Ground, row: Row, cases: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the cases with when and how the row's step ended, and the steps of their logs."""
    steps = records(
        ground,
        "complaint_event",
        "fct_complaint_event",
        "fact.complaint_key, fact.step_number, landed.event_type, landed.event_at",
        "fact.month <= (select as_of from warehouse.core.dim_reporting_setting)",
    )
    steps = steps[steps["complaint_key"].isin(cases["complaint_key"])].reset_index(drop=True)
    return _timed(ground, row, cases, steps), steps


def _timed(ground: Ground, row: Row, cases: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """Return the cases with when and how each ended, and its hours: until then, or for an open one until the cut-off."""
    logs = dict(iter(steps.groupby("complaint_key")))
    ends = [_end(logs.get(key, steps.iloc[:0]), row["step"]) for key in cases["complaint_key"]]
    timed = cases.assign(ended_at=pd.to_datetime([end for end, _ in ends]), ending=[how for _, how in ends])
    until = timed["ended_at"].fillna(cut_off(ground))
    passed = _business_seconds(ground) if row["clock"] == "business" else _seconds
    seconds = passed(until) - passed(timed["received_at"])
    return timed.assign(hours=np.ceil(np.maximum(seconds, 0) / 3600.0))


def _end(log: pd.DataFrame, step: str) -> tuple[Any, str]:
    """Return when a step ended and how: done, withdrawn or open. A reopened case is resolved by what follows the reopening."""
    if step == "resolve":
        reopened = log.loc[log["event_type"] == "reopened", "step_number"]
        log = log[log["step_number"] > (reopened.max() if len(reopened) else 0)]
    done = log.loc[log["event_type"].isin(DONE_BY[step]), "event_at"].min()
    withdrawn = log.loc[log["event_type"] == "withdrawn", "event_at"].min()
    if pd.isna(done) and pd.isna(withdrawn):
        return None, "open"
    return (done, "done") if pd.isna(withdrawn) or done <= withdrawn else (withdrawn, "withdrawn")


def _is_end(timed: pd.DataFrame, steps: pd.DataFrame) -> pd.Series:
    ended = steps["complaint_key"].map(timed.set_index("complaint_key")["ended_at"])
    return steps["event_at"] == ended


def cut_off(ground: Ground) -> pd.Timestamp:
    """Return the instant in UTC at which the day of the cut-off ends where the organisation is."""
    [row] = ground.records(
        "select as_of, timezone from warehouse.core.dim_reporting_setting cross join warehouse.core.dim_complaint_setting"
    )
    midnight = dt.datetime.combine(row["as_of"] + dt.timedelta(days=1), dt.time(), ZoneInfo(row["timezone"]))
    return pd.Timestamp(midnight.astimezone(dt.UTC).replace(tzinfo=None))


def _seconds(instants: pd.Series) -> NDArray[np.float64]:
    """Return whole seconds since 1970."""
    return instants.to_numpy(dtype="datetime64[s]").astype(float)


def _business_seconds(ground: Ground) -> Any:
    """Return a function from instants to the seconds that the desk had been open until then."""
    hours = ground.frame(
        "select opens_at as opens, closes_at as closes from warehouse.core.dim_business_day where opens_at is not null "
        "union all select reopens_at, recloses_at from warehouse.core.dim_business_day where reopens_at is not null "
        "order by 1"
    )
    opens, closes = _seconds(hours["opens"]), _seconds(hours["closes"])
    before = np.concatenate([[0.0], np.cumsum(closes - opens)])

    def open_seconds(instants: pd.Series) -> NDArray[np.float64]:
        at = _seconds(instants)
        last = np.searchsorted(opens, at, side="right") - 1
        inside = np.minimum(at, closes[last]) - opens[last]
        return np.asarray(np.where(last < 0, 0.0, before[last] + inside))

    return open_seconds


def _quantiles(timed: pd.DataFrame) -> Row:
    curve = quantiles(timed["hours"].to_numpy(), (timed["ending"] == "done").to_numpy())
    return {"p50_hours": curve[0.5], "p90_hours": curve[0.1]}


def quantiles(lasted: NDArray[np.float64], is_done: NDArray[np.bool_]) -> dict[float, float | None]:
    """Return, by the share still open, when the product-limit curve (Kaplan and Meier 1958) reaches it: a half, and a tenth."""
    curve, left = [], 1.0
    for time in np.unique(lasted[is_done]):
        left *= 1 - (is_done & (lasted == time)).sum() / (lasted >= time).sum()
        curve.append((float(time), float(left)))
    return {level: _reached(curve, level) for level in (0.5, 0.1)}


def _reached(curve: list[tuple[float, float]], level: float) -> float | None:
    """Return when the curve first lies at or below a level, the middle of a stretch that lies exactly on it."""
    on = [hour for hour, left in curve if math.isclose(left, level, rel_tol=0, abs_tol=AT_LEVEL)]
    below = [hour for hour, left in curve if left < level - AT_LEVEL]
    found = [times[0] for times in (on, below) if times]
    return sum(found) / len(found) if found else None


def _counts(timed: pd.DataFrame) -> Row:
    ending = timed["ending"]
    return {"n": len(timed), "n_events": int((ending == "done").sum()), "n_open": int((ending == "open").sum())}


def _kept(ground: Ground, row: Row, timed: pd.DataFrame) -> Row:
    """Return how many cases fell due by the cut-off and how many of them were done by then, where that is published."""
    if row["sla_n_due"] is None:
        return {}
    due = ground.frame(
        "select complaint_key, due_at from warehouse.core.fct_complaint_time where step = $step and due_at is not null "
        "and due_on <= (select as_of from warehouse.core.dim_reporting_setting)",
        step=row["step"],
    )
    timed["due_at"] = timed["complaint_key"].map(due.set_index("complaint_key")["due_at"])
    is_in_time = timed["ended_at"] <= timed["due_at"]
    counted = timed["due_at"].notna() & ~(is_in_time & (timed["ending"] == "withdrawn"))
    n_met, n_due = int((is_in_time & (timed["ending"] == "done")).sum()), int(counted.sum())
    return {"sla_n_due": n_due, "sla_n_met": n_met, "sla_share": n_met / n_due if n_due else None}


def _cells(ground: Ground, row: Row, cell: Row) -> pd.DataFrame:
    return ground.frame(
        "select * from warehouse.aggregates.agg_complaint_time where step = $step and clock = $clock and cut = $cut "
        "and cut_value = $cut_value and month between $period_start::date and $period_end::date "
        "and month <= (select as_of from warehouse.core.dim_reporting_setting) order by all",
        step=row["step"],
        clock=row["clock"],
        **cell,
    )
