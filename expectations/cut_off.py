"""What the admitted rows say about time: the data cut-off, and the months that new deliveries touch.

Both are read from the gate's ledger and the landing files it admits; the clock is never asked.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from ingest.profiles.models import Profile

DATED_CONTRACTS = ("survey_response", "complaint", "focus_group_note", "suggestion", "letter", "review")
Batch = dict[str, Any]


def admitted_batches(home: Path) -> list[Batch]:
    """Return the ledger's batches whose gate passed, one dictionary per contract and batch, in a stable order."""
    ledger = home / "quarantine" / "_ledger" / "batch.parquet"
    query = "select * from read_parquet(?) where status = 'passed' order by contract, source_id, sequence"
    with duckdb.connect() as connection:
        cursor = connection.execute(query, [str(ledger)])
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def ledger_content(home: Path) -> list[tuple[Any, ...]]:
    """Return everything that the gate's ledger says, except when it was said, in a stable order.

    Equal content means equal figures; the input hash of an edition is taken over it.
    """
    ledger = home / "quarantine" / "_ledger"
    batches = """
        select contract, source_id, batch_id, sequence, scope, mode, status, message, landed, accepted, quarantined, duplicate,
            replaces_earlier
        from read_parquet(?) order by all
    """
    rows = "select source_id, batch_id, count(*), bit_xor(hash(source_row, status, reasons)) from read_parquet(?) group by all"
    refusals = "select source_id, file, rule, message from read_parquet(?) order by all"
    with duckdb.connect() as connection:
        return [
            *connection.execute(batches, [str(ledger / "batch.parquet")]).fetchall(),
            *connection.execute(f"{rows} order by all", [str(ledger / "rows.parquet")]).fetchall(),
            *connection.execute(refusals, [str(ledger / "refusal.parquet")]).fetchall(),
        ]


def data_cut_off(home: Path, profile: Profile, override: str = "") -> dt.date:
    """Return the last day that the figures speak of.

    Args:
        home: the home folder, with a written ledger.
        profile: its ``reporting.as_of`` comes before the data's own last month.
        override: an ISO date that comes before both.

    Returns:
        The declared cut-off, or the last day of the last month with an admitted word of a customer; the day before the
        organisation's first month where there is none.
    """
    if override:
        return dt.date.fromisoformat(override)
    if profile.reporting.as_of:
        return profile.reporting.as_of
    latest = max((_latest_event(home, contract) for contract in DATED_CONTRACTS), default=None, key=_none_first)
    if latest is None:
        return profile.reporting.first_month.replace(day=1) - dt.timedelta(days=1)
    return latest.replace(day=calendar.monthrange(latest.year, latest.month)[1])


def _none_first(day: dt.date | None) -> dt.date:
    return day or dt.date.min


def _latest_event(home: Path, contract: str) -> dt.date | None:
    batches = [batch for batch in admitted_batches(home) if batch["contract"] == contract]
    files = [str(path) for batch in batches for path in _files(home, batch)]
    if not files:
        return None
    rows = home / "quarantine" / "_ledger" / "rows.parquet"
    query = """
        select max(landed.event_at)::date
        from read_parquet(?, union_by_name = true) as landed
        anti join read_parquet(?) as refused using (source_id, batch_id, source_row)
    """
    with duckdb.connect() as connection:
        found = connection.execute(query, [files, str(rows)]).fetchone()
    return found[0] if found else None


def _files(home: Path, batch: Batch) -> list[Path]:
    folder = home / "landing" / batch["contract"] / batch["source_id"] / batch["batch_id"]
    return sorted(folder.glob("*.parquet"))


def _month(file: Path) -> str:
    """The month of a landed file; a long delivery has several of one month, ``2024-01.001.parquet`` and so on."""
    return file.name.partition(".")[0]


def touched_months(home: Path, changed: Iterable[Batch], others: Sequence[Batch]) -> list[str]:
    """Return the months (``YYYY-MM``, sorted) whose cells may differ because of changed batches.

    Args:
        home: the home folder.
        changed: batches that are new, or whose gate decided otherwise than before.
        others: all other admitted batches; a corrected record re-opens the month that its earlier version lies in.
    """
    months: set[str] = set()
    for batch in changed:
        months |= landed_months(home, batch) | replaced_months(home, batch, others)
    return sorted(month for month in months if month != "unknown")


def landed_months(home: Path, batch: Batch) -> set[str]:
    """Return the months (``YYYY-MM``, or ``unknown``) in which a batch has landed rows."""
    return {_month(path) for path in _files(home, batch)}


def replaced_months(home: Path, batch: Batch, others: Iterable[Batch]) -> set[str]:
    """Return the months in which a batch takes the place of rows of other batches."""
    months: set[str] = set()
    for other in others:
        same_records = (other["contract"], other["source_id"]) == (batch["contract"], batch["source_id"])
        if same_records and (other["file_sha256"] == batch["file_sha256"] or batch.get("replaces_earlier")):
            months |= landed_months(home, other)
        elif same_records and (other["scope"] == batch["scope"] or batch["mode"] == "incremental"):
            months |= _shared_months(home, batch, other)
    return months


def _shared_months(home: Path, batch: Batch, other: Batch) -> set[str]:
    old = [str(path) for path in _files(home, other)]
    if batch["mode"] == "snapshot":
        return {_month(Path(path)) for path in old}
    new = [str(path) for path in _files(home, batch)]
    if not (old and new):
        return set()
    query = """
        select distinct strftime(earlier.event_at, '%Y-%m')
        from read_parquet(?, union_by_name = true) as earlier
        semi join read_parquet(?, union_by_name = true) as later using (source_record_id)
        where earlier.event_at is not null
    """
    with duckdb.connect() as connection:
        return {row[0] for row in connection.execute(query, [old, new]).fetchall()}
