"""The contracts for people and for tools: a page that lists their columns, and their JSON Schema.

``python -m ingest.contracts.document FOLDER`` writes ``contracts.md`` and ``contracts.schema.json``; a test keeps those in
``docs/`` equal to the declarations.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from ingest.contracts import CONTRACTS, METHOD_CONTRACTS, REGISTER_CONTRACTS, Column, Record

PAGE, SCHEMA = "contracts.md", "contracts.schema.json"
_KINDS: dict[str, dict[str, str]] = {
    "BIGINT": {"type": "integer"},
    "BOOLEAN": {"type": "boolean"},
    "TIMESTAMP": {"type": "string", "format": "date-time"},
    "DATE": {"type": "string", "format": "date"},
    "VARCHAR": {"type": "string"},
}
_OPENING = """# Contracts

Made from `ingest/contracts/` by `python -m ingest.contracts.document docs`; do not edit. Every source is mapped to these records,
and a record's rules follow from what is said here. **Required** columns send a line without them to quarantine. Columns marked
*personal* hold keyed pseudonyms or redacted text and never the identifier. Which characteristics, themes, causes, competitors and
measures there are is declared in the organisation's profile.
"""


def json_schema(model: type[Record]) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one contract's rows, with required columns and vocabularies."""
    columns, said = model.columns(), model.descriptions()
    return {
        "title": model.contract,
        "description": _first_line(model),
        "type": "object",
        "additionalProperties": False,
        "required": [name for name, column in columns.items() if column.required],
        "properties": {name: {"description": said[name]} | _property(column) for name, column in columns.items()},
    }


def _property(column: Column) -> dict[str, Any]:
    if column.sql_type.startswith("MAP"):
        return {"type": "object", "additionalProperties": {"type": "string"}}
    found: dict[str, Any] = dict(_KINDS.get(column.sql_type, {"type": "number"}))
    if column.vocabulary is not None:
        found["enum"] = list(column.vocabulary) + ([] if column.required else [None])
    if column.strictly_positive:
        found["exclusiveMinimum"] = 0
    elif column.minimum is not None:
        found["minimum"] = column.minimum
    if column.maximum is not None:
        found["maximum"] = column.maximum
    if not column.required:
        found["type"] = [found["type"], "null"]
    return found


def schema_text() -> str:
    """Return the JSON Schema of all contracts as the text of its file."""
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Contracts of the satisfaction warehouse",
        "$defs": {name: json_schema(model) for name, model in CONTRACTS.items()},
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def page_text() -> str:
    """Return the page for people, in Markdown."""
    parts = [_OPENING, "## Columns that every contract has\n", _table(Record.columns(), Record.descriptions())]
    for title, models in (("The nine methods", METHOD_CONTRACTS), ("The registers", REGISTER_CONTRACTS)):
        parts.append(f"## {title}\n")
        for model in models:
            own = {name: column for name, column in model.columns().items() if name not in Record.model_fields}
            key = ", ".join(f"`{name}`" for name in model.key)
            heading = f"### `{model.contract}` (version {model.version})\n\n{_first_line(model)} Key: {key}.\n"
            parts += [heading, _table(own, model.descriptions())]
    return "\n".join(parts)


def _first_line(model: type[Record]) -> str:
    return (model.__doc__ or "").strip().splitlines()[0].replace("``", "`")


def _table(columns: dict[str, Column], said: dict[str, str]) -> str:
    lines = ["| column | type | meaning |", "| --- | --- | --- |"]
    for name, column in columns.items():
        marks = ["**required**"] * column.required + ["*personal*"] * column.personal
        if column.vocabulary:
            marks.append("one of " + ", ".join(f"`{value}`" for value in column.vocabulary))
        if column.references:
            marks.append(f"a {column.references} of the profile")
        meaning = " · ".join([said[name].replace("``", "`"), *marks])
        lines.append(f"| `{name}` | {column.sql_type} | {meaning} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    (folder / PAGE).write_text(page_text(), encoding="utf-8")
    (folder / SCHEMA).write_text(schema_text(), encoding="utf-8")


__all__ = ["PAGE", "SCHEMA", "json_schema", "page_text", "schema_text"]
