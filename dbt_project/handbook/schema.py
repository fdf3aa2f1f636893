"""Write the schema ``help`` into an edition's file, while it is still being put together."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa

from dbt_project.handbook.dictionary import HELP_TABLES, Manifest, entries
from dbt_project.handbook.units import unit_of_measure
from dbt_project.handbook.worked import as_rows, worked_queries
from ingest.sql import identifier

_TEXT = {"column_position": pa.int32(), "query_number": pa.int32(), "definition_version": pa.int32()}


def write_help(connection: duckdb.DuckDBPyConnection, database: str, manifest: Manifest) -> dict[str, int]:
    """Create ``help.dictionary``, ``help.measure`` and ``help.query``.

    Args:
        connection: on which the edition's file is attached for writing.
        database: under which name.
        manifest: dbt's, from the run that built the tables; empty leaves descriptions empty.

    Returns:
        The rows of each table, by ``help.<table>``.
    """
    place = identifier(database)
    connection.execute(f"create schema if not exists {place}.help")
    counts = {}
    for name, rows in (("measure", _measures(connection, place)), ("query", as_rows(worked_queries()))):
        counts[f"help.{name}"] = _create(connection, place, name, rows)
    counts["help.dictionary"] = _create(connection, place, "dictionary", _dictionary(connection, database, manifest))
    return counts


def _create(connection: duckdb.DuckDBPyConnection, place: str, name: str, rows: list[dict[str, Any]]) -> int:
    fields = [pa.field(column, _TEXT.get(column, pa.string())) for column in HELP_TABLES[name][1]]
    connection.register("help_rows", pa.Table.from_pylist(rows, schema=pa.schema(fields)))
    connection.execute(f"create or replace table {place}.help.{name} as select * from help_rows")
    connection.unregister("help_rows")
    return len(rows)


def _measures(connection: duckdb.DuckDBPyConnection, place: str) -> list[dict[str, Any]]:
    found = connection.execute(f"select * from {place}.published.pub_definition order by measure, language")
    names = [column[0] for column in found.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return [row | {"unit": unit_of_measure(row["measure"])} for row in rows]


def _dictionary(connection: duckdb.DuckDBPyConnection, database: str, manifest: Manifest) -> list[dict[str, Any]]:
    columns: list[tuple[str, str, int, str, str]] = connection.execute(
        "select schema_name, table_name, column_index, column_name, data_type from duckdb_columns() "
        "where database_name = ? and not (schema_name = 'help' and table_name = 'dictionary') order by all",
        [database],
    ).fetchall()
    own = [
        ("help", "dictionary", at, name, _type(name)) for at, name in enumerate(HELP_TABLES["dictionary"][1], start=1)
    ]
    return entries([*columns, *own], manifest)


def _type(column: str) -> str:
    return "INTEGER" if column in _TEXT else "VARCHAR"
