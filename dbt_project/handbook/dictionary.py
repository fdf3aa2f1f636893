"""What every table and column of an edition is, from the descriptions in the models' yml files (dbt's manifest)."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from dbt_project.handbook.units import unit_of_column

Manifest = dict[str, Any]

# The schema ``help`` is no model, so what its tables are is said here.
HELP_TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "dictionary": (
        "One row per table and column of the edition.",
        {
            "table_schema": "Layer of the table.",
            "table_name": "Table.",
            "grain": "What one row of the table is.",
            "table_description": "What the table is for, at full length.",
            "column_position": "Place of the column in the table, from 1.",
            "column_name": "Column.",
            "column_type": "DuckDB type.",
            "unit": "In what it is counted; empty where the name does not say.",
            "description": "What it means.",
        },
    ),
    "measure": (
        "One row per measure and language.",
        {
            "measure": "Number and name of the measure, as in the marts.",
            "language": "Language of the texts.",
            "name": "Name in plain words.",
            "formula": "How it is made.",
            "source": "Standard or paper that it follows.",
            "unit": "In what it is counted.",
            "definition_version": "Version of the definitions; a new one breaks the series.",
        },
    ),
    "query": (
        "One row per worked query.",
        {
            "query_number": "Its number, for satisfaction sql --example.",
            "title_en": "What it shows, in English.",
            "title_ca": "What it shows, in Catalan.",
            "title_fa": "What it shows, in Persian.",
            "question": "The question that it answers.",
            "sql": "The query; it runs on this edition.",
        },
    ),
}


@dataclass(frozen=True)
class Entry:
    """One column of one table, as ``help.dictionary`` holds it."""

    table_schema: str
    table_name: str
    grain: str
    table_description: str
    column_position: int
    column_name: str
    column_type: str
    unit: str | None
    description: str


def entries(columns: list[tuple[str, str, int, str, str]], manifest: Manifest) -> list[dict[str, Any]]:
    """Describe columns.

    Args:
        columns: schema, table, position, column and type of each.
        manifest: dbt's, with rendered descriptions.
    """
    models = _models(manifest)
    return [asdict(_entry(column, models)) for column in columns]


def _models(manifest: Manifest) -> dict[tuple[str, str], tuple[str, dict[str, str]]]:
    found = {("help", name): told for name, told in HELP_TABLES.items()}
    for node in manifest.get("nodes", {}).values():
        if node["resource_type"] in ("model", "seed"):
            columns = {name: column["description"] for name, column in node["columns"].items()}
            found[node["schema"].removeprefix("main_"), node["name"]] = (node["description"], columns)
    return found


def _entry(column: tuple[str, str, int, str, str], models: dict[tuple[str, str], tuple[str, dict[str, str]]]) -> Entry:
    schema, table, position, name, sql_type = column
    description, columns = models.get((schema, table), ("", {}))
    told = _plain(description)
    return Entry(
        schema,
        table,
        grain_of(told),
        told,
        position,
        name,
        sql_type,
        unit_of_column(name),
        _plain(columns.get(name, "")),
    )


def grain_of(description: str) -> str:
    """Return the first sentence of a model's description, which says what one row is."""
    return re.split(r"(?<=[.;:])\s", description, maxsplit=1)[0].rstrip(";:.") + "." if description else ""


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
