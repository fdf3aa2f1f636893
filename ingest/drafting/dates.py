"""Which date formats fit every cell of a column. Where several fit and mean different days, that is said and none is chosen."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

import duckdb

from ingest.normalise import ascii_digits
from ingest.sql import literal

_FIRST_VALUES = 40
_EARLIEST, _LATEST = "1990-01-01", "2100-01-01"
_JALALI = r"^1[345]\d\d([-/.])(0?[1-9]|1[0-2])[-/.](0?[1-9]|[12]\d|3[01])([ T].*)?$"
_ORDERS = ("%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y", "%y/%m/%d", "%d/%b/%Y", "%d/%b/%y")
_DAYS = (
    *(order.replace("/", mark) for mark in "-/." for order in _ORDERS),
    "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%Y%m%d", "%Y-%m", "%Y/%m", "%m/%Y", "%b %Y", "%B %Y",
)  # fmt: skip
_TIMES = (
    "", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p", "T%H:%M", "T%H:%M:%S", "T%H:%M:%S.%f",
    "T%H:%M:%SZ", "T%H:%M:%S.%fZ", "T%H:%M:%S%z", "T%H:%M:%S.%f%z", " %H:%M:%S%z", " %H:%M:%S UTC", " %H:%M %p", ", %H:%M:%S",
)  # fmt: skip
FORMATS = tuple(day + time for day, time in itertools.product(_DAYS, _TIMES))
_WRITTEN = {
    "%Y": r"[12]\d{3}", "%m": r"\d{1,2}", "%d": r"\d{1,2}", "%y": r"\d{2}", "%b": r"[A-Za-z]{3}", "%B": r"[A-Za-z]{3,9}",
    "%H": r"\d{1,2}", "%I": r"\d{1,2}", "%M": r"\d{1,2}", "%S": r"\d{1,2}", "%p": r"[AaPp][Mm]", "%f": r"\d{1,9}",
    "%z": r"[+-]\d\d(?::?\d\d)?",
}  # fmt: skip
# Days since 1899-12-30 from 1990 to 2064, and seconds from 1990 to 2064: only under a header that speaks of a date.
_SERIALS = {"excel_1900": (32874, 60000), "unix_seconds": (631e6, 2.97e9), "unix_milliseconds": (631e9, 2.97e12)}


def _pattern(form: str) -> re.Pattern[str]:
    parts = re.split(r"(%[A-Za-z])", form)
    return re.compile("".join(_WRITTEN.get(part) or re.escape(part) for part in parts))


_PATTERNS = {form: _pattern(form) for form in FORMATS}


@dataclass(frozen=True)
class DateChoice:
    """One format that fits every cell, with the first and last day it gives."""

    format: str
    first: str
    last: str


@dataclass(frozen=True)
class DateFacts:
    """The formats that fit.

    Attributes:
        choices: formats that give different days; one is certain, several are a question, none is no date.
        calendar: ``jalali`` where years and days are those of the Solar Hijri calendar, with ``pattern`` as its format.
        serial: the cells are numbers that count days or seconds.
    """

    choices: tuple[DateChoice, ...] = ()
    calendar: str | None = None
    pattern: str = ""
    serial: str | None = None

    @property
    def is_date(self) -> bool:
        """Whether the column holds dates of any kind."""
        return bool(self.choices or self.calendar or self.serial)

    @property
    def is_certain(self) -> bool:
        """Whether only one reading is possible."""
        return len(self.choices) == 1 or bool(self.calendar or self.serial)


def date_facts(connection: duckdb.DuckDBPyConnection, cell: str, filled: int) -> DateFacts:
    """Find the date formats that fit every filled cell of a column of the table ``sample``."""
    if not filled:
        return DateFacts()
    values = f"SELECT DISTINCT {ascii_digits(cell)} AS v FROM sample WHERE {cell} IS NOT NULL"
    first = [row[0] for row in connection.execute(f"{values} ORDER BY v LIMIT {_FIRST_VALUES}").fetchall()]
    if not all(re.search(r"\d", value) and len(value) >= 6 for value in first):
        return DateFacts()
    if all(re.fullmatch(_JALALI, value) for value in first):
        return _jalali(connection, values, first[0])
    likely = tuple(form for form in FORMATS if all(_PATTERNS[form].fullmatch(value) for value in first))
    return DateFacts(_different(connection, values, _fitting(connection, values, likely))) if likely else DateFacts()


def serial_of(low: float, high: float) -> DateFacts:
    """Return which count of days or seconds numbers of this range are."""
    kind = next((name for name, (least, most) in _SERIALS.items() if least <= low and high <= most), None)
    return DateFacts(serial=kind)


def _fitting(connection: duckdb.DuckDBPyConnection, values: str, formats: tuple[str, ...]) -> tuple[str, ...]:
    """Return the formats that read every value as a day of this age; a year of four digits must be written with four."""
    if not formats:
        return ()
    tests = []
    for form in formats:
        read = f"CAST(try_strptime(v, {literal(form)}) AS TIMESTAMP)"
        inside = f"{read} BETWEEN TIMESTAMP '{_EARLIEST}' AND TIMESTAMP '{_LATEST}'"
        width = r"\d{4}" if "%Y" in form else r"\d{2}"
        tests.append(f"bool_and(coalesce({inside} AND regexp_matches(v, {literal(width)}), false))")
    row = connection.execute(f"SELECT {', '.join(tests)} FROM ({values})").fetchone()
    return tuple(form for form, fits in zip(formats, row or (), strict=False) if fits)


def _different(connection: duckdb.DuckDBPyConnection, values: str, formats: tuple[str, ...]) -> tuple[DateChoice, ...]:
    """Keep of formats that read all values alike only the first, and tell which days each of the others gives."""
    kept: dict[str, DateChoice] = {}
    for form in formats:
        read = f"CAST(try_strptime(v, {literal(form)}) AS TIMESTAMP)"
        row = connection.execute(
            f"SELECT sum(hash({read}))::VARCHAR, min({read})::DATE::VARCHAR, max({read})::DATE::VARCHAR FROM ({values})"
        ).fetchone()
        if row is not None:
            kept.setdefault(row[0], DateChoice(form, row[1], row[2]))
    return tuple(kept.values())


def _jalali(connection: duckdb.DuckDBPyConnection, values: str, example: str) -> DateFacts:
    row = connection.execute(f"SELECT bool_and(regexp_matches(v, {literal(_JALALI)})) FROM ({values})").fetchone()
    if row is None or not row[0]:
        return DateFacts()
    mark = example[4]
    time = re.sub(r"\d{1,2}", "{}", example[10:].strip()).count("{}")
    pattern = f"%Y{mark}%m{mark}%d" + {2: " %H:%M", 3: " %H:%M:%S"}.get(time, "")
    return DateFacts(calendar="jalali", pattern=pattern)


__all__ = ["FORMATS", "DateChoice", "DateFacts", "date_facts", "serial_of"]
