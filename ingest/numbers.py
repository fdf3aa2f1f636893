"""Numbers as sources write them: digits of any script, declared decimal and thousands marks, percent signs, units.

A number that is not written as declared is unread; "1.234" is never taken for a thousand and never for one and a bit
unless the profile says which. Dates belong in ``ingest.calendars``.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from ingest.codes import Delivery, clean
from ingest.normalise import ARABIC_DIGITS, ASCII_DIGITS, PERSIAN_DIGITS
from ingest.profiles.models import NumberFormat, Unit
from ingest.sql import literal
from ingest.units import by_text, declared

PERSIAN_DECIMAL, PERSIAN_THOUSANDS = "\u066b", "\u066c"
MINUS = "\u2212"
FULLWIDTH_DIGITS = "".join(chr(0xFF10 + digit) for digit in range(10))
_FOREIGN_DIGITS, _NATIVE_DIGITS = PERSIAN_DIGITS + ARABIC_DIGITS + FULLWIDTH_DIGITS, ASCII_DIGITS * 3
# All that stands for a declared blank between groups: no-break, thin and narrow no-break.
_BLANKS = "\u00a0\u2009\u202f"
_PERCENT = "%\u066a"
_EXACT = "DECIMAL(38, 9)"
# A code with more digits than this is matched as text.
_MOST_PLACES = 30


def number(text: str, sql_type: str, form: NumberFormat | None = None) -> str:
    """Return SQL that reads a number or truth value, in digits of any script; a fraction is no whole number."""
    written = text if form is None else plain(text, form)
    if sql_type == "BIGINT":
        exact = _cast(written, "DECIMAL(38, 6)")
        return f"CASE WHEN {exact} = floor({exact}) THEN try_cast({exact} AS BIGINT) END"
    return _cast(written, sql_type)


def _cast(text: str, sql_type: str) -> str:
    """Most digits are ASCII already; only what they do not explain is transliterated.

    The Arabic decimal and thousands marks have no second meaning, so they need no declaration. DuckDB would pass over
    underscores.
    """
    read = f"coalesce(try_cast({text} AS {sql_type}), try_cast({_ascii(text)} AS {sql_type}))"
    return f"CASE WHEN NOT contains({text}, '_') THEN {read} END"


def _ascii(text: str) -> str:
    foreign, native = _FOREIGN_DIGITS + PERSIAN_DECIMAL, _NATIVE_DIGITS + "."
    digits = f"translate({text}, {literal(foreign)}, {literal(native)})"
    grouped = rf"^[+-]?\d{{1,3}}({PERSIAN_THOUSANDS}\d{{3}})+(\.\d+)?$"
    together = f"replace({digits}, {literal(PERSIAN_THOUSANDS)}, '')"
    return f"CASE WHEN regexp_matches({digits}, {literal(grouped)}) THEN {together} ELSE {digits} END"


def in_ascii(text: str) -> str:
    """Return SQL for a text with the digits of all scripts that are read here in ASCII."""
    return f"translate({text}, {literal(_FOREIGN_DIGITS)}, {literal(_NATIVE_DIGITS)})"


def code_in_ascii(code: str) -> str:
    """Return a code of the profile with digits of any script in ASCII."""
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in code)


def number_of_code(code: str) -> str | None:
    """Return a code of the profile as a number in SQL, however its digits are written; None if it is none."""
    written = code_in_ascii(code).strip().replace(PERSIAN_DECIMAL, ".")
    try:
        value = Decimal(written)
    except InvalidOperation:
        return None
    is_plain = value.is_finite() and "_" not in written and abs(value.adjusted()) < _MOST_PLACES
    return str(value) if is_plain else None


def plain(text: str, form: NumberFormat) -> str:
    """Return SQL that writes a number of a declared form as 1234.5; NULL where the text is not of that form."""
    foreign, native = _FOREIGN_DIGITS + MINUS, _NATIVE_DIGITS + "-"
    if form.thousands == " ":
        foreign, native = foreign + _BLANKS, native + " " * len(_BLANKS)
    subject = f"translate({text}, {literal(foreign)}, {literal(native)})"
    if form.percent:
        subject = clean(f"regexp_replace({subject}, {literal(rf'^[{_PERCENT}]|[{_PERCENT}]$')}, '')")
    mark, point = re.escape(form.thousands or ""), re.escape(form.decimal)
    whole = rf"(\d+|\d{{1,3}}({mark}\d{{3}})+)" if form.thousands else r"\d+"
    pattern = literal(rf"^[+-]?({whole}({point}\d+)?|{point}\d+)$")
    ungrouped = f"replace({subject}, {literal(form.thousands)}, '')" if form.thousands else subject
    return f"CASE WHEN regexp_matches({subject}, {pattern}) THEN replace({ungrouped}, {literal(form.decimal)}, '.') END"


def converted(
    text: str, sql_type: str, form: NumberFormat | None, unit: Unit | None, delivery: Delivery
) -> tuple[str, str]:
    """Return SQL for a number of a declared form and unit, and SQL for it before it was rounded to its column.

    Units are converted in double precision, which keeps fifteen digits.
    """
    written = delivery.prepared.once(plain(text, form)) if form else text
    if unit is None:
        return number(written, sql_type), written
    double = delivery.prepared.once(_cast(written, "DOUBLE"))
    exact = delivery.prepared.once(f"try_cast({_in_unit(double, unit, delivery)} AS {_EXACT})")
    if sql_type == "BIGINT":
        rounded = f"CAST({exact} AS DECIMAL(38, 6))"
        return f"CASE WHEN {rounded} = floor({rounded}) THEN try_cast({rounded} AS BIGINT) END", exact
    return f"try_cast({exact} AS {sql_type})", exact


def _in_unit(double: str, unit: Unit, delivery: Delivery) -> str:
    if not unit.columns:
        return declared(unit).of(double)
    column = delivery.finder.find(unit.columns)
    if column is None:
        return "CAST(NULL AS DOUBLE)"
    cases = " ".join(
        f"WHEN {literal(text.strip())} THEN {conversion.of(double)}" for text, conversion in by_text(unit).items()
    )
    return f"CASE coalesce({clean(column)}, '') {cases} END"


__all__ = ["code_in_ascii", "converted", "in_ascii", "number", "number_of_code", "plain"]
