"""What must agree in the mapping of one field: dates, patterns, codes, lookups, numbers, units, and scopes.

Yields problems with paths below the field. What a source's records need as a whole is in
``ingest.profiles.source_checks``, its answers in ``ingest.profiles.answer_checks``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import duckdb

from ingest.calendars import DIRECTIVES, directives
from ingest.columns import PLACEHOLDER
from ingest.contracts import Column
from ingest.profiles.checks import Problem, YamlPath, check_timezone, unknown
from ingest.profiles.models import DateRule, FieldMapping, FieldSettings, LookupTable, NumberFormat, Source, Unit
from ingest.scopes import field_in_scope
from ingest.sql import literal
from ingest.units import known_units, same_kind
from ingest.values import needs_own_reading

NEEDS_SCOPE = "add 'delivery.scope_pattern' to the source"
_DEPENDS = "this depends on the delivery's scope, which the source does not tell"
_NUMERIC = ("DECIMAL", "BIGINT", "DOUBLE", "INTEGER")
_MONTHS = 12

Told = list[tuple[YamlPath, str | None]]


def variants(mapping: FieldMapping) -> Iterator[tuple[YamlPath, FieldMapping]]:
    """Yield a mapping as it holds in general and in each scope that it names."""
    yield (), mapping
    for scope in mapping.by_scope:
        yield ("by_scope", scope), field_in_scope(mapping, scope)


def check_scoped(path: YamlPath, source: Source, mapping: FieldMapping) -> Iterator[Problem]:
    """Yield a problem if a mapping depends on a delivery scope that the source's file names do not tell."""
    templates = [rule.template for rule in mapping.dates] + [mapping.template or ""]
    scoped = (
        mapping.from_scope
        or mapping.recode_by_scope
        or mapping.by_scope
        or any("{scope}" in template for template in templates)
        or any(rule.scopes for rule in mapping.dates)
    )
    if scoped and source.delivery.scope_pattern is None:
        yield Problem(path, _DEPENDS, NEEDS_SCOPE)


def check_field(
    path: YamlPath, column: Column, mapping: FieldMapping, tables: dict[str, LookupTable]
) -> Iterator[Problem]:
    """Yield what contradicts itself in one field of a contract."""
    for below, one in variants(mapping):
        place = (*path, *below)
        yield from _dated(place, column, one)
        yield from check_text(place, one, tables)
        yield from _numeric(place, column, one)


def check_text(path: YamlPath, mapping: FieldSettings, tables: dict[str, LookupTable]) -> Iterator[Problem]:
    """Yield what contradicts itself in how a field's text is made."""
    if mapping.template is not None and not PLACEHOLDER.findall(mapping.template):
        yield Problem((*path, "template"), "the template names no column", "write it like '{street} {number}'")
    if mapping.pattern is not None:
        yield from check_pattern((*path, "pattern"), mapping.pattern)
    ways = [name for name in ("recode", "rules", "lookup") if getattr(mapping, name)]
    if mapping.recode_by_scope and "recode" not in ways:
        ways.append("recode_by_scope")
    if len(ways) > 1:
        yield Problem(path, f"{' and '.join(ways)} both replace the text", "keep one of them")
    if mapping.otherwise is not None and not ways and mapping.pattern is None:
        yield Problem((*path, "else"), "nothing here names the texts that 'else' is not about", "remove it")
    if mapping.otherwise == "keep" and mapping.rules and not mapping.columns and mapping.template is None:
        yield Problem((*path, "else"), "there is no single text to keep", "use missing or quarantine")
    yield from _looked_up(path, mapping, tables)


def _looked_up(path: YamlPath, mapping: FieldSettings, tables: dict[str, LookupTable]) -> Iterator[Problem]:
    if mapping.lookup is None:
        if mapping.column is not None:
            yield Problem((*path, "column"), "there is no lookup to take a column of", "name it under 'lookup'")
        return
    table = tables.get(mapping.lookup)
    if table is None:
        yield unknown((*path, "lookup"), "lookup", mapping.lookup, tables)
    elif mapping.column is None and len(table.columns) > 2:
        rule = f"the table '{mapping.lookup}' has several columns"
        yield Problem((*path, "lookup"), rule, f"name one under 'column': {', '.join(table.columns[1:])}")
    elif mapping.column is not None and mapping.column not in table.columns[1:]:
        yield unknown((*path, "column"), f"column of '{mapping.lookup}'", mapping.column, table.columns[1:])


def told_values(mapping: FieldMapping, tables: dict[str, LookupTable]) -> Told:
    """Return every value that a mapping says a field may get, with its place below the field."""
    told: Told = []
    for below, one in variants(mapping):
        told += [((*below, "recode", code), value) for code, value in one.recode.items()]
        for scope, codes in one.recode_by_scope.items():
            told += [((*below, "recode_by_scope", scope, code), value) for code, value in codes.items()]
        told += [((*below, "rules", place, "then"), rule.then) for place, rule in enumerate(one.rules)]
        told += [((*below, "lookup"), value) for value in _table_values(one, tables)]
        if one.value is not None and one.lookup is None and str(one.value) not in one.recode:
            told.append(((*below, "value"), str(one.value)))
    return told


def _table_values(mapping: FieldSettings, tables: dict[str, LookupTable]) -> list[str]:
    table = tables.get(mapping.lookup or "")
    if table is None or (mapping.column or table.columns[-1]) not in table.columns[1:]:
        return []
    place = table.columns.index(mapping.column or table.columns[-1]) - 1
    return sorted({row[place] for row in table.rows.values()} - {""})


def check_pattern(path: YamlPath, pattern: str) -> Iterator[Problem]:
    """Yield a problem if a regular expression is not one that the warehouse can carry out."""
    wrong = _refused(f"SELECT regexp_matches('', {literal(pattern)})")
    try:
        re.compile(pattern)
    except re.error as error:
        wrong = str(error)
    if wrong:
        yield Problem(path, f"this is no regular expression ({wrong})", "correct it")


@lru_cache(maxsize=1000)
def _refused(sql: str) -> str | None:
    """Return what DuckDB has against a statement, None if nothing."""
    try:
        with duckdb.connect() as connection:
            connection.execute(sql).fetchall()
    except duckdb.Error as error:
        return str(error).splitlines()[0].split(": ", 1)[-1]
    return None


def _dated(path: YamlPath, column: Column, mapping: FieldMapping) -> Iterator[Problem]:
    is_date = column.sql_type in ("DATE", "TIMESTAMP")
    if is_date and not mapping.dates and mapping.value is None:
        yield Problem(path, "a date needs a declared format", "add 'dates: [{format: \"%Y-%m-%d\"}]'")
    if mapping.dates and not is_date:
        yield Problem(path, "this field is no date", "remove 'dates'")
    for position, rule in enumerate(mapping.dates):
        place = (*path, "dates", position)
        yield from _format(place, rule)
        for text, zone in rule.zone.zones.items() if rule.zone else ():
            yield from check_timezone((*place, "zone", "zones", text), zone)


def _format(path: YamlPath, rule: DateRule) -> Iterator[Problem]:
    if rule.format is None:
        if rule.calendar == "jalali" or rule.months or rule.at != "start":
            yield Problem(path, "a serial number has no calendar, months or place in a period", "remove them")
        return
    place = (*path, "format")
    if "%" not in rule.format:
        yield Problem(place, f"'{rule.format}' is no date format", 'write it like "%d/%m/%Y"')
    elif "Z" in directives(rule.format):
        rule_said = "%Z reads names of time zones, which stand for several zones at once"
        yield Problem(
            place, rule_said, "use %z for an offset, or a column under 'zone' that says which zone each name means"
        )
    elif needs_own_reading(rule):
        yield from _own_format(place, rule, directives(rule.format))
    elif wrong := _refused(f"SELECT try_strptime('', {literal(rule.format)})"):
        yield Problem(place, f"'{rule.format}' is no date format ({wrong})", 'write it like "%d/%m/%Y"')


def _own_format(path: YamlPath, rule: DateRule, used: list[str]) -> Iterator[Problem]:
    """Persian dates, quarters, month names and periods are read here and know fewer directives."""
    strange = sorted({f"%{letter}" for letter in used if letter not in DIRECTIVES})
    if strange:
        known = ", ".join(f"%{letter}" for letter in "YmdBqHMS")
        yield Problem(path, f"{', '.join(strange)} cannot be read here", f"use {known}; write years with four digits")
    if "Y" not in used or len(set(used)) < len(used):
        yield Problem(path, "the format needs the year, and each part once", "add %Y")
    if ("d" in used and not {"m", "B"} & set(used)) or {"m", "B"} <= set(used) or ("q" in used and "d" in used):
        yield Problem(path, "the format does not tell one month for its day", "use %m or %B, and %q without a day")
    if {"M", "S"} & set(used) and "H" not in used:
        yield Problem(path, "minutes or seconds need the hour", "add %H")
    if rule.at != "start" and "d" in used:
        yield Problem((*path[:-1], "at"), "a date with a day is not placed in a period", "remove 'at'")
    if rule.months and len(rule.months) != _MONTHS:
        yield Problem((*path[:-1], "months"), f"a year has twelve months, not {len(rule.months)}", "name all twelve")
    if "B" in used and not rule.months and rule.calendar != "jalali":
        yield Problem(path, "%B needs the names of the months here", "list them under 'months'")


def _numeric(path: YamlPath, column: Column, mapping: FieldMapping) -> Iterator[Problem]:
    for name in ("number", "unit"):
        if getattr(mapping, name) is not None and not column.sql_type.startswith(_NUMERIC):
            yield Problem((*path, name), "this field is no number", f"remove '{name}'")
    if mapping.number:
        yield from check_number((*path, "number"), mapping.number)
    if mapping.unit:
        yield from _unit((*path, "unit"), mapping.unit)


def check_number(path: YamlPath, form: NumberFormat) -> Iterator[Problem]:
    """Yield a problem if a number's two marks cannot be told apart."""
    if form.decimal == form.thousands:
        yield Problem(path, f"'{form.decimal}' cannot be both the decimal and the thousands mark", "correct one")


def _unit(path: YamlPath, unit: Unit) -> Iterator[Problem]:
    if sum([unit.source is not None, unit.factor is not None, bool(unit.columns)]) != 1:
        yield Problem(path, "a unit is told in one way", "give exactly one of from, factor, columns")
        return
    if unit.factor is not None:
        if unit.to is not None or unit.recode:
            yield Problem(path, "a factor needs no units", "remove 'to' and 'recode'")
        return
    if unit.offset:
        yield Problem((*path, "offset"), "units have their own offset", "remove 'offset'")
    if unit.to is None or unit.to not in known_units():
        yield unknown((*path, "to"), "unit", unit.to or "", known_units())
        return
    named: dict[YamlPath, str] = {("recode", text): name for text, name in unit.recode.items()}
    if unit.source:
        named = {("from",): unit.source}
    for below, name in named.items():
        if name not in same_kind(unit.to):
            yield unknown((*path, *below), f"unit that can become '{unit.to}'", name, same_kind(unit.to))


__all__ = [
    "NEEDS_SCOPE",
    "Told",
    "check_field",
    "check_number",
    "check_pattern",
    "check_scoped",
    "check_text",
    "told_values",
    "variants",
]
