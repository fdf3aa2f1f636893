"""Writing the demo's files in the formats of its departments, the same bytes on every machine and at any time.

Excel, Parquet and SPSS files note when they were written; here they all claim the same moment. What is in them is said
by the writers of each source.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.writer.excel import ExcelWriter  # type: ignore[import-untyped]

WRITTEN_AT: Final = dt.datetime(2026, 10, 1, 8, 0)
ZIP_MOMENT: Final = (2026, 10, 1, 8, 0, 0)
# Where the header of an SPSS system file notes its date and time of creation.
SAV_DATE: Final = slice(92, 109)
SAV_MOMENT: Final = b"01 Oct 2608:00:00"


def write_xlsx(path: Path, sheets: dict[str, Sequence[Sequence[Any]]]) -> None:
    """Write rows of cells, by name of sheet; text stays text, also where it begins like a formula."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.created = workbook.properties.modified = WRITTEN_AT
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for position, value in enumerate(row, start=1):
                if value is None or value == "":
                    continue
                cell = sheet.cell(number, position, value)
                if isinstance(value, str):
                    cell.data_type = "s"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_timeless(workbook))


def _timeless(workbook: Workbook) -> bytes:
    """Return a workbook as a file whose parts all carry the same date."""
    raw, fixed = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        ExcelWriter(workbook, archive).save()
    with zipfile.ZipFile(raw) as archive, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as out:
        for part in archive.infolist():
            entry = zipfile.ZipInfo(part.filename, ZIP_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, archive.read(part))
    return fixed.getvalue()


def write_json(path: Path, document: Any) -> None:
    """Write one JSON document."""
    _write_text(path, json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def write_json_lines(path: Path, records: Iterable[dict[str, Any]]) -> None:
    """Write one JSON document per line."""
    _write_text(path, "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))


def _write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def write_parquet(path: Path, frame: pd.DataFrame) -> None:
    """Write a table as Parquet, without what pandas would note about itself."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(table, path, compression="zstd")


def write_sav(path: Path, frame: pd.DataFrame, names: dict[str, str], values: dict[str, dict[float, str]]) -> None:
    """Write a table as an SPSS system file.

    Args:
        path: the file.
        frame: its variables.
        names: what each variable is called in full.
        values: value labels of coded variables.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    labels: dict[str, dict[int | float, str]] = {name: dict(codes) for name, codes in values.items()}
    pyreadstat.write_sav(frame, str(path), column_labels=dict(names), variable_value_labels=labels)
    content = bytearray(path.read_bytes())
    content[SAV_DATE] = SAV_MOMENT
    path.write_bytes(bytes(content))


__all__ = ["write_json", "write_json_lines", "write_parquet", "write_sav", "write_xlsx"]
