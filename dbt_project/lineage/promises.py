"""Walks of promises and disputes: checks of a promise, disputes of a year, and what they come to."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from dbt_project.lineage.durations import cut_off, quantiles
from dbt_project.lineage.ground import Ground
from dbt_project.lineage.records import IN_PERIOD, complaints, period_of, records
from dbt_project.lineage.walks import Part, Walk, compared

Row = dict[str, Any]
UNTIL_CUT_OFF = "fact.month <= (select as_of from warehouse.core.dim_reporting_setting)"
_CHECKS = (
    f"{IN_PERIOD} and {UNTIL_CUT_OFF} and fact.promise_check_key in (select promise_check_key "
    "from warehouse.core.fct_promise_check_cut where cut = $cut and cut_value = $cut_value)"
)


def promise(ground: Ground, row: Row) -> Walk:
    """Walk a kept rate: the checks of its period, and of the period before where the two are compared."""
    checks = _checks(ground, row)
    made = _kept(checks)
    parts = [Part("checks", checks, "aggregates.agg_promise", _cells(ground, row))]
    if row["difference"] is not None:
        before = _checks(ground, row | _period_before(ground, row))
        parts.append(Part("checks of the period before", before))
        made |= {"previous_estimate": float(before["is_kept"].mean()), "previous_n": len(before)}
        made["difference"] = made["estimate"] - made["previous_estimate"]
    if row["complaint_share_after_breach"] is not None:
        made |= _after_breach(checks)
    return Walk(parts, compared(row, made))


def _checks(ground: Ground, row: Row) -> pd.DataFrame:
    """Return the checks of a cell, each with the version of its promise that held on its day and that version's target."""
    found = records(
        ground,
        "promise_check",
        "fct_promise_check",
        "landed.promise_key, fact.checked_at::date as checked_on, landed.is_kept, landed.is_remedy_given, "
        "landed.complaint_reference",
        _CHECKS + ("" if row["promise_key"] == "all" else " and fact.promise_key = $promise_key"),
        cut=row["cut"],
        cut_value=row["cut_value"],
        promise_key=row["promise_key"],
        **period_of(row),
    )
    found["version_number"], found["target"] = _versions(ground, found)
    if row["promise_key"] == "all":
        return found
    return found.query("version_number == @row['version_number']").reset_index(drop=True)


def _versions(ground: Ground, checks: pd.DataFrame) -> tuple[list[int], list[float]]:
    declared = ground.records(
        "select promise_key, version_number, target_kept_rate::double as target, valid_from, "
        "coalesce(valid_to, date '9999-12-31') as valid_to from warehouse.core.dim_promise"
    )
    held = [
        next((v for v in declared if v["promise_key"] == key and v["valid_from"] <= day.date() <= v["valid_to"]), None)
        for key, day in zip(checks["promise_key"], checks["checked_on"], strict=True)
    ]
    return [v["version_number"] if v else 0 for v in held], [v["target"] if v else math.nan for v in held]


def _kept(checks: pd.DataFrame) -> Row:
    n_kept = int(checks["is_kept"].sum())
    made: Row = {"n": len(checks), "n_kept": n_kept, "n_breaches": len(checks) - n_kept}
    return made | {"estimate": n_kept / len(checks), "target": float(np.mean(checks["target"]))}


def _after_breach(checks: pd.DataFrame) -> Row:
    broken = checks[~checks["is_kept"].astype(bool)]
    complained = int(broken["complaint_reference"].notna().sum())
    remedies = broken["is_remedy_given"].dropna().astype(bool)
    made: Row = {"n_breaches_with_complaint": complained, "complaint_share_after_breach": complained / len(broken)}
    return made | {"remedy_rate": float(remedies.mean()) if len(remedies) else None}


def _period_before(ground: Ground, row: Row) -> Row:
    [found] = ground.records(
        "select distinct period_start, period_end from warehouse.marts.mart_promise "
        "where period_type = $period_type and period_start = $start",
        period_type=row["period_type"],
        start=row["previous_period_start"],
    )
    return found


def _cells(ground: Ground, row: Row) -> pd.DataFrame:
    is_one = "" if row["promise_key"] == "all" else "and promise_key = $promise_key "
    given = {"cut": row["cut"], "cut_value": row["cut_value"]} | period_of(row)
    return ground.frame(
        f"select * from warehouse.aggregates.agg_promise as fact where cut = $cut and cut_value = $cut_value {is_one}"
        f"and {IN_PERIOD} and {UNTIL_CUT_OFF} order by all",
        **given | ({"promise_key": row["promise_key"]} if is_one else {}),
    )


def dispute(ground: Ground, row: Row) -> Walk:
    """Walk a figure of disputes: those of the period, and for a rate the complaints of the period."""
    found = _disputes(ground, row)
    cells = ground.frame(
        f"select * from warehouse.aggregates.agg_dispute as fact where {IN_PERIOD} and {UNTIL_CUT_OFF} order by all",
        **period_of(row),
    )
    parts = [Part("disputes", found, "aggregates.agg_dispute", cells)]
    if row["measure"] != "M19_dispute_rate_per_100":
        return Walk(parts, compared(row, _DISPUTES[row["measure"]](ground, found, row)))
    received = complaints(ground, row, UNTIL_CUT_OFF)
    made = {"n_counted": len(found), "n": len(received.rows), "estimate": 100.0 * len(found) / len(received.rows)}
    return Walk([*parts, received], compared(row, made))


def _disputes(ground: Ground, row: Row) -> pd.DataFrame:
    """Return the disputes of a period as they were known at the cut-off."""
    found = records(
        ground,
        "dispute",
        "fct_dispute",
        "landed.event_at as notified_at, landed.closed_at, landed.outcome, landed.is_implemented, landed.currency, "
        "landed.cost::double as cost, coalesce(date_trunc('month', landed.closed_at) <= "
        "(select as_of from warehouse.core.dim_reporting_setting), false) as is_closed",
        f"{IN_PERIOD} and {UNTIL_CUT_OFF}",
        **period_of(row),
    )
    found["outcome"] = found["outcome"].fillna("not_stated").where(found["is_closed"], "open")
    found["is_implemented"] = found["is_implemented"].where(found["is_closed"])
    return found


def _outcome(_: Ground, found: pd.DataFrame, row: Row) -> Row:
    n = int((found["outcome"] == row["category"]).sum())
    return {"n_counted": n, "n": len(found), "estimate": n / len(found)}


def _implemented(_: Ground, found: pd.DataFrame, __: Row) -> Row:
    known = found["is_implemented"].dropna().astype(bool)
    return {"n_counted": int(known.sum()), "n": len(known), "estimate": float(known.mean())}


def _days_to_close(ground: Ground, found: pd.DataFrame, row: Row) -> Row:
    until = found["closed_at"].where(found["is_closed"]).fillna(cut_off(ground))
    days = np.ceil((until - found["notified_at"]).dt.total_seconds().clip(lower=0).to_numpy() / 86400.0)
    curve = quantiles(days, found["is_closed"].to_numpy(dtype=bool))
    share = {"p50": 0.5, "p90": 0.1}[row["category"]]
    return {"n_counted": int(found["is_closed"].sum()), "n": len(found), "estimate": curve[share]}


def _cost(_: Ground, found: pd.DataFrame, row: Row) -> Row:
    of_currency = found[found["currency"] == row["category"]]
    known = of_currency["cost"].dropna()
    return {"n": len(known), "n_missing": len(of_currency) - len(known), "estimate": math.fsum(known)}


_DISPUTES = {
    "M19_dispute_outcome": _outcome,
    "M19_dispute_implemented": _implemented,
    "M19_dispute_days_to_close": _days_to_close,
    "M19_dispute_cost": _cost,
}
