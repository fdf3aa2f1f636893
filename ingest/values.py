"""From a cell's text to a contract column's value, as SQL expressions.

A value that cannot be read becomes NULL and a ``column=text`` note; it is never guessed and never dropped. Which cell
belongs to which contract column, and the statement as a whole, belong in ``ingest.mapping``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ingest.columns import PLACEHOLDER, ColumnFinder, in_scope
from ingest.contracts import Column
from ingest.errors import RefusedFileError
from ingest.normalise import ascii_digits
from ingest.profiles.models import DateRule, FieldMapping
from ingest.pseudonyms import pseudonym
from ingest.sql import literal

_SPACE = " \t\r\n\u00a0\u200b"
_HAS_TIME = re.compile(r"%-?[HIMSXcfpsTR]")
_SHOWN_TEXT = 80


@dataclass(frozen=True)
class Delivery:
    """What is constant for one file: its scope, the source's time zone, its columns, and its name in messages."""

    scope: str | None
    timezone: str
    finder: ColumnFinder
    shown: str


@dataclass(frozen=True)
class Value:
    """SQL of one contract column.

    Attributes:
        sql: the typed value.
        problem: SQL that gives ``column=text`` where the text could not be read, NULL elsewhere; None if it always can.
        text: SQL of the text it was read from, for counting what rounding changed.
    """

    sql: str
    problem: str | None = None
    text: str | None = None


def clean(text: str) -> str:
    """Return SQL that trims every kind of blank and turns empty text into NULL."""
    return f"nullif(trim({text}, {literal(_SPACE)}), '')"


def recoded(text: str, codes: dict[str, str | None]) -> str:
    """Return SQL that replaces source codes; texts that are not listed pass unchanged, the code '' stands for empty."""
    if not codes:
        return text
    cases = " ".join(
        f"WHEN {literal(code.strip())} THEN {'NULL' if value is None else literal(value)}"
        for code, value in codes.items()
    )
    return f"CASE coalesce({text}, '') {cases} ELSE {text} END"


def codes_for(mapping: FieldMapping, scope: str | None) -> dict[str, str | None]:
    """Return the recode table that holds for a delivery scope: the general one, overridden by the scope's own."""
    return {**mapping.recode, **mapping.recode_by_scope.get(scope or "", {})}


def text_of(mapping: FieldMapping, delivery: Delivery) -> str | None:
    """Return SQL for the trimmed, recoded text of a field; None if there is nothing to read it from."""
    if mapping.columns:
        column = delivery.finder.find(mapping.columns)
        return None if column is None else recoded(clean(column), codes_for(mapping, delivery.scope))
    constant = delivery.scope if mapping.from_scope else mapping.value
    if constant is None:
        return None
    written = str(constant).lower() if isinstance(constant, bool) else str(constant)
    return recoded(literal(written), codes_for(mapping, delivery.scope))


def typed(name: str, column: Column, mapping: FieldMapping, delivery: Delivery) -> Value:
    """Return the SQL that reads one field as its contract column's type."""
    text = text_of(mapping, delivery)
    if text is None:
        return Value(f"CAST(NULL AS {column.sql_type})")
    if mapping.pseudonymise:
        return Value(pseudonym(text))
    if column.sql_type == "VARCHAR":
        return Value(text)
    if column.sql_type in ("DATE", "TIMESTAMP"):
        sql = _moment(column.sql_type, text, mapping, delivery)
    else:
        sql = number(text, column.sql_type)
    return Value(sql, problem_note(name, text, sql), text)


def problem_note(name: str, text: str, value: str) -> str:
    """Return SQL for ``name=text`` where text is there and its value is not."""
    note = f"{literal(name + '=')} || left({text}, {_SHOWN_TEXT})"
    return f"CASE WHEN {text} IS NOT NULL AND {value} IS NULL THEN {note} END"


def number(text: str, sql_type: str) -> str:
    """Return SQL that reads a number or truth value, in digits of any script; a fraction is no whole number."""
    if sql_type == "BIGINT":
        exact = _cast(text, "DECIMAL(38, 6)")
        return f"CASE WHEN {exact} = floor({exact}) THEN try_cast({exact} AS BIGINT) END"
    return _cast(text, sql_type)


def _cast(text: str, sql_type: str) -> str:
    """Most digits are ASCII already; only what they do not explain is transliterated."""
    return f"coalesce(try_cast({text} AS {sql_type}), try_cast({ascii_digits(text)} AS {sql_type}))"


def _moment(sql_type: str, text: str, mapping: FieldMapping, delivery: Delivery) -> str:
    if not mapping.dates:
        return f"try_cast({text} AS {sql_type})"
    rules = [rule for rule in mapping.dates if in_scope(rule.scopes, delivery.scope)]
    if not rules:
        raise RefusedFileError(
            file=delivery.shown,
            place="file name",
            rule=f"the profile declares no date format for the delivery '{delivery.scope}'",
            action="add a rule for it under 'dates' in the profile",
        )
    tried = [_by_rule(sql_type, text, rule, delivery) for rule in rules]
    return f"CASE WHEN {text} IS NOT NULL THEN coalesce({', '.join(tried)}) END"


def _by_rule(sql_type: str, text: str, rule: DateRule, delivery: Delivery) -> str:
    parsed = f"try_strptime({_composed(rule.template, ascii_digits(text), delivery)}, {literal(rule.format)})"
    if sql_type == "DATE":
        return f"CAST({parsed} AS DATE)"
    if "%z" in rule.format:
        return f"({parsed} AT TIME ZONE 'UTC')"
    if rule.format.endswith("Z") and not rule.format.endswith("%Z"):
        return parsed
    # A day without a time is put at local noon, so that in UTC it stays on its own day and in its own month.
    local = parsed if _HAS_TIME.search(rule.format) else f"({parsed} + INTERVAL 12 HOUR)"
    return f"(({local} AT TIME ZONE {literal(ZoneInfo(delivery.timezone).key)}) AT TIME ZONE 'UTC')"


def _composed(template: str, value: str, delivery: Delivery) -> str:
    if template == "{value}":
        return value
    parts: list[str] = []
    for position, piece in enumerate(PLACEHOLDER.split(template)):
        if position % 2 == 0:
            parts.append(literal(piece))
        elif piece == "value":
            parts.append(value)
        elif piece == "scope":
            parts.append(literal(delivery.scope or ""))
        else:
            column = delivery.finder.find([piece])
            parts.append("''" if column is None else f"coalesce({ascii_digits(clean(column))}, '')")
    return "(" + " || ".join(parts) + ")"


__all__ = ["Delivery", "Value", "clean", "number", "problem_note", "recoded", "text_of", "typed"]
