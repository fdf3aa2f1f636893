"""Tables as a person or a program wants them: drawn, or as CSV, JSON or Markdown. What is in them is decided elsewhere."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import sys
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import pyarrow as pa
from rich.console import Console
from rich.table import Table
from rich.text import Text

from expectations.lines import guarded
from orchestration.errors import RunError

LONG, GAP, NARROWEST = 60, 2, 80


class Format(StrEnum):
    """How a table is written."""

    table = "table"
    csv = "csv"
    json = "json"
    markdown = "markdown"


def draw(content: pa.Table, *, most: int | None = None) -> None:
    """Draw the first rows of a table on standard output, and say how many there are.

    Names and numbers stay whole, however narrow the screen: they are there to be copied. Only long text is folded.
    """
    shown = content if most is None else content.slice(0, most)
    cells = [[said(value) for value in column.to_pylist()] for column in shown.columns]
    table = Table(box=None, pad_edge=False, header_style="bold")
    needed = 0
    for field, texts in zip(shown.schema, cells, strict=True):
        width = max(len(field.name), *(min(len(text), LONG) for text in texts)) if texts else len(field.name)
        needed += width + GAP
        table.add_column(
            Text(field.name), justify="right" if _is_number(field.type) else "left", width=width, overflow="fold"
        )
    for row in zip(*cells, strict=True):
        table.add_row(*map(Text, row))
    console = Console(file=sys.stdout, highlight=False, width=max(needed, NARROWEST))
    console.print(table, crop=False)
    if len(shown) < len(content):
        console.print(f"… {len(content) - len(shown):,} more of {len(content):,} rows", style="dim")


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def rows_of(content: pa.Table) -> list[list[Any]]:
    """Return a table's rows; columns of one name stay apart."""
    return [list(row) for row in zip(*(column.to_pylist() for column in content.columns), strict=True)]


def said(value: Any) -> str:
    """Return a value as a person reads it in a table: numbers to six figures, nothing for what is missing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds").removesuffix(" 00:00:00")
    return str(value)


def as_csv(content: pa.Table) -> str:
    """Return CSV in which no cell of text can become a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(content.column_names)
    writer.writerows(rows_of(guarded(content)))
    return out.getvalue()


def as_json(content: pa.Table) -> str:
    """Return a JSON array of objects; dates are ISO, decimals and numbers are numbers."""
    names = content.column_names
    objects = [dict(zip(names, map(_plain, row), strict=True)) for row in rows_of(content)]
    return json.dumps(objects, ensure_ascii=False, indent=1, default=str) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value


def as_markdown(content: pa.Table) -> str:
    """Return a Markdown table."""
    lines = [content.column_names, ["---"] * content.num_columns, *([said(v) for v in row] for row in rows_of(content))]
    cells = (" | ".join(str(cell).replace("|", r"\|").replace("\n", " ") for cell in line) for line in lines)
    return "".join(f"| {line} |\n" for line in cells)


WRITTEN: dict[Format, Callable[[pa.Table], str]] = {
    Format.csv: as_csv,
    Format.json: as_json,
    Format.markdown: as_markdown,
}


def write_csv(content: pa.Table, target: Path) -> None:
    """Write a new CSV file.

    Raises:
        RunError: there is a file of that name, or its folder is not there.
    """
    if target.exists():
        raise RunError(f"{target} exists already; name a new file.")
    if not target.parent.is_dir():
        raise RunError(f"There is no folder {target.parent}; make it first, or name another file.")
    target.write_text(as_csv(content), encoding="utf-8")
