"""Missed deliveries by declared cadence: dates worked out by hand on a calendar, the same for the gate and the mart."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from expectations.freshness import freshness
from tests.fixtures_gate import make_profile
from tests.unit.sql_models import source_health

# cadence, grace days, latest event, cut-off, last day in time of the next delivery, missed deliveries
CASES = [
    # March is there; April ends on the 30th and is in time until 10 May.
    ("monthly", 10, "2026-03-17", "2026-05-10", "2026-05-10", 0),
    ("monthly", 10, "2026-03-17", "2026-05-11", "2026-05-10", 1),
    ("monthly", 10, "2026-03-17", "2026-06-10", "2026-05-10", 1),
    ("monthly", 10, "2026-03-17", "2026-06-11", "2026-05-10", 2),
    ("monthly", 0, "2025-12-31", "2026-01-31", "2026-01-31", 0),
    ("monthly", 0, "2025-12-31", "2026-02-01", "2026-01-31", 1),
    # 2024 is a leap year.
    ("monthly", 0, "2024-01-01", "2024-02-29", "2024-02-29", 0),
    # The third quarter ends on 30 September, twenty days more are 20 October.
    ("quarterly", 20, "2026-06-30", "2026-10-20", "2026-10-20", 0),
    ("quarterly", 20, "2026-04-01", "2026-10-21", "2026-10-20", 1),
    ("half_yearly", 30, "2025-12-01", "2026-07-30", "2026-07-30", 0),
    ("half_yearly", 30, "2025-12-01", "2026-07-31", "2026-07-30", 1),
    # The wave of 2024 is there, the year 2025 ends and 60 days more are 1 March 2026.
    ("yearly", 60, "2024-05-20", "2026-03-01", "2026-03-01", 0),
    ("yearly", 60, "2024-05-20", "2026-03-02", "2026-03-01", 1),
    ("yearly", 60, "2022-05-20", "2026-03-02", "2024-02-29", 3),
    # 3 June 2026 is a Wednesday; the next week runs from Monday the 8th to Sunday the 14th.
    ("weekly", 3, "2026-06-03", "2026-06-17", "2026-06-17", 0),
    ("weekly", 3, "2026-06-07", "2026-06-18", "2026-06-17", 1),
    ("weekly", 0, "2026-06-08", "2026-06-21", "2026-06-21", 0),
    ("daily", 1, "2026-06-08", "2026-06-10", "2026-06-10", 0),
    ("daily", 1, "2026-06-08", "2026-06-11", "2026-06-10", 1),
    # No day is late for what comes as it happens, or once.
    ("event", 0, "2020-01-01", "2026-06-11", None, 0),
    ("once", 0, "2020-01-01", "2026-06-11", None, 0),
]


@pytest.mark.parametrize(("cadence", "grace", "last", "as_of", "expected_on", "missed"), CASES)
def test_the_gate_knows_what_is_overdue(
    cadence: str, grace: int, last: str, as_of: str, expected_on: str | None, missed: int
) -> None:
    source = make_profile(cadence=cadence, grace_days=grace).sources[0]
    found = freshness(source, dt.date.fromisoformat(last), dt.date.fromisoformat(as_of))
    assert (str(found.expected_on) if found.expected_on else None, found.missed) == (expected_on, missed)
    assert bool(found.sentence) == (missed > 0)


@pytest.mark.parametrize(("cadence", "grace", "last", "as_of", "expected_on", "missed"), CASES)
def test_the_mart_knows_the_same(
    cadence: str, grace: int, last: str, as_of: str, expected_on: str | None, missed: int
) -> None:
    row = health(cadence, grace, last, as_of)
    told = row["next_expected_on"]
    assert (None if pd.isna(told) else str(told)[:10]) == expected_on
    assert (0 if pd.isna(row["missed_deliveries"]) else row["missed_deliveries"]) == missed


def test_a_source_that_never_delivered_is_missing_and_not_overdue() -> None:
    found = freshness(make_profile().sources[0], None, dt.date(2026, 6, 30))
    assert (found.expected_on, found.missed, found.sentence) == (None, 0, "")


def test_grace_follows_the_cadence_unless_the_profile_says_otherwise() -> None:
    assert make_profile(cadence="quarterly").sources[0].grace == 20
    assert make_profile(cadence="quarterly", grace_days=0).sources[0].grace == 0
    assert make_profile(cadence="event").sources[0].grace == 0


def test_the_sentence_says_who_is_to_be_asked_for_what() -> None:
    source = make_profile(cadence="monthly", grace_days=10).sources[0]
    found = freshness(source, dt.date(2026, 3, 17), dt.date(2026, 6, 30))
    assert found.sentence == (
        "Source 'visitors': 2 deliveries are overdue, the first since 2026-05-10; its data ends on 2026-03-17. "
        "Ask research for the file."
    )


def health(cadence: str, grace: int, last: str, as_of: str) -> dict[str, object]:
    source = {"source_id": ["s"], "method": "survey", "owner_role": "r", "sampling_kind": "probability"}
    delivery = {"last_status": "passed", "last_message": "", "refusal_message": ""}
    counts = ("batches", "landed", "accepted", "quarantined", "duplicate", "superseded", "refused_files")
    declared = pd.DataFrame(source | {"cadence": cadence, "grace_days": grace})
    delivered = pd.DataFrame([{"source_id": "s"} | delivery | dict.fromkeys(counts, 1)])
    return source_health(declared, delivered, last, as_of=as_of)
