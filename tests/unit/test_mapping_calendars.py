"""Dates that strptime does not know, held against jdatetime, datetime, openpyxl's serials and days counted by hand."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import duckdb
import jdatetime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904, from_excel

from ingest.calendars import JALALI_MONTHS, serial_moment, written_date
from ingest.codes import Delivery
from ingest.columns import ColumnFinder
from ingest.contracts import Column
from ingest.profiles.models import FieldMapping
from ingest.values import typed

MOMENT, DAY = Column("TIMESTAMP"), Column("DATE")


def read(text: str, rule: dict, column: Column = MOMENT, timezone: str = "UTC", **cells: str) -> object:
    """What one cell becomes by one date rule; further cells are the file's other columns."""
    headers = ("day", *cells)
    mapping = FieldMapping.model_validate({"columns": ["day"], "dates": [rule]})
    delivery = Delivery("2024", timezone, ColumnFinder(headers), "file.csv")
    value = typed("event_at", column, mapping, delivery)
    row = ", ".join(f"? AS c{place}" for place in range(len(headers)))
    sql = f"SELECT {value.sql} FROM {delivery.prepared.over(f'(SELECT {row})')}"
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Asia/Tokyo'")
        found = connection.execute(sql, [text, *cells.values()]).fetchone()
    assert found is not None
    return found[0]


def test_every_day_of_three_centuries_is_jdatetimes_and_no_other_day_exists() -> None:
    sql = written_date("day", "%Y/%m/%d", JALALI_MONTHS, is_jalali=True, at="start")
    years, months, days = range(1204, 1501), range(14), range(34)
    query = f"""
        SELECT y, m, d, CAST({sql} AS DATE)
        FROM (
            SELECT *, printf('%04d/%02d/%02d', y, m, d) AS day
            FROM (SELECT unnest(range(1204, 1501)) AS y), (SELECT unnest(range(14)) AS m), (SELECT unnest(range(34)) AS d)
        )
    """
    found = {(y, m, d): day for y, m, d, day in duckdb.sql(query).fetchall()}
    assert len(found) == len(years) * len(months) * len(days)
    for (year, month, day), gregorian in found.items():
        try:
            expected = jdatetime.date(year, month, day).togregorian() if 1206 <= year <= 1498 else None
        except ValueError:
            expected = None
        assert gregorian == expected, (year, month, day)


@pytest.mark.parametrize(
    "form", ["%Y-%m-%d", "%d/%m/%Y", "%Y-%m-%dT%H:%M%z", "%Y", "%Y-%m-%d %H:%M", "%d/%m/%y", "%Y-Q%q"]
)
@pytest.mark.parametrize("word", ["infinity", "-infinity", "Infinity", "epoch", " EPOCH "])
def test_words_are_no_dates(form: str, word: str) -> None:
    for column in (MOMENT, DAY):
        assert read(word, {"format": form}, column) is None
        assert read(word, {"format": form, "zone": {"columns": ["tz"], "zones": {"": "UTC"}}}, column, tz="") is None


@pytest.mark.parametrize(
    ("text", "form"),
    [("3/4/24", "%d/%m/%Y"), ("24-04-03", "%Y-%m-%d"), ("0024-04-03", "%Y-%m-%d"), ("999-04-03", "%Y-%m-%d"),
     ("24-04-03T10:00Z", "%Y-%m-%dT%H:%M%z"), ("0024", "%Y"), ("03.04.0024", "%d.%m.%Y")],
)  # fmt: skip
def test_a_year_of_two_digits_is_not_one_of_four(text: str, form: str) -> None:
    assert read(text, {"format": form}) is read(text, {"format": form}, DAY) is None


def test_days_that_words_stand_for_and_short_years_can_still_be_declared() -> None:
    assert read("1970-01-01", {"format": "%Y-%m-%d"}, DAY) == dt.date(1970, 1, 1)
    assert read("۱۹۰۰-۰۱-۰۱", {"format": "%Y-%m-%d"}, DAY) == dt.date(1900, 1, 1)
    assert read("3/4/24", {"format": "%d/%m/%y"}, DAY) == dt.date(2024, 4, 3)
    assert read("1000-01-01", {"format": "%Y-%m-%d"}, DAY) == dt.date(1000, 1, 1)


@pytest.mark.parametrize(
    ("text", "day"), [("infinity", None), ("epoch", None), ("0024-01-02", None), ("2024-01-02", dt.date(2024, 1, 2))]
)
def test_a_constant_date_is_read_with_the_same_care(text: str, day: dt.date | None) -> None:
    delivery = Delivery(None, "UTC", ColumnFinder(()), "file.csv")
    value = typed("day", DAY, FieldMapping.model_validate({"value": text}), delivery)
    found = duckdb.execute(f"SELECT {value.sql} FROM {delivery.prepared.over('(SELECT 1)')}").fetchone()
    assert found == (day,)


def test_persian_dates_as_people_write_them() -> None:
    # 12 Mordad 1403 was 2 August 2024 (1 Farvardin on 20 March, then four months of 31 days).
    # 30 Esfand 1403 exists, 30 Esfand 1402 does not.
    full = {"format": "%Y/%m/%d", "calendar": "jalali"}
    noon = dt.datetime(2024, 8, 2, 12)
    assert read("1403/05/12", full) == read("۱۴۰۳/۰۵/۱۲", full) == read("١٤٠٣/5/١٢", full) == noon
    named = {"format": "%d %B %Y", "calendar": "jalali"}
    assert read("۱۲ مرداد ۱۴۰۳", named) == read("12 امرداد 1403", named) == read("12 مرداد‌ماه 1403", named) == noon
    assert read("۱۲ مرداد  ۱۴۰۳", named) == noon
    assert read("5 ارديبهشت 1403", named) == read("5 اردی‌بهشت 1403", named) == dt.datetime(2024, 4, 24, 12)
    assert read("1403/12/30", full, DAY) == dt.date(2025, 3, 20)
    assert read("1402/12/30", full, DAY) is None
    assert read("1403/07/31", full) is None
    assert read("1403/05/12x", full) is None
    assert read("12 august 1403", named) is None


def test_persian_times_are_local_times() -> None:
    rule = {"format": "%Y/%m/%d %H:%M", "calendar": "jalali"}
    assert read("1403/05/12 09:30", rule, timezone="Asia/Tehran") == dt.datetime(2024, 8, 2, 6, 0)
    assert read("1403/05/12 24:00", rule) is None
    assert read("1403/05/12 09:60", rule) is None


PERIODS = [
    ("1403/05", "%Y/%m", "jalali", (dt.date(2024, 7, 22), dt.date(2024, 8, 5), dt.date(2024, 8, 21))),
    ("1403", "%Y", "jalali", (dt.date(2024, 3, 20), dt.date(2024, 9, 22), dt.date(2025, 3, 20))),
    ("2024-02", "%Y-%m", "gregorian", (dt.date(2024, 2, 1), dt.date(2024, 2, 15), dt.date(2024, 2, 29))),
    ("2023-Q4", "%Y-Q%q", "gregorian", (dt.date(2023, 10, 1), dt.date(2023, 11, 15), dt.date(2023, 12, 31))),
    ("2023", "%Y", "gregorian", (dt.date(2023, 1, 1), dt.date(2023, 7, 1), dt.date(2023, 12, 31))),
]  # fmt: skip


@pytest.mark.parametrize(("text", "form", "calendar", "days"), PERIODS)
def test_a_period_is_put_where_the_profile_says(text: str, form: str, calendar: str, days: tuple) -> None:
    for at, day in zip(("start", "middle", "end"), days, strict=True):
        assert read(text, {"format": form, "calendar": calendar, "at": at}, DAY) == day
    assert read("2023-Q5", {"format": "%Y-Q%q"}, DAY) is None


def test_month_names_of_other_languages() -> None:
    catalan = ["gener", "febrer", "març", "abril", "maig", "juny", "juliol", "agost", "setembre", "octubre",
               "novembre", "desembre"]  # fmt: skip
    rule = {"format": "%d de %B de %Y", "months": catalan}
    assert read("3 de Març de 2024", rule, DAY) == dt.date(2024, 3, 3)
    assert read("31 de juny de 2024", rule, DAY) is None
    assert read("3 de marzo de 2024", rule, DAY) is None


def test_excel_serials_with_their_leap_bug() -> None:
    # 29 February 1900 (serial 60) never was; 1 January 1900 is 1, 1 March 1900 is 61, 1 January 2008 is 39448.
    rule = {"serial": "excel_1900"}
    told = {"1": dt.date(1900, 1, 1), "59": dt.date(1900, 2, 28), "60": None, "61": dt.date(1900, 3, 1),
            "39448": dt.date(2008, 1, 1), "2958465": dt.date(9999, 12, 31), "2958466": None, "0": None, "-3": None,
            "1e3": None, "۳۹۴۴۸": dt.date(2008, 1, 1)}  # fmt: skip
    assert {text: read(text, rule, DAY) for text in told} == told
    assert read("39448", rule) == dt.datetime(2008, 1, 1, 12)  # a day without a time: noon
    assert read("39448.25", rule) == dt.datetime(2008, 1, 1, 6)
    assert read("0", {"serial": "excel_1904"}, DAY) == dt.date(1904, 1, 1)
    assert read("37986", {"serial": "excel_1904"}, DAY) == dt.date(2008, 1, 1)


@settings(max_examples=60, deadline=None)
@given(st.integers(61, 2_900_000), st.integers(1, 86_399), st.booleans())
def test_excel_serials_are_openpyxls(days: int, second: int, is_mac: bool) -> None:
    text = f"{days}.{round(second / 86400 * 10**9):09d}"
    serial = "excel_1904" if is_mac else "excel_1900"
    found = duckdb.execute(f"SELECT {serial_moment('t', serial)} FROM (SELECT ? AS t)", [text]).fetchone()
    epoch = {"epoch": CALENDAR_MAC_1904} if is_mac else {}
    assert found is not None
    assert abs(found[0] - from_excel(float(text), **epoch)) < dt.timedelta(seconds=1)


@settings(max_examples=60, deadline=None)
@given(st.integers(-62_135_596_800, 253_402_300_799), st.integers(0, 999))
def test_unix_times_are_datetimes(second: int, millisecond: int) -> None:
    expected = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=second)
    sql = f"SELECT {serial_moment('s', 'unix_seconds')}, {serial_moment('m', 'unix_milliseconds')} FROM (SELECT ? AS s, ? AS m)"
    found = duckdb.execute(sql, [str(second), str(second * 1000)]).fetchone()
    assert found == (expected, expected)
    assert read("1722672000.5", {"serial": "unix_seconds"}) == dt.datetime(2024, 8, 3, 8, 0, 0, 500_000)


def test_unix_times_fall_on_the_sources_day() -> None:
    # 2024-08-02 22:30 UTC is 3 August in Tehran (UTC+3:30).
    assert read("1722637800", {"serial": "unix_seconds"}, DAY, "Asia/Tehran") == dt.date(2024, 8, 3)
    assert read("253402300800", {"serial": "unix_seconds"}) is None


@pytest.mark.parametrize("offset", ["+02:00", "+0200", "+02"])
def test_offsets_in_the_text(offset: str) -> None:
    rule = {"format": "%Y-%m-%dT%H:%M:%S%z"}
    assert read(f"2024-05-01T00:30:00{offset}", rule) == dt.datetime(2024, 4, 30, 22, 30)
    assert read("2024-05-01T00:30:00Z", rule) == dt.datetime(2024, 5, 1, 0, 30)
    assert read(f"2024-05-01T00:30:00{offset}", rule, DAY, "Europe/Madrid") == dt.date(2024, 5, 1)


def test_a_column_may_tell_the_zone_of_each_row() -> None:
    zone = {"columns": ["tz"], "zones": {"CET": "Europe/Madrid", "IRST": "Asia/Tehran"}}
    rule = {"format": "%Y-%m-%d %H:%M", "zone": zone}
    assert read("2024-01-15 12:00", rule, tz="CET") == dt.datetime(2024, 1, 15, 11, 0)
    assert read("2024-01-15 12:00", rule, tz="IRST") == dt.datetime(2024, 1, 15, 8, 30)
    assert read("2024-01-15 12:00", rule, tz="Mars") is None
    assert read("2024-01-15 12:00", rule, tz="") is None


def test_date_and_time_in_two_columns() -> None:
    rule = {"format": "%Y-%m-%d %H:%M", "template": "{value} {time}"}
    assert read("2024-01-15", rule, time="۰۹:۰۵") == dt.datetime(2024, 1, 15, 9, 5)
    assert read("2024-01-15", rule, time="") is None


@settings(max_examples=40, deadline=None)
@given(st.datetimes(dt.datetime(1995, 1, 1), dt.datetime(2035, 1, 1)))
def test_local_times_are_zoneinfos_with_the_documented_choice_at_the_clock_changes(local: dt.datetime) -> None:
    # An hour that occurs twice is its second occurrence; an hour that does not occur is taken an hour later.
    local = local.replace(microsecond=0, second=0)
    zone = ZoneInfo("Europe/Madrid")
    both = [local.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC).replace(tzinfo=None) for fold in (0, 1)]
    found = read(local.strftime("%Y-%m-%d %H:%M"), {"format": "%Y-%m-%d %H:%M"}, timezone="Europe/Madrid")
    assert found == max(both)


def test_the_two_clock_changes_by_hand() -> None:
    rule = {"format": "%Y-%m-%d %H:%M"}
    assert read("2024-03-31 02:30", rule, timezone="Europe/Madrid") == dt.datetime(2024, 3, 31, 1, 30)
    assert read("2024-10-27 02:30", rule, timezone="Europe/Madrid") == dt.datetime(2024, 10, 27, 1, 30)
