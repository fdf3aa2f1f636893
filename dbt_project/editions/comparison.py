"""Published figures against those of the edition before, value by value.

Values are compared exactly. A figure that came, went, was hidden or is shown again is one row, with its leading value; of a
figure that is in both editions every column that differs is a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from dbt_project.editions.past import published_file

# Say by what and from what a figure was made, not what it is.
UNCOMPARED = {"figure_id", "definition_version", "input_hash"}
# The value that a row of a table is about; elsewhere the first number that is no count.
LEADING = ("estimate", "gap", "total", "rate_per_1000", "p90_hours", "difference", "sen_slope", "change_size", "share")
NAMES = ("measure", "aspect", "characteristic_key", "cut", "cut_value", "period_type", "wave")
# What a figure is about besides: the label key's first part, and the column that holds the rest of it.
ITEMS = {
    "cause": "cause_key", "competitor": "competitor_key", "theme": "theme_key", "promise": "promise_key",
    "outcome": "outcome_key", "operation": "operation_measure", "complaint_state": "state", "clock": "clock",
    "source": "source_id", "answer": "value", "comparison": "comparison",
}  # fmt: skip
# Text that is a verdict on a figure.
VERDICTS = ("verdict", "status")
COLUMNS = {
    "changed_figure_id": "varchar", "figure_table": "varchar", "method": "varchar", "measure": "varchar", "aspect": "varchar",
    "characteristic_key": "varchar", "cut": "varchar", "cut_value": "varchar", "period_type": "varchar", "wave": "varchar",
    "item_kind": "varchar", "item": "varchar", "period_start": "date", "period_end": "date", "evidence_from": "date",
    "evidence_to": "date", "kind": "varchar", "value_column": "varchar", "is_leading": "boolean", "is_verdict": "boolean",
    "old_value": "double", "new_value": "double", "old_text": "varchar", "new_text": "varchar",
}  # fmt: skip
NUMBERS = ("DOUBLE", "FLOAT", "DECIMAL", "BIGINT", "INTEGER", "HUGEINT", "SMALLINT", "UBIGINT")


PERIODS = "edition_periods"


@dataclass(frozen=True)
class Shape:
    """The columns of a table of figures, as this edition has them, and those that the earlier one had too."""

    types: dict[str, str]
    shared: frozenset[str]

    def has(self, *names: str) -> list[str]:
        """Return those of some columns that the table has."""
        return [name for name in names if name in self.types]

    def is_number(self, column: str) -> bool:
        """Return whether a column is compared as a number."""
        return self.types[column].startswith(NUMBERS)

    @property
    def compared(self) -> list[str]:
        """Columns whose values are compared."""
        return [name for name in self.types if name in self.shared - UNCOMPARED]

    @property
    def leading(self) -> str:
        """The column that a figure is about."""
        doubles = [name for name, kind in self.types.items() if kind == "DOUBLE"]
        numbers = [name for name in self.types if self.is_number(name) and name not in UNCOMPARED]
        return (self.has(*LEADING) + doubles + numbers)[0]


def changed_values(now: Mapping[str, Any], periods: Any, folder: Path | None, measures: Mapping[str, str]) -> Any:
    """Return every changed value, a table of ``COLUMNS``.

    Args:
        now: this edition's tables of figures, by name: relations of one DuckDB connection.
        periods: relation ``pub_period``, for tables that do not say when a period ends.
        folder: the earlier edition.
        measures: by table, whose definition its figures have where a row names no measure.
    """
    first = next(iter(now.values()))
    periods.create_view(PERIODS, replace=True)
    parts = []
    for table, relation in now.items():
        file = published_file(folder, table)
        if file is not None:
            shape = _shape(relation, file)
            parts.append(relation.query(f"now_{table}", _table_sql(table, shape, file, measures.get(table, ""))))
    if not parts:
        nothing = ", ".join(f"cast(null as {kind}) as {name}" for name, kind in COLUMNS.items())
        return first.query("figure_now", f"select {nothing} where false")
    return _together(parts)


def _together(parts: Iterable[Any]) -> Any:
    united, *others = parts
    for other in others:
        united = united.union(other)
    return united


def _shape(relation: Any, file: Path) -> Shape:
    types = {name: str(kind) for name, kind in zip(relation.columns, relation.types, strict=True)}
    with duckdb.connect() as connection:
        found = connection.execute("select name from parquet_schema(?)", [str(file)]).fetchall()
    return Shape(types, frozenset(row[0] for row in found))


def _table_sql(table: str, shape: Shape, file: Path, measure: str) -> str:
    quoted = str(file).replace("'", "''")
    said = ", ".join(f"{_said(name, shape)} as {name}" for name in NAMES)
    own = _said("measure", shape)
    said = said.replace(f"{own} as measure", f"coalesce({own}, '{measure}') as measure")
    hidden = ("new.suppress_reason is not null", "old.suppress_reason is not null")
    if not {"suppress_reason"} <= shape.shared:
        hidden = ("false", "false")
    return f"""
        with joined as (
            select coalesce(new.figure_id, old.figure_id) as changed_figure_id, {said}, {_item(shape)}, {_time(shape)}, case
                when old.figure_id is null and not {hidden[0]} then 'new'
                when new.figure_id is null and not {hidden[1]} then 'gone'
                when old.figure_id is null or new.figure_id is null or ({hidden[0]} and {hidden[1]}) then null
                when {hidden[0]} then 'now_hidden'
                when {hidden[1]} then 'now_shown'
                else 'changed' end as kind,
                unnest([{", ".join(_value(name, shape) for name in shape.compared)}]) as found
            from now_{table} as new
            full join read_parquet('{quoted}') as old on new.figure_id = old.figure_id
            where {" or ".join(f"new.{name} is distinct from old.{name}" for name in shape.compared)}
        )
        select changed_figure_id, '{table}' as figure_table, '{measure}' as method, {", ".join(NAMES)}, item_kind, item,
            period_start, period_end, evidence_from, evidence_to, kind, found.name as value_column,
            found.name = '{shape.leading}' as is_leading,
            found.name in ({", ".join(f"'{name}'" for name in VERDICTS)}) as is_verdict,
            found.old_value as old_value, found.new_value as new_value, found.old_text as old_text, found.new_text as new_text
        from joined
        where (found.old_value, found.old_text) is distinct from (found.new_value, found.new_text)
            and (kind = 'changed' or (kind is not null and found.name = '{shape.leading}'))
    """


def _value(name: str, shape: Shape) -> str:
    if shape.is_number(name):
        values = f"old_value: old.{name}::double, new_value: new.{name}::double, old_text: null::varchar, new_text: null::varchar"
    else:
        values = f"old_value: null::double, new_value: null::double, old_text: old.{name}::varchar, new_text: new.{name}::varchar"
    return f"{{name: '{name}', {values}}}"


def _said(name: str, shape: Shape, kind: str = "varchar") -> str:
    if name not in shape.types:
        return f"null::{kind}"
    return f"coalesce(new.{name}, old.{name})::{kind}" if name in shape.shared else f"new.{name}::{kind}"


def _item(shape: Shape) -> str:
    there = [(kind, column) for kind, column in ITEMS.items() if column in shape.types]
    if not there:
        return "null::varchar as item_kind, null::varchar as item"
    kind, column = there[0]
    return f"'{kind}' as item_kind, {_said(column, shape)} as item"


def _time(shape: Shape) -> str:
    """SQL for the period that a figure is of, and the days whose rows it rests on; without an end it rests on all of them."""
    starts = [name for name in shape.types if name.endswith("period_start") and not name.startswith("change_point")]
    starts += shape.has("first_period")
    start = f"least({', '.join(_said(name, shape, 'date') for name in starts)})" if starts else "null::date"
    end = "null::date"
    if shape.has("period_end"):
        end = _said("period_end", shape, "date")
    elif shape.has("period_type") and shape.has("period_start"):
        kind, day = _said("period_type", shape), _said("period_start", shape, "date")
        end = f"(select max(period_end) from {PERIODS} as p where p.period_type = {kind} and p.period_start = {day})"
    elif shape.has("last_period"):
        end = f"last_day({_said('last_period', shape, 'date')})"
    return (
        f"{_said('period_start', shape, 'date')} as period_start, {end} as period_end, "
        f"case when {end} is not null then {start} end as evidence_from, {end} as evidence_to"
    )
