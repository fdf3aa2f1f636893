"""The Jalali (Solar Hijri) calendar, in which Persian readers count their days.

Gregorian arithmetic belongs to ``datetime``.
"""

from __future__ import annotations

import datetime as dt

MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip

# The first of Farvardin 1300. The 33-year rule below agrees with the observed calendar from 1178 to 1633.
_ANCHOR = (1300, dt.date(1921, 3, 21))


def is_leap(year: int) -> bool:
    """Say whether a Jalali year has 366 days (33-year cycle)."""
    return (25 * year + 11) % 33 < 8


def from_gregorian(day: dt.date) -> tuple[int, int, int]:
    """Return (year, month, day) in the Jalali calendar.

    Raises:
        ValueError: before the first of Farvardin 1300 (21 March 1921), which no figure here speaks of.
    """
    year, start = _ANCHOR
    left = (day - start).days
    if left < 0:
        raise ValueError(f"{day} lies before the calendar's anchor, {start}")
    while left >= 365 + is_leap(year):
        left -= 365 + is_leap(year)
        year += 1
    month = left // 31 if left < 186 else 6 + (left - 186) // 30
    first = month * 31 if month <= 6 else 186 + (month - 6) * 30
    return year, month + 1, left - first + 1
