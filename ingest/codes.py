"""The text of one field: taken from its origin, cut by a pattern, replaced by codes, rules or a lookup table, as SQL.

A text that the profile wants quarantined sets ``Text.failed``. How the text becomes a number or a date belongs in
``ingest.values``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.columns import PLACEHOLDER, ColumnFinder
from ingest.normalise import ascii_digits, normalised
from ingest.profiles.models import CodeRule, FieldMapping, LookupTable, NumberFormat
from ingest.sql import identifier, literal

_SPACE = " \t\r\n\u00a0\u200b"
_PREPARED = re.compile(r"\bprepared_\d+\b")


class Prepared:
    """What is computed once per row below the contract's statement, in as many layers as it needs.

    Without it, a long expression would be written out wherever its value is tested, shown and read.
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._layers: list[dict[str, str]] = []

    def once(self, sql: str) -> str:
        """Return the name of a column that holds ``sql``; the same expression is computed once."""
        if sql not in self._names:
            name = f"prepared_{len(self._names)}"
            used = set(_PREPARED.findall(sql))
            below = [depth for depth, layer in enumerate(self._layers) if used & set(layer)]
            depth = max(below, default=-1) + 1
            if depth == len(self._layers):
                self._layers.append({})
            self._layers[depth][name] = sql
            self._names[sql] = name
        return self._names[sql]

    def over(self, rows: str) -> str:
        """Return SQL for a FROM clause that carries the columns of ``rows`` and all prepared ones."""
        for layer in self._layers:
            listed = ", ".join(f"{sql} AS {name}" for name, sql in layer.items())
            rows = f"(SELECT *, {listed} FROM {rows})"
        return rows


@dataclass(frozen=True)
class Delivery:
    """What is constant for one file: its scope, the source's time zone, its columns, its name in messages, its tables."""

    scope: str | None
    timezone: str
    finder: ColumnFinder
    shown: str
    number: NumberFormat | None = None
    tables: dict[str, LookupTable] = field(default_factory=dict)
    prepared: Prepared = field(default_factory=Prepared)


@dataclass(frozen=True)
class Text:
    """SQL of one text.

    Attributes:
        sql: the text that is read; NULL where there is none.
        told: what a note shows of it.
        failed: SQL that is true where the profile wants the line quarantined; None if it never is.
    """

    sql: str
    told: str
    failed: str | None = None


def clean(text: str) -> str:
    """Return SQL that trims every kind of blank and turns empty text into NULL."""
    return f"nullif(trim({text}, {literal(_SPACE)}), '')"


def folded(text: str) -> str:
    """Return SQL for a text as codes are compared in any case, Unicode form and digit script."""
    return f"lower({normalised(text)})"


def recoded(text: str, codes: dict[str, str | None], default: str | None = None, *, ignore_case: bool = False) -> str:
    """Return SQL that replaces source codes; other texts pass unchanged, or become ``default``; '' stands for empty."""
    if not codes:
        return text if default is None else default
    cases = " ".join(
        f"WHEN {_code(code, ignore_case)} THEN {'NULL' if value is None else literal(value)}"
        for code, value in codes.items()
    )
    subject = folded(text) if ignore_case else text
    return f"CASE coalesce({subject}, '') {cases} ELSE {text if default is None else default} END"


def _code(code: str, ignore_case: bool) -> str:
    return folded(literal(code.strip())) if ignore_case else literal(code.strip())


def one_of(text: str, codes: Iterable[str], *, ignore_case: bool = False) -> str:
    """Return SQL that tells whether a text, or '' for an empty one, is among codes."""
    listed = ", ".join(_code(code, ignore_case) for code in codes)
    return f"(coalesce({folded(text) if ignore_case else text}, '') IN ({listed}))" if listed else "false"


def codes_for(mapping: FieldMapping, scope: str | None) -> dict[str, str | None]:
    """Return the recode table that holds for a delivery scope: the general one, overridden by the scope's own."""
    return {**mapping.recode, **mapping.recode_by_scope.get(scope or "", {})}


def composed(template: str, value: str, delivery: Delivery) -> str:
    """Return SQL for a template with ``{scope}``, ``{value}`` and column names, digits in ASCII."""
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


def read_text(mapping: FieldMapping, delivery: Delivery) -> Text | None:
    """Return the SQL of a field's text; None if there is nothing to read it from."""
    origin = _origin(mapping, delivery)
    if origin is None:
        return None
    if not (mapping.pattern or mapping.rules or mapping.lookup or mapping.otherwise or mapping.ignore_case):
        plain = recoded(origin, codes_for(mapping, delivery.scope))
        return Text(plain, plain)
    text = Text(delivery.prepared.once(origin), delivery.prepared.once(origin))
    if mapping.pattern:
        text = _cut(text, mapping, delivery)
    if mapping.rules:
        text = _by_rules(text, mapping, delivery)
    elif mapping.lookup:
        text = _looked_up(text, mapping, delivery)
    else:
        text = _by_codes(text, mapping, delivery)
    return Text(delivery.prepared.once(text.sql), text.told, text.failed)


def _origin(mapping: FieldMapping, delivery: Delivery) -> str | None:
    if mapping.columns:
        return _of_columns(mapping, delivery)
    if mapping.template is not None:
        return _joined(mapping.template, delivery)
    if mapping.rules:
        told = [clean(column) for name in _asked(mapping.rules) if (column := delivery.finder.find([name]))]
        return f"nullif(concat_ws('|', {', '.join(told)}), '')" if told else None
    constant = delivery.scope if mapping.from_scope else mapping.value
    if constant is None:
        return None
    return literal(str(constant).lower() if isinstance(constant, bool) else str(constant))


def _of_columns(mapping: FieldMapping, delivery: Delivery) -> str | None:
    if not mapping.coalesce:
        column = delivery.finder.find(mapping.columns)
        return None if column is None else clean(column)
    found = [clean(column) for name in mapping.columns if (column := delivery.finder.find([name]))]
    return f"coalesce({', '.join(found)})" if found else None


def _joined(template: str, delivery: Delivery) -> str | None:
    """SQL for joined columns as they are written; empty where all of them are, so that no bare separators stay."""
    parts: list[str] = []
    columns: list[str] = []
    for position, piece in enumerate(PLACEHOLDER.split(template)):
        column = delivery.finder.find([piece]) if position % 2 else None
        if position % 2 == 0:
            parts.append(literal(piece))
        elif piece == "scope":
            parts.append(literal(delivery.scope or ""))
        elif column is not None:
            columns.append(clean(column))
            parts.append(f"coalesce({clean(column)}, '')")
    if not columns:
        return None
    return f"CASE WHEN coalesce({', '.join(columns)}) IS NOT NULL THEN {clean(' || '.join(parts))} END"


def _asked(rules: Iterable[CodeRule]) -> list[str]:
    return list(dict.fromkeys(name for rule in rules for name in rule.when))


def _either(*conditions: str | None) -> str | None:
    told = [condition for condition in conditions if condition is not None]
    return " OR ".join(f"({condition})" for condition in told) if told else None


def _else(mapping: FieldMapping, default: str) -> str:
    return mapping.otherwise or default


def _cut(text: Text, mapping: FieldMapping, delivery: Delivery) -> Text:
    pattern = literal(mapping.pattern or "")
    group = min(re.compile(mapping.pattern or "").groups, 1)
    fits = delivery.prepared.once(f"regexp_matches({text.sql}, {pattern})")
    cut = clean(f"regexp_extract({text.sql}, {pattern}, {group})")
    otherwise = _else(mapping, "quarantine")
    left = text.sql if otherwise == "keep" else "NULL"
    failed = f"NOT {fits}" if otherwise == "quarantine" else None
    return Text(delivery.prepared.once(f"CASE WHEN {fits} THEN {cut} ELSE {left} END"), text.told, failed)


def _by_codes(text: Text, mapping: FieldMapping, delivery: Delivery) -> Text:
    codes = codes_for(mapping, delivery.scope)
    otherwise = _else(mapping, "keep")
    if not codes or otherwise == "keep":
        return Text(recoded(text.sql, codes, ignore_case=mapping.ignore_case), text.told, text.failed)
    failed = None
    if otherwise == "quarantine":
        listed = one_of(text.sql, codes, ignore_case=mapping.ignore_case)
        failed = f"{text.sql} IS NOT NULL AND NOT {listed}"
    read = recoded(text.sql, codes, "NULL", ignore_case=mapping.ignore_case)
    return Text(f"CAST({read} AS VARCHAR)", text.told, _either(text.failed, failed))


def _by_rules(text: Text, mapping: FieldMapping, delivery: Delivery) -> Text:
    fits = [_rule_fits(rule, mapping, delivery) for rule in mapping.rules]
    cases = " ".join(
        f"WHEN {fit} THEN {'NULL' if rule.then is None else literal(rule.then)}"
        for fit, rule in zip(fits, mapping.rules, strict=True)
    )
    otherwise = _else(mapping, "quarantine")
    left = text.sql if otherwise == "keep" else "NULL"
    failed = f"{text.sql} IS NOT NULL AND NOT ({' OR '.join(fits)})" if otherwise == "quarantine" else None
    return Text(f"CAST(CASE {cases} ELSE {left} END AS VARCHAR)", text.told, _either(text.failed, failed))


def _rule_fits(rule: CodeRule, mapping: FieldMapping, delivery: Delivery) -> str:
    tests = []
    for name, texts in rule.when.items():
        column = delivery.finder.find([name])
        cell = clean(column) if column else "CAST(NULL AS VARCHAR)"
        tests.append(one_of(cell, [texts] if isinstance(texts, str) else texts, ignore_case=mapping.ignore_case))
    return f"({' AND '.join(tests)})"


def _looked_up(text: Text, mapping: FieldMapping, delivery: Delivery) -> Text:
    table = delivery.tables[mapping.lookup or ""]
    position = table.columns.index(mapping.column or table.columns[-1]) - 1
    keys = ", ".join(literal(key) for key in table.rows)
    values = ", ".join(literal(row[position]) for row in table.rows.values())
    key = folded("k") if mapping.ignore_case else "k"
    subject = delivery.prepared.once(folded(text.sql)) if mapping.ignore_case else text.sql
    listed = f"SELECT unnest([{keys}]::VARCHAR[]) AS k, unnest([{values}]::VARCHAR[]) AS v"
    found = delivery.prepared.once(f"(SELECT max(v) FROM ({listed}) WHERE {key} = {identifier(subject)})")
    otherwise = _else(mapping, "quarantine")
    value = f"nullif({found}, '')"
    if otherwise == "keep":
        value = f"CASE WHEN {found} IS NULL THEN {text.sql} ELSE {value} END"
    failed = f"{text.sql} IS NOT NULL AND {found} IS NULL" if otherwise == "quarantine" else None
    return Text(value, text.told, _either(text.failed, failed))


__all__ = [
    "Delivery",
    "Prepared",
    "Text",
    "clean",
    "codes_for",
    "composed",
    "folded",
    "one_of",
    "read_text",
    "recoded",
]
