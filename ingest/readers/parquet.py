"""Parquet: typed columns as text that reads back exactly, with the position of each row in the file."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.readers.base import Job, RawTable, checked_headers, staged_rows, without_rows
from ingest.readers.kinds import check_kind
from ingest.readers.typed import text_of
from ingest.sql import identifier, literal

# A file that claims more cells than this per byte is a bomb: repeats pack well, but not without end.
_MAX_CELLS_PER_BYTE = 200
_SMALL_CELLS = 50_000_000
_MAX_ROW_GROUP_BYTES = 2 << 30
_READING = (duckdb.Error, pa.ArrowException, OSError, ValueError, UnicodeError)


def read_parquet(connection: duckdb.DuckDBPyConnection, job: Job) -> RawTable:
    """Read one Parquet file into a staged Parquet file of text cells.

    Raises:
        RefusedFileError: its footer or a page is damaged, it is a bomb, or it has no rows.
    """
    check_kind(job)
    rows = _checked_rows(job)
    try:
        headers = _stage(connection, job)
        found = staged_rows(connection, job.staged)
    except _READING as error:
        raise job.refused(
            f"its data are damaged ({type(error).__name__})", "write or download the file again"
        ) from None
    if found != rows:
        raise job.refused(
            f"its footer promises {rows:,} rows and {found:,} were read", "write or download the file again"
        )
    return RawTable(job.staged, headers, rows, "utf-8")


def _checked_rows(job: Job) -> int:
    """Return the number of rows that the footer promises, if the file may be read at all."""
    try:
        with pq.ParquetFile(job.file) as file:
            metadata = file.metadata
            groups = [metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups)]
    except _READING:
        raise job.refused(
            "its footer is damaged, so the file seems cut off", "write or download the file again", "end of the file"
        ) from None
    if metadata.num_rows < 1:
        raise without_rows(job)
    size, cells = job.file.stat().st_size, metadata.num_rows * metadata.num_columns
    if cells > max(_SMALL_CELLS, _MAX_CELLS_PER_BYTE * size) or max(groups) > _MAX_ROW_GROUP_BYTES:
        raise job.refused(
            f"it claims {metadata.num_rows:,} rows in {size:,} bytes, or row groups too large to read",
            "check where the file comes from, or write it with smaller row groups",
        )
    return int(metadata.num_rows)


def _stage(connection: duckdb.DuckDBPyConnection, job: Job) -> tuple[str, ...]:
    file = f"read_parquet({literal(str(job.file))}, file_row_number = true)"
    described = connection.execute(f"DESCRIBE SELECT * FROM {file}").fetchall()
    columns = [(name, kind) for name, kind, *_ in described if name != "file_row_number"]
    headers = checked_headers([name for name, _ in columns], job, "schema")
    cells = ", ".join(
        f"coalesce({text_of(identifier(name), kind)}, '') AS c{number}" for number, (name, kind) in enumerate(columns)
    )
    sql = f"SELECT file_row_number + 1 AS source_row, CAST(NULL AS VARCHAR) AS row_problem, {cells} FROM {file}"
    connection.execute(f"COPY ({sql}) TO {literal(str(job.staged))} (FORMAT parquet, COMPRESSION snappy)")
    return headers


__all__ = ["read_parquet"]
