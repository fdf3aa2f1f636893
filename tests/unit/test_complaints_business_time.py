"""Business time between two instants: cases counted by hand on a calendar, and a minute-by-minute count as the peer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from pydantic import ValidationError

from ingest.profiles.complaint_handling import BusinessCalendar, ComplaintHandling, ServiceLevel, handling_rows
from tests.unit.sql_models import PROJECT, connect, render

OFFICE = BusinessCalendar(holidays=[dt.date(2026, 1, 1)])
SPLIT = BusinessCalendar(weekly_hours={"monday": ["09:00-14:00", "16:00-19:00"]})
NIGHTS = BusinessCalendar(weekly_hours={"sunday": ["00:00-06:00"]})
AROUND_THE_CLOCK = BusinessCalendar(
    weekly_hours={
        day: ["00:00-24:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    }
)
IRAN = BusinessCalendar(
    weekly_hours={
        **{day: ["08:00-16:00"] for day in ("saturday", "sunday", "monday", "tuesday", "wednesday")},
        "thursday": ["08:00-12:00"],
    }
)
MADRID, TEHRAN = "Europe/Madrid", "Asia/Tehran"
HOUR, MINUTE = 3600, 60


def utc(local: str, zone: str) -> dt.datetime:
    """Return the instant of a local time, as the warehouse keeps it."""
    return dt.datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC).replace(tzinfo=None)


def business_seconds(calendar: BusinessCalendar, zone: str, spans: list[tuple[dt.datetime, dt.datetime]]) -> list[int]:
    """Return what the warehouse's day table and macro say of each span."""
    rows = handling_rows(ComplaintHandling(business_calendar=calendar))
    names = ["weekday", "opens_minute", "closes_minute", "reopens_minute", "recloses_minute"]
    instants = pd.DataFrame({"received_at": [instant for span in spans for instant in span]})
    tables = {
        "stg_business_hours": pd.DataFrame(rows["business_hours"], columns=names).astype("Int64"),
        "stg_holiday": pd.DataFrame({"holiday": pd.Series([day for (day,) in rows["holiday"]], dtype=object)}),
        "dim_complaint_setting": pd.DataFrame({"timezone": [zone]}),
        "fct_complaint": instants,
        "fct_complaint_event": pd.DataFrame({"event_at": pd.Series([], dtype="datetime64[us]")}),
    }
    if not rows["holiday"]:
        tables["stg_holiday"] = pd.DataFrame({"holiday": [dt.date(1900, 1, 1)]})
    tables["span"] = pd.DataFrame(spans, columns=["started_at", "ended_at"])
    with connect(tables, as_of=str(instants["received_at"].max().date())) as connection:
        connection.execute(f"create table dim_business_day as {DAYS}")
        return [int(seconds) for (seconds,) in connection.execute(BETWEEN, {"zone": zone}).fetchall()]


DAYS = render((PROJECT / "models" / "core" / "dim_business_day.sql").read_text("utf-8"))
BETWEEN = render(
    """
    select {{ open_seconds_until('last_day', 'span.ended_at') }} - ({{ open_seconds_until('first_day', 'span.started_at') }})
    from span
    inner join dim_business_day as first_day on {{ local_day_of('span.started_at', '$zone') }} = first_day.local_day
    inner join dim_business_day as last_day on {{ local_day_of('span.ended_at', '$zone') }} = last_day.local_day
    order by span.rowid
    """
)

# Calendar, zone, from and to in local time, business seconds counted by hand.
BY_HAND = {
    "spring: an hour on Friday, an hour on Monday, clocks moved between": (
        (OFFICE, MADRID, "2026-03-27 16:00", "2026-03-30 10:00"),
        2 * HOUR,
    ),
    "autumn: the same": ((OFFICE, MADRID, "2026-10-23 16:00", "2026-10-26 10:00"), 2 * HOUR),
    "spring: a night from 0 to 6 has five hours": ((NIGHTS, MADRID, "2026-03-28 12:00", "2026-03-29 12:00"), 5 * HOUR),
    "autumn: it has seven": ((NIGHTS, MADRID, "2026-10-24 12:00", "2026-10-25 12:00"), 7 * HOUR),
    "spring: open around the clock, the day has 23 hours": (
        (AROUND_THE_CLOCK, MADRID, "2026-03-29 00:00", "2026-03-30 00:00"),
        23 * HOUR,
    ),
    "spring: from before the change to after it": (
        (AROUND_THE_CLOCK, MADRID, "2026-03-29 01:30", "2026-03-29 03:30"),
        1 * HOUR,
    ),
    # In 2021 clocks in Iran went from 0:00 to 1:00 on 22 March: that midnight there was none.
    "Iran, spring: Sunday 15 to 16, Monday, Tuesday 8 to 9": (
        (IRAN, TEHRAN, "2021-03-21 15:00", "2021-03-23 09:00"),
        10 * HOUR,
    ),
    "Iran, the day without a midnight": (
        (AROUND_THE_CLOCK, TEHRAN, "2021-03-21 12:00", "2021-03-22 12:00"),
        23 * HOUR,
    ),
    "Iran, autumn: Tuesday 15 to 16, Wednesday 8 to 9": (
        (IRAN, TEHRAN, "2021-09-21 15:00", "2021-09-22 09:00"),
        2 * HOUR,
    ),
    "Iran since 2023 moves no clocks": ((IRAN, TEHRAN, "2023-03-21 15:00", "2023-03-23 09:00"), 10 * HOUR),
    "Iran, Thursday is short and Friday is off": ((IRAN, TEHRAN, "2023-03-23 11:00", "2023-03-25 08:30"), 90 * MINUTE),
    "a holiday between": ((OFFICE, MADRID, "2025-12-31 16:30", "2026-01-02 09:30"), 1 * HOUR),
    "all of it on a holiday": ((OFFICE, MADRID, "2026-01-01 10:00", "2026-01-01 16:00"), 0),
    "from outside opening hours": ((OFFICE, MADRID, "2026-02-07 10:00", "2026-02-09 09:45"), 45 * MINUTE),
    "before opening, after closing": ((OFFICE, MADRID, "2026-02-09 07:00", "2026-02-09 22:00"), 8 * HOUR),
    "overnight": ((OFFICE, MADRID, "2026-02-09 16:59", "2026-02-10 09:01"), 2 * MINUTE),
    "a weekend": ((OFFICE, MADRID, "2026-02-07 10:00", "2026-02-08 12:00"), 0),
    "no time at all": ((OFFICE, MADRID, "2026-02-09 10:00", "2026-02-09 10:00"), 0),
    "the break at noon": ((SPLIT, MADRID, "2026-02-09 13:30", "2026-02-09 16:30"), 1 * HOUR),
    "from one week's only day to the next": ((SPLIT, MADRID, "2026-02-09 18:00", "2026-02-16 10:00"), 2 * HOUR),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_business_time_by_hand(name: str) -> None:
    (calendar, zone, start, end), expected = BY_HAND[name]
    assert business_seconds(calendar, zone, [(utc(start, zone), utc(end, zone))]) == [expected]


def _open_minutes(calendar: BusinessCalendar, zone: str, start: dt.datetime, end: dt.datetime) -> Iterator[int]:
    """Yield each minute of a span in which local clocks show an opening time."""
    weekdays = list(AROUND_THE_CLOCK.weekly_hours)
    moment = start
    while moment < end:
        local = moment.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone))
        clock = f"{local:%H:%M}"
        openings = calendar.weekly_hours.get(weekdays[local.weekday()], [])  # type: ignore[call-overload]
        if local.date() not in calendar.holidays and any(o.split("-")[0] <= clock < o.split("-")[1] for o in openings):
            yield 1
        moment += dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("calendar", "zone", "first"),
    [
        (OFFICE, MADRID, "2025-12-20"),
        (SPLIT, MADRID, "2026-10-10"),
        (AROUND_THE_CLOCK, MADRID, "2026-03-20"),
        (IRAN, TEHRAN, "2021-03-15"),
    ],
)
def test_business_time_equals_counting_minutes(calendar: BusinessCalendar, zone: str, first: str) -> None:
    start = utc(f"{first} 00:00", zone)
    spans = [
        (start + dt.timedelta(minutes=997 * i), start + dt.timedelta(minutes=997 * i + 1511 * (i % 9)))
        for i in range(20)
    ]
    expected = [MINUTE * sum(_open_minutes(calendar, zone, *span)) for span in spans]
    assert business_seconds(calendar, zone, spans) == expected


def test_without_opening_hours_there_is_no_business_day() -> None:
    assert handling_rows(ComplaintHandling(business_calendar=None))["business_hours"] == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"weekly_hours": {"monday": ["9-17"]}}, "write it like 09:00-17:00"),
        ({"weekly_hours": {"monday": ["22:00-06:00"]}}, "split a night at 24:00"),
        ({"weekly_hours": {"monday": ["12:00-18:00", "09:00-13:00"]}}, "overlap or are not in order"),
        ({"weekly_hours": {"monday": []}}, "never open"),
        ({"timezone": "Europe/Nowhere"}, "no IANA time zone"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(given: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        BusinessCalendar.model_validate(given)


def test_the_level_of_a_severity_comes_before_the_one_of_all() -> None:
    levels = [
        ServiceLevel(step="resolve", within=15, unit="days"),
        ServiceLevel(step="resolve", within=5, unit="days", clock="calendar", severities=["high"]),
    ]
    assert handling_rows(ComplaintHandling(service_levels=levels))["service_level"] == [
        ("resolve", "high", "calendar", "days", 5),
        ("resolve", "low", "business", "days", 15),
        ("resolve", "medium", "business", "days", 15),
        ("resolve", "not_assessed", "business", "days", 15),
    ]
