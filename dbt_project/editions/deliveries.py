"""Deliveries that the last edition was not made from, and the months in which each says something new.

Reads the gate's ledger and landing through ``expectations``: what a batch touches is decided there, for this as for the run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from expectations.batch_changes import is_replaced
from expectations.cut_off import admitted_batches, landed_months, replaced_months
from expectations.occasions import with_whole_occasions

Batch = dict[str, Any]
COLUMNS = {
    "contract": "varchar", "source_id": "varchar", "batch_id": "varchar", "month": "date", "reason": "varchar",
    "n_rows": "bigint", "replaces": "varchar",
}  # fmt: skip


def delivered(home: Path, before: list[Batch], told_to: str, weighted: Collection[str]) -> pd.DataFrame:
    """Return one row per new, corrected or newly judged batch, month and reason.

    Args:
        home: the home folder.
        before: the batches of the last edition's manifest; empty before the first, when nothing is new.
        told_to: the last edition's cut-off as an ISO date: rows of a later month are new, of an earlier one late.
        weighted: survey sources whose answers are weighted over a whole occasion.
    """
    if not before:
        return pd.DataFrame(columns=list(COLUMNS))
    now = admitted_batches(home)
    known = {(batch["contract"], batch["batch_id"]): batch for batch in before if batch["status"] == "passed"}
    rows: list[Batch] = []
    for batch in now:
        earlier = known.get((batch["contract"], batch["batch_id"]))
        if earlier is None:
            rows += _new_rows(home, batch, now, told_to)
            rows += _weight_rows(home, batch, now, weighted)
        elif earlier["accepted"] != batch["accepted"]:
            rows += [_row(batch, month, "judged_anew", 0) for month in sorted(landed_months(home, batch))]
    there = {(batch["contract"], batch["batch_id"]) for batch in now}
    for key, batch in known.items():
        if key not in there:
            rows += [
                _row(batch, month, "judged_anew", 0) for month in sorted(landed_months(home, batch)) or ["unknown"]
            ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _new_rows(home: Path, batch: Batch, now: list[Batch], told_to: str) -> list[Batch]:
    others = [other for other in now if other["sequence"] < batch["sequence"]]
    replaced = [other for other in others if is_replaced(other, batch)]
    latest = max(replaced, key=lambda other: other["sequence"])["batch_id"] if replaced else None
    corrected = replaced_months(home, batch, others)
    counts = _rows_by_month(home, batch)
    last = told_to[:7]
    rows = []
    for month in sorted(landed_months(home, batch) | corrected):
        is_corrected = month in corrected or latest is not None
        reason = "corrected" if is_corrected else "late" if month <= last else "new_data"
        rows.append(_row(batch, month, reason, counts.get(month, 0), latest))
    return rows


def _weight_rows(home: Path, batch: Batch, now: list[Batch], weighted: Collection[str]) -> list[Batch]:
    """Months without a new row whose weights follow from one: the rest of its wave, or all that a population count rules."""
    own = landed_months(home, batch)
    further = set(with_whole_occasions(home, sorted(own), weighted, [batch], now)) - own
    return [_row(batch, month, "weights", 0) for month in sorted(further)]


def _row(batch: Batch, month: str, reason: str, n_rows: int, replaces: str | None = None) -> Batch:
    names = {name: batch[name] for name in ("contract", "source_id", "batch_id")}
    day = None if month == "unknown" else dt.date.fromisoformat(f"{month}-01")
    return names | {"month": day, "reason": reason, "n_rows": n_rows, "replaces": replaces}


def _rows_by_month(home: Path, batch: Batch) -> dict[str, int]:
    """Return how many landed rows of a batch the gate let through, by month."""
    folder = home / "landing" / batch["contract"] / batch["source_id"] / batch["batch_id"]
    files = [str(path) for path in sorted(folder.glob("*.parquet"))]
    if not files:
        return {}
    refused = home / "quarantine" / "_ledger" / "rows.parquet"
    query = """
        select coalesce(strftime(landed.event_at, '%Y-%m'), 'unknown'), count(*)
        from read_parquet(?, union_by_name = true) as landed
        anti join read_parquet(?) as refused using (source_id, batch_id, source_row)
        group by all
    """
    with duckdb.connect() as connection:
        return dict(connection.execute(query, [files, str(refused)]).fetchall())


__all__ = ["COLUMNS", "delivered"]
