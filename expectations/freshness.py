"""Which deliveries should have come by now: a source's declared cadence set against the day that the figures speak of.

A source has a delivery for each period of its cadence (day, week from Monday, month, quarter, half-year, year). It is
due when the period and the grace days after it have passed; one that is due and brought no event of its period or of a
later one was missed. Sources that deliver as things happen, and those that deliver once, are due at no day. The clock is
never asked. ``mart_source_health`` says the same in SQL.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import duckdb

from expectations.cut_off import admitted_batches
from ingest.contracts import CONTRACTS
from ingest.profiles.models import Profile, Source

MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
DAYS = {"daily": 1, "weekly": 7}
A_MONDAY = dt.date(1970, 1, 5)


@dataclass(frozen=True)
class Freshness:
    """How fresh a source is.

    Attributes:
        last_event: day of its latest event up to the cut-off; None if it has none.
        expected_on: last day on which the next delivery is in time; None where none is due at a day.
        missed: deliveries that were due by the cut-off and did not come.
    """

    source_id: str
    owner_role: str
    last_event: dt.date | None
    expected_on: dt.date | None
    missed: int

    @property
    def sentence(self) -> str:
        """What a person should know, empty if the source is in time."""
        if not self.missed:
            return ""
        count = "one delivery is" if self.missed == 1 else f"{self.missed} deliveries are"
        return (
            f"Source '{self.source_id}': {count} overdue, the first since {self.expected_on}; its data ends on "
            f"{self.last_event}. Ask {self.owner_role} for the file."
        )


def freshness(source: Source, last_event: dt.date | None, as_of: dt.date) -> Freshness:
    """Judge one source on a day.

    Args:
        source: its cadence and grace days.
        last_event: day of its latest event, not after ``as_of``.
        as_of: the day that the figures speak of.
    """
    if last_event is None or source.cadence not in MONTHS | DAYS:
        return Freshness(source.id, source.owner_role, last_event, None, 0)
    grace = dt.timedelta(days=source.grace)
    delivered = _period(source.cadence, last_event)
    expected_on = _first_day(source.cadence, delivered + 2) - dt.timedelta(days=1) + grace
    missed = max(_period(source.cadence, as_of - grace) - delivered - 1, 0)
    return Freshness(source.id, source.owner_role, last_event, expected_on, missed)


def of_sources(home: Path, profile: Profile, as_of: dt.date) -> list[Freshness]:
    """Judge all sources of a profile by what the ledger admits."""
    latest = _latest_events(home, as_of)
    return [freshness(source, latest.get(source.id), as_of) for source in profile.sources]


def _period(cadence: str, day: dt.date) -> int:
    """The number of the period that a day lies in."""
    if cadence in MONTHS:
        return (day.year * 12 + day.month - 1) // MONTHS[cadence]
    return (day - A_MONDAY).days // DAYS[cadence]


def _first_day(cadence: str, period: int) -> dt.date:
    if cadence in MONTHS:
        month = period * MONTHS[cadence]
        return dt.date(month // 12, month % 12 + 1, 1)
    return A_MONDAY + dt.timedelta(days=period * DAYS[cadence])


def _latest_events(home: Path, as_of: dt.date) -> dict[str, dt.date]:
    latest: dict[str, dt.date] = {}
    files: dict[str, list[str]] = {}
    for batch in admitted_batches(home):
        folder = home / "landing" / batch["contract"] / batch["source_id"] / batch["batch_id"]
        files.setdefault(batch["contract"], []).extend(str(path) for path in sorted(folder.glob("*.parquet")))
    rows = str(home / "quarantine" / "_ledger" / "rows.parquet")
    with duckdb.connect() as connection:
        for contract, some in files.items():
            if not some:
                continue
            ended = "period_end, period_start," if "period_end" in CONTRACTS[contract].columns() else ""
            query = f"""
                select source_id, max(least(coalesce({ended} event_at::date), ?)) as day
                from read_parquet(?, union_by_name = true) as landed
                anti join read_parquet(?) as refused using (source_id, batch_id, source_row)
                group by all having day is not null
            """
            for source_id, day in connection.execute(query, [as_of, some, rows]).fetchall():
                latest[source_id] = max(day, latest.get(source_id, day))
    return latest


__all__ = ["Freshness", "freshness", "of_sources"]
