"""From a cell's text to a contract column's value, as SQL expressions.

A value that cannot be read becomes NULL and a ``column=text`` note; it is never guessed and never dropped. Codes and
lookups are in ``ingest.codes``, numbers in ``ingest.numbers``, calendars in ``ingest.calendars``. Which cell belongs to
which contract column, and the statement as a whole, belong in ``ingest.mapping``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ingest.calendars import JALALI_MONTHS, directives, has_time, is_whole, serial_moment, written_date
from ingest.codes import Delivery, Text, clean, composed, read_text, recoded
from ingest.columns import in_scope
from ingest.contracts import Column
from ingest.errors import RefusedFileError
from ingest.normalise import ascii_digits
from ingest.numbers import converted, number
from ingest.profiles.models import DateRule, FieldMapping
from ingest.pseudonyms import pseudonym
from ingest.sql import literal

_HAS_TIME = re.compile(r"%-?[HIMSXcfpsTR]")
_SHOWN_TEXT = 80
_HIDDEN = "[identifier]"
# A year of fewer digits was not written as declared. DuckDB reads words like "infinity" and "epoch" as one of these days.
_FIRST_MOMENT, _AFTER_LAST_MOMENT = "TIMESTAMP '1000-01-01'", "TIMESTAMP '10000-01-01'"
_DAYS_OF_WORDS = "(TIMESTAMP '1900-01-01', TIMESTAMP '1970-01-01')"


@dataclass(frozen=True)
class Value:
    """SQL of one contract column.

    Attributes:
        sql: the typed value.
        problem: SQL that gives ``column=text`` where the text could not be read, NULL elsewhere; None if it always can.
        text: SQL of the number's text before it was rounded, for counting what rounding changed.
    """

    sql: str
    problem: str | None = None
    text: str | None = None


def text_of(mapping: FieldMapping, delivery: Delivery) -> str | None:
    """Return SQL for the trimmed, recoded text of a field; None if there is nothing to read it from."""
    text = read_text(mapping, delivery)
    return None if text is None else text.sql


def noted_text(name: str, mapping: FieldMapping, delivery: Delivery) -> Value | None:
    """Return the text of a field with a note where the profile quarantines it; None if there is nothing to read."""
    text = read_text(mapping, delivery)
    return None if text is None else Value(text.sql, _failure_note(name, text, text.told))


def typed(name: str, column: Column, mapping: FieldMapping, delivery: Delivery) -> Value:
    """Return the SQL that reads one field as its contract column's type."""
    text = read_text(mapping, delivery)
    if text is None:
        return Value(f"CAST(NULL AS {column.sql_type})")
    if mapping.pseudonymise:
        return Value(pseudonym(text.sql), _failure_note(name, text, literal(_HIDDEN)))
    if column.sql_type == "VARCHAR":
        return Value(text.sql, _failure_note(name, text, text.told))
    if column.sql_type in ("DATE", "TIMESTAMP"):
        sql, exact = delivery.prepared.once(_moment(column.sql_type, text.sql, mapping, delivery)), None
    else:
        sql, exact = _quantity(text.sql, column.sql_type, mapping, delivery)
    return Value(sql, _note(name, text, sql), exact)


def problem_note(name: str, text: str, value: str) -> str:
    """Return SQL for ``name=text`` where text is there and its value is not."""
    return f"CASE WHEN {text} IS NOT NULL AND {value} IS NULL THEN {_told(name, text)} END"


def _told(name: str, text: str) -> str:
    return f"{literal(name + '=')} || left({text}, {_SHOWN_TEXT})"


def _failure_note(name: str, text: Text, told: str) -> str | None:
    return f"CASE WHEN {text.failed} THEN {_told(name, told)} END" if text.failed else None


def _note(name: str, text: Text, value: str) -> str:
    if text.failed is None:
        return problem_note(name, text.sql, value)
    unread = f"({text.failed}) OR ({text.sql} IS NOT NULL AND {value} IS NULL)"
    return f"CASE WHEN {unread} THEN {_told(name, text.told)} END"


def _quantity(text: str, sql_type: str, mapping: FieldMapping, delivery: Delivery) -> tuple[str, str]:
    form = mapping.number or delivery.number
    if sql_type == "BOOLEAN" or (form is None and mapping.unit is None):
        return number(text, sql_type), text
    return converted(text, sql_type, form, mapping.unit, delivery)


def _moment(sql_type: str, text: str, mapping: FieldMapping, delivery: Delivery) -> str:
    if not mapping.dates:
        return f"CAST({_plausible(f'try_cast({text} AS TIMESTAMP)', text, delivery)} AS {sql_type})"
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
    written = composed(rule.template, ascii_digits(text), delivery)
    if rule.serial is not None:
        return _by_serial(sql_type, delivery.prepared.once(written), rule.serial, rule, delivery)
    form = rule.format or ""
    if needs_own_reading(rule):
        months = [(month,) for month in rule.months] or JALALI_MONTHS
        is_jalali = rule.calendar == "jalali"
        local = written_date(delivery.prepared.once(written), form, months, is_jalali=is_jalali, at=rule.at)
        return _placed(sql_type, _plausible(local, written, delivery), has_time(form), rule, delivery)
    if "%z" in form:
        # ISO 8601 writes Z for the offset zero, which the reader of offsets does not know.
        offset = f"try_strptime(regexp_replace({written}, '[Zz]$', '+00'), {literal(form)})"
        zone = _zone(delivery) if sql_type == "DATE" else "'UTC'"
        return f"CAST({_plausible(f'({offset} AT TIME ZONE {zone})', written, delivery)} AS {sql_type})"
    parsed = _plausible(f"try_strptime({written}, {literal(form)})", written, delivery)
    if sql_type == "TIMESTAMP" and form.endswith("Z") and not form.endswith("%Z"):
        return parsed
    return _placed(sql_type, parsed, bool(_HAS_TIME.search(form)), rule, delivery)


def _plausible(moment: str, text: str, delivery: Delivery) -> str:
    """SQL for a parsed moment, NULL where its year has fewer than four digits or its text was a word."""
    read = delivery.prepared.once(moment)
    return (
        f"CASE WHEN {read} < {_FIRST_MOMENT} OR {read} >= {_AFTER_LAST_MOMENT} THEN NULL "
        f"WHEN {read} IN {_DAYS_OF_WORDS} THEN CASE WHEN regexp_matches({text}, '[0-9]') THEN {read} END ELSE {read} END"
    )


def needs_own_reading(rule: DateRule) -> bool:
    """Tell whether a rule's format is read by ``ingest.calendars`` and not by ``strptime``."""
    form = rule.format or ""
    return rule.calendar == "jalali" or bool(rule.months) or rule.at != "start" or "q" in directives(form)


def _by_serial(sql_type: str, text: str, serial: str, rule: DateRule, delivery: Delivery) -> str:
    moment = serial_moment(text, serial)
    if serial.startswith("unix"):
        if sql_type == "TIMESTAMP":
            return moment
        return f"CAST((({moment} AT TIME ZONE 'UTC') AT TIME ZONE {_zone(delivery)}) AS DATE)"
    if sql_type == "TIMESTAMP":
        moment = f"({moment} + CASE WHEN {is_whole(text)} THEN INTERVAL 12 HOUR ELSE INTERVAL 0 HOUR END)"
    return _placed(sql_type, moment, True, rule, delivery)


def _placed(sql_type: str, local: str, is_time_told: bool, rule: DateRule, delivery: Delivery) -> str:
    """SQL for the UTC moment (or the day) of a local time.

    A day without a time is put at local noon, so that in UTC it stays on its own day and in its own month.
    """
    if sql_type == "DATE":
        return f"CAST({local} AS DATE)"
    moment = local if is_time_told else f"({local} + INTERVAL 12 HOUR)"
    if rule.zone is None and ZoneInfo(delivery.timezone).key == "UTC":
        return moment
    if rule.zone is None:
        return f"(({moment} AT TIME ZONE {_zone(delivery)}) AT TIME ZONE 'UTC')"
    column = delivery.finder.find(rule.zone.columns)
    if column is None:
        return "CAST(NULL AS TIMESTAMP)"
    cases = " ".join(
        f"WHEN {literal(text.strip())} THEN ({moment} AT TIME ZONE {literal(ZoneInfo(zone).key)}) AT TIME ZONE 'UTC'"
        for text, zone in rule.zone.zones.items()
    )
    return f"(CASE coalesce({clean(column)}, '') {cases} END)"


def row_timezone(mapping: FieldMapping | None, delivery: Delivery) -> str:
    """Return SQL for the name of the time zone in which a row's moment was told."""
    rules = [rule for rule in mapping.dates if in_scope(rule.scopes, delivery.scope)] if mapping else []
    for rule in rules:
        column = delivery.finder.find(rule.zone.columns) if rule.zone else None
        if rule.zone is not None and column is not None:
            codes: dict[str, str | None] = dict(rule.zone.zones)
            return recoded(clean(column), codes, literal(delivery.timezone))
    return literal(delivery.timezone)


def _zone(delivery: Delivery) -> str:
    return literal(ZoneInfo(delivery.timezone).key)


__all__ = [
    "Delivery",
    "Value",
    "clean",
    "needs_own_reading",
    "noted_text",
    "number",
    "problem_note",
    "recoded",
    "row_timezone",
    "text_of",
    "typed",
]
