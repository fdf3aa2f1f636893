"""Dates that ``strptime`` does not know, as DuckDB SQL: the Persian (Jalali) calendar, serial numbers, quarters, month names.

Each builder takes SQL that yields text in ASCII digits and returns SQL that yields a TIMESTAMP, NULL where the text is
no such date: the 30th of Esfand in a common year is unread, it never becomes the 1st of Farvardin. Which rule applies
to which field, and time zones, belong in ``ingest.values``.

The Persian calendar is reckoned by its 33-year cycle of eight leap years. Between 1206 and 1498 AP (1827 to 2120) the
cycle gives the same years as the equinox, which is what the calendar's law asks for: K. M. Borkowski, "The Persian
calendar for 3000 years", Earth, Moon and Planets 74 (1996), 223-230. Dates outside of these years are unread.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.normalise import normalised
from ingest.sql import literal

JALALI_FIRST_YEAR, JALALI_LAST_YEAR = 1206, 1498
JALALI_MONTHS = (
    ("فروردین",), ("اردیبهشت", "اردی‌بهشت"), ("خرداد",), ("تیر",), ("مرداد", "امرداد"), ("شهریور",),
    ("مهر",), ("آبان", "ابان"), ("آذر", "اذر"), ("دی",), ("بهمن",), ("اسفند",),
)  # fmt: skip
SERIALS = ("excel_1900", "excel_1904", "unix_seconds", "unix_milliseconds")
DIRECTIVES = "YmdHMSBq%"

_PATTERNS = {
    "Y": r"(\d{4})", "m": r"(\d{1,2})", "d": r"(\d{1,2})", "H": r"(\d{1,2})", "M": r"(\d{1,2})", "S": r"(\d{1,2})",
    "q": r"([1-4])", "B": r"([\pL\pM\x{200c}.]+)",
}  # fmt: skip
# Stands inside or after a month's name and tells nothing: full stop and zero-width non-joiner.
_BETWEEN = "[.\u200c]"
# 1 Farvardin 1400 AP was 21 March 2021.
_ANCHOR_YEAR, _ANCHOR_DAY = 1400, "DATE '2021-03-21'"
_NUMBER = r"^[+-]?\d{1,15}(\.\d{1,9})?$"
# The last second that a timestamp of four-digit years can show.
_LAST_UNIX_SECOND = 253402300799
_LAST_EXCEL_DAY = {"excel_1900": 2958465, "excel_1904": 2957003}


def directives(form: str) -> list[str]:
    """Return the directives of a format in their order, without ``%%``."""
    return [letter for letter in re.findall(r"%(.)", form) if letter != "%"]


def has_time(form: str) -> bool:
    """Tell whether a format of this module tells the time of day."""
    return "H" in directives(form)


def written_date(text: str, form: str, months: Sequence[Sequence[str]], *, is_jalali: bool, at: str) -> str:
    """Return SQL that reads a date by a format of ``%Y %m %d %B %q %H %M %S``.

    Args:
        text: SQL of the text, digits in ASCII.
        form: the format; what it does not name is taken from the period's start, middle or end.
        months: the spellings of each month for ``%B``, in order.
        is_jalali: reckon in the Persian calendar instead of the Gregorian one.
        at: ``start``, ``middle`` or ``end``, for formats that name no day.
    """
    parts = _parts(text, form, months)
    year = parts["Y"]
    first, last = _months_of_period(parts)
    month = {"start": first, "end": last, "middle": _middle_month(parts, first)}[at]
    if "d" in parts:
        day = parts["d"]
    else:
        day = {"start": "1", "middle": _middle_day(parts), "end": _month_length(year, month, is_jalali)}[at]
    found = _jalali_day(year, month, day) if is_jalali else _gregorian_day(year, month, day)
    return f"({found} + {_time_of(parts)})"


def _parts(text: str, form: str, months: Sequence[Sequence[str]]) -> dict[str, str]:
    """SQL of each directive's number; NULL for all of them where the text does not fit the format."""
    pieces = re.split(r"%(.)", form)
    pattern, found = "", []
    for position, piece in enumerate(pieces):
        if position % 2 == 0 or piece == "%":
            pattern += re.escape(piece).replace("\\ ", r"\s+")
        else:
            pattern += _PATTERNS[piece]
            found.append(piece)
    subject = normalised(text) if "B" in found else text
    parts: dict[str, str] = {}
    for group, letter in enumerate(found, start=1):
        one = f"regexp_extract({subject}, {literal('^' + pattern + '$')}, {group})"
        parts[letter] = _month_number(one, months) if letter == "B" else f"try_cast({one} AS INTEGER)"
    if "B" in parts:
        parts["m"] = parts.pop("B")
    return parts


def _month_number(name: str, months: Sequence[Sequence[str]]) -> str:
    bare = f"regexp_replace(lower({name}), {literal(_BETWEEN + '|ماه$')}, '', 'g')"
    cases = " ".join(
        f"WHEN {_plain_literal(spelling)} THEN {number}"
        for number, spellings in enumerate(months, start=1)
        for spelling in spellings
    )
    return f"CASE {bare} {cases} END"


def _plain_literal(spelling: str) -> str:
    return f"regexp_replace(lower({normalised(literal(spelling))}), {literal(_BETWEEN)}, '', 'g')"


def _months_of_period(parts: dict[str, str]) -> tuple[str, str]:
    if "m" in parts:
        return parts["m"], parts["m"]
    if "q" in parts:
        return f"({parts['q']} * 3 - 2)", f"({parts['q']} * 3)"
    return "1", "12"


def _middle_month(parts: dict[str, str], first: str) -> str:
    if "m" in parts:
        return first
    return f"({first} + 1)" if "q" in parts else "7"


def _middle_day(parts: dict[str, str]) -> str:
    """The middle of a month or quarter is a 15th, that of a year the first day of its second half."""
    return "15" if "m" in parts or "q" in parts else "1"


def _month_length(year: str, month: str, is_jalali: bool) -> str:
    if is_jalali:
        return _jalali_month_length(year, month)
    first = f"try_strptime(printf('%04d-%02d-01', {year}, {month}), '%Y-%m-%d')"
    return f"day(last_day({first}))"


def _gregorian_day(year: str, month: str, day: str) -> str:
    return f"try_strptime(printf('%04d-%02d-%02d', {year}, {month}, {day}), '%Y-%m-%d')"


def _jalali_month_length(year: str, month: str) -> str:
    esfand = f"29 + CAST((8 * {year} + 29) % 33 < 8 AS INTEGER)"
    return f"CASE WHEN {month} <= 6 THEN 31 WHEN {month} <= 11 THEN 30 ELSE {esfand} END"


def _jalali_day(year: str, month: str, day: str) -> str:
    def before(of_year: str) -> str:
        return f"(365 * {of_year} + (8 * {of_year} + 21) // 33)"

    in_year = f"least(({month} - 1) * 31, {month} * 30 - 24) + {day} - 1"
    valid = (
        f"{year} BETWEEN {JALALI_FIRST_YEAR} AND {JALALI_LAST_YEAR} AND {month} BETWEEN 1 AND 12 "
        f"AND {day} BETWEEN 1 AND {_jalali_month_length(year, month)}"
    )
    days = f"{before(year)} - {before(str(_ANCHOR_YEAR))} + {in_year}"
    return f"CASE WHEN {valid} THEN CAST({_ANCHOR_DAY} + CAST({days} AS INTEGER) AS TIMESTAMP) END"


def _time_of(parts: dict[str, str]) -> str:
    """SQL for the time of day as an interval, NULL where there is no such time."""
    if "H" not in parts:
        return "INTERVAL 0 SECOND"
    units = {"H": (3600, 23), "M": (60, 59), "S": (1, 59)}
    named = {letter: parts[letter] for letter in units if letter in parts}
    valid = " AND ".join(f"{sql} BETWEEN 0 AND {units[letter][1]}" for letter, sql in named.items())
    seconds = " + ".join(f"{sql} * {units[letter][0]}" for letter, sql in named.items())
    return f"CASE WHEN {valid} THEN to_seconds({seconds}) END"


def serial_moment(text: str, serial: str) -> str:
    """Return SQL that reads a serial number as a TIMESTAMP: Excel's days (local time), or seconds or milliseconds (UTC).

    Excel's 1900 system counts a 29 February 1900 that never was: the serial 60 is unread, and the days before it are
    one nearer. A fraction of a day is rounded to the second, as far as Excel's own digits go.
    """
    number = f"CASE WHEN regexp_matches({text}, {literal(_NUMBER)}) THEN CAST({text} AS DECIMAL(24, 9)) END"
    if serial in ("unix_seconds", "unix_milliseconds"):
        seconds = f"({number})" if serial == "unix_seconds" else f"(({number}) / 1000)"
        inside = f"abs({seconds}) <= {_LAST_UNIX_SECOND} AND {seconds} >= -62135596800"
        return f"CASE WHEN {inside} THEN make_timestamp(CAST(round(CAST({seconds} AS DOUBLE) * 1000000) AS BIGINT)) END"
    seconds = f"to_seconds(CAST(round(({number}) * 86400) AS BIGINT))"
    last = _LAST_EXCEL_DAY[serial] + 1
    if serial == "excel_1904":
        return f"CASE WHEN ({number}) >= 0 AND ({number}) < {last} THEN TIMESTAMP '1904-01-01' + {seconds} END"
    return (
        f"CASE WHEN ({number}) >= 1 AND ({number}) < 60 THEN TIMESTAMP '1899-12-31' + {seconds} "
        f"WHEN ({number}) >= 61 AND ({number}) < {last} THEN TIMESTAMP '1899-12-30' + {seconds} END"
    )


def is_whole(text: str) -> str:
    """Return SQL that tells whether a serial number has no fraction, so that it names a day and no time."""
    return f"NOT contains({text}, '.')"


__all__ = [
    "DIRECTIVES",
    "JALALI_MONTHS",
    "SERIALS",
    "directives",
    "has_time",
    "is_whole",
    "serial_moment",
    "written_date",
]
