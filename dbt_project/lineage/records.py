"""Landed records other than answers, and the walks of figures that are made of them: complaints, rivals, focus groups."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from dbt_project.lineage.ground import Ground
from dbt_project.lineage.walks import Part, Walk, compared

Row = dict[str, Any]
STEPS = "('received', 'closed', 'reopened', 'withdrawn', 'escalated')"
IN_PERIOD = "fact.month between $period_start::date and $period_end::date"

_RECORDS = """
select fact.source_id, fact.batch_id, batch.file, fact.source_row as line, fact.source_record_id, {columns}
from warehouse.core.{fact} as fact
inner join warehouse.core.fct_batch as batch
    on batch.contract = '{contract}' and fact.source_id = batch.source_id and fact.batch_id = batch.batch_id
left join landed_{contract} as landed
    on fact.source_id = landed.source_id and fact.batch_id = landed.batch_id
    and fact.source_record_id = landed.source_record_id and fact.source_row = landed.source_row
where {condition}
order by fact.source_id, batch.file, line, fact.source_record_id
"""


def records(ground: Ground, contract: str, fact: str, columns: str, condition: str, **parameters: Any) -> pd.DataFrame:
    """Return landed records: ``PLACE`` and some columns of ``landed`` or ``fact``.

    Args:
        ground: where to look.
        contract: the record layout.
        fact: the table of ``core`` that says which records count.
        columns: SQL for what to read.
        condition: SQL over ``fact``.
        parameters: named in either.
    """
    sql = _RECORDS.format(columns=columns, fact=fact, contract=contract, condition=condition)
    return ground.frame(sql, **{name: value for name, value in parameters.items() if f"${name}" in sql})


def period_of(row: Row) -> Row:
    """Return both ends of a row's period, as parameters."""
    return {"period_start": row["period_start"], "period_end": row["period_end"]}


def complaint_rate(ground: Ground, row: Row) -> Walk:
    """Walk a rate: the complaints of the period, or the official count where the profile names one, and the exposure."""
    [chosen] = ground.records(
        "select complaint_count_measure as counted, complaint_exposure_measure as exposed "
        "from warehouse.core.dim_reporting_setting"
    )
    exposure = _operations(ground, row, chosen["exposed"], "exposure")
    if chosen["counted"] is None:
        received = complaints(ground, row)
        n: float = len(received.rows)
    else:
        received = _operations(ground, row, chosen["counted"], "complaints")
        n = math.fsum(received.rows["value"])
    exposed = math.fsum(exposure.rows["value"])
    made = {"n_complaints": n, "exposure": exposed, "rate_per_1000": 1000.0 * n / exposed if exposed else None}
    return Walk([received, exposure], compared(row, made))


def complaints(ground: Ground, row: Row, condition: str = "true") -> Part:
    """Return the complaints of a row's period that a condition over ``fact`` holds for."""
    rows = records(
        ground,
        "complaint",
        "fct_complaint",
        "fact.month, landed.cause_key, landed.characteristic_key, landed.medium",
        f"{IN_PERIOD} and {condition}",
        cause_key=row.get("cause_key"),
        **period_of(row),
    )
    sums = "select * from warehouse.aggregates.agg_complaint as fact where fact.cut = 'overall' and "
    given = period_of(row) | ({"cause_key": row["cause_key"]} if "$cause_key" in condition else {})
    return Part(
        "complaints",
        rows,
        "aggregates.agg_complaint",
        ground.frame(f"{sums}{IN_PERIOD} and {condition} order by all", **given),
    )


def _operations(ground: Ground, row: Row, measure: str, role: str, entity: str = "own") -> Part:
    condition = f"fact.entity_key = $entity and fact.measure = $measure and {IN_PERIOD}"
    given = {"entity": entity, "measure": measure} | period_of(row)
    columns = "fact.month, landed.measure, landed.entity_key, landed.value::double as value, landed.unit"
    rows = records(ground, "operation", "fct_operation", columns, condition, **given)
    sums = ground.frame(
        f"select * from warehouse.aggregates.agg_operation as fact where {condition} order by all", **given
    )
    return Part(role, rows, "aggregates.agg_operation", sums)


def complaint_cause(ground: Ground, row: Row) -> Walk:
    """Walk a cause's share of all complaints."""
    mine = complaints(ground, row, "fact.cause_key = $cause_key")
    every = complaints(ground, row)
    n, total = len(mine.rows), len(every.rows)
    made = {"n": n, "n_total": total, "share": n / total if total else None}
    parts = []
    if row["rate_per_1000"] is not None:
        [chosen] = ground.records(
            "select complaint_exposure_measure as exposed from warehouse.core.dim_reporting_setting"
        )
        parts = [_operations(ground, row, chosen["exposed"], "exposure")]
        made["rate_per_1000"] = 1000.0 * n / math.fsum(parts[0].rows["value"])
    others = Part("all complaints", every.rows, every.cells_of, every.cells)
    return Walk(
        [Part("complaints of the cause", mine.rows, mine.cells_of, mine.cells), others, *parts], compared(row, made)
    )


def complaint_state(ground: Ground, row: Row) -> Walk:
    """Walk a state: the complaints whose last step left them in it, and those steps."""
    complaints = records(
        ground,
        "complaint",
        "fct_complaint",
        "fact.complaint_key, fact.month, landed.cause_key",
        "fact.month <= $as_of::date",
        as_of=row["as_of"],
    )
    steps = records(
        ground,
        "complaint_event",
        "fct_complaint_event",
        "fact.complaint_key, landed.event_type, landed.event_at",
        f"landed.event_type in {STEPS} and fact.month <= $as_of::date",
        as_of=row["as_of"],
    )
    last = steps.sort_values(["complaint_key", "event_at", "line"]).groupby("complaint_key").tail(1)
    state = last.set_index("complaint_key")["event_type"].replace("received", "open")
    complaints["state"] = complaints["complaint_key"].map(state).fillna("open")
    mine = complaints[complaints["state"] == row["state"]]
    cells = ground.frame(
        "select * from warehouse.aggregates.agg_complaint_state where state = $state order by all", state=row["state"]
    )
    n, total = len(mine), len(complaints)
    made = {"n": n, "n_total": total, "share": n / total if total else None}
    behind = last[last["complaint_key"].isin(mine["complaint_key"])]
    parts = [Part("complaints", mine, "aggregates.agg_complaint_state", cells), Part("last steps", behind)]
    return Walk([*parts, Part("all complaints", complaints)], compared(row, made))


def focus_group(ground: Ground, row: Row) -> Walk:
    """Walk a theme: the remarks that raised it, and how many groups they come from."""
    every = records(
        ground,
        "focus_group_note",
        "fct_focus_group_note",
        "landed.session, landed.remark_id, landed.theme, coalesce(landed.characteristic_key, 'not_classified') as "
        "characteristic_key, landed.sentiment",
        "fact.month <= (select as_of from warehouse.core.dim_reporting_setting)",
    )
    mine = every[(every["theme"] == row["theme_key"]) & (every["characteristic_key"] == row["characteristic_key"])]
    made: Row = {"n_groups": every["session"].nunique(), "n_groups_raised": mine["session"].nunique()}
    for sentiment in ("positive", "neutral", "negative", "mixed"):
        made[f"n_{sentiment}"] = mine[mine["sentiment"] == sentiment]["session"].nunique()
    cells = ground.frame(
        "select * from warehouse.aggregates.agg_focus_group where theme = $theme and characteristic_key = $about order by all",
        theme=row["theme_key"],
        about=row["characteristic_key"],
    )
    parts = [Part("remarks", mine, "aggregates.agg_focus_group", cells), Part("all remarks", every)]
    return Walk(parts, compared(row, made))


def rival_counts(ground: Ground, row: Row) -> Walk:
    """Walk two counts that stand beside each other: ours and a rival's."""
    own = _operations(ground, row, row["study"], "own")
    rival = _operations(ground, row, row["study"], "rival", row["competitor_key"])
    made = {"own_estimate": math.fsum(own.rows["value"]), "rival_estimate": math.fsum(rival.rows["value"])}
    return Walk([own, rival], compared(row, made))


def rival_score(ground: Ground, row: Row) -> Part:
    """Return the landed row that states a rival's score."""
    key = ("study", "competitor_key", "characteristic_key", "respondent_status", "unit", "period_start")
    rows = records(
        ground,
        "competitor_score",
        "fct_competitor_score",
        "landed.study, landed.estimate::double as estimate, landed.se::double as se, landed.n, landed.unit",
        " and ".join(f"fact.{name} is not distinct from ${name}" for name in key),
        **{name: row[name] for name in key},
    )
    return Part("rival", rows)
