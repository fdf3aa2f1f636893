"""Delimited text: every cell as text, every row with the line it starts on, nothing lost without a word.

The bytes are checked first (``ingest.readers.scan``), then DuckDB parses them straight into a staged Parquet file.
Rows with too few or too many cells stay, marked in ``row_problem``. Types and meanings belong in ``ingest.mapping``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb

from ingest.errors import RefusedFileError
from ingest.readers.base import Job, RawTable, check_marker, checked_headers, staged_rows, without_rows
from ingest.readers.encodings import as_utf8
from ingest.readers.kinds import check_kind
from ingest.readers.scan import MAX_RECORD_BYTES, FileShape, scan
from ingest.sql import identifier, literal

# Cells beyond the header that a row may have and still be read; a text that no cell can equal marks the absent ones.
SPARE_COLUMNS = 50
_NEVER = "\x1f\x1e\x1f"
_BLANKS = literal(" \t\r\n\u00a0\u200b")
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class _Head:
    """The top of a file: the column names, and how many records come before the first row of data."""

    headers: tuple[str, ...]
    records: int


def read_csv(connection: duckdb.DuckDBPyConnection, job: Job) -> RawTable:
    """Read one delimited file into a staged Parquet file of text cells.

    Raises:
        RefusedFileError: the file is missing, empty, not what it claims to be, wrongly encoded or cut off.
    """
    check_kind(job)
    file, encoding = as_utf8(job)
    shape = scan(file, job.shown, job.options.delimiter)
    head = _head(file, job)
    rows = shape.records - head.records
    if rows < 1:
        raise without_rows(job)
    _stage(connection, file, job, head, shape)
    _check_count(connection, job.staged, rows, job.shown)
    blank = _leave_out_blank(connection, job, len(head.headers))
    if blank == rows:
        raise without_rows(job)
    return RawTable(job.staged, head.headers, rows, encoding, blank_rows=blank)


def _head(file: Path, job: Job) -> _Head:
    options = job.options
    with file.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.reader(handle, delimiter=options.delimiter, skipinitialspace=True)
        try:
            skipped = _skipped(reader, options.skip_rows)
            header_rows = [(row, reader.line_num) for row in islice(_records(reader), options.header_rows)]
        except csv.Error as error:
            raise job.refused(
                f"the header cannot be read ({error})", "export it again", f"line {reader.line_num + 1}"
            ) from None
    if len(header_rows) < options.header_rows:
        raise job.refused("the header cannot be read (too few rows)", "export it again", "line 1")
    cells, line = header_rows[options.header_row - 1]
    headers = checked_headers(cells, job, f"line {line}")
    _check_delimiter(headers, job)
    check_marker(header_rows[-1][0], job, f"line {header_rows[-1][1]}")
    return _Head(headers, skipped + options.header_rows)


def _records(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    """The rows that are not blank lines."""
    return (row for row in reader if row)


def _skipped(reader: csv._reader, lines: int) -> int:  # type: ignore[name-defined]
    """Pass the lines above the header and return how many records they hold."""
    records = 0
    while reader.line_num < lines:
        row = next(reader, None)
        if row is None:
            break
        records += bool(row)
    return records


def _check_delimiter(headers: tuple[str, ...], job: Job) -> None:
    if len(headers) > 1:
        return
    for other in _DELIMITERS:
        found = headers[0].count(other) + 1
        if other != job.options.delimiter and found > 1:
            raise RefusedFileError(
                file=job.shown,
                place="line 1",
                rule=f"the delimiter {job.options.delimiter!r} makes the header 1 column, {other!r} would make {found}",
                action="set 'reader.delimiter' in the profile or export with the declared one",
            )


def _stage(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    job: Job,
    head: _Head,
    shape: FileShape,
) -> None:
    sql = _staging_sql(file, job, head, shape)
    try:
        connection.execute(f"COPY ({sql}) TO {literal(str(job.staged))} (FORMAT parquet, COMPRESSION snappy)")
    except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
        first = str(error).splitlines()[0]
        raise RefusedFileError(
            file=job.shown,
            rule=f"the rows cannot be told apart ({first})",
            action="open the line in a text editor, correct its delimiters and quotation marks, and deliver again",
        ) from None


def _staging_sql(file: Path, job: Job, head: _Head, shape: FileShape) -> str:
    width = len(head.headers)
    names = [f"c{i}" for i in range(width)]
    spare = [f"x{i}" for i in range(SPARE_COLUMNS)]
    declared = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names + spare)
    cells = ", ".join(identifier(name) for name in names)
    options = job.options
    parsed = f"""read_csv({literal(str(file))}, auto_detect = false, header = false, skip = 0,
        delim = {literal(options.delimiter)}, quote = '"', escape = '"', strict_mode = false, null_padding = true,
        parallel = false, nullstr = {literal(_NEVER)}, max_line_size = {MAX_RECORD_BYTES + 1024},
        columns = {{{declared}}})"""
    count = " + ".join(f"({name} IS NOT NULL)::INTEGER" for name in names + spare)
    more = f"CASE WHEN {spare[-1]} IS NULL THEN '' ELSE '+' END"
    said = f"'row=' || ({count}) || {more} || ' fields where {width} expected'"
    problem = f"CASE WHEN {names[-1]} IS NULL OR {spare[0]} IS NOT NULL THEN {said} END"
    numbered = f"""
        SELECT row_number() OVER () AS record, {_line_sql(names + spare, shape)} AS line,
            {problem} AS row_problem, {cells}
        FROM {parsed}"""
    rows = f"SELECT * FROM ({numbered}) WHERE record > {head.records}"
    if not shape.blank_lines:
        return f"SELECT line AS source_row, row_problem, {cells} FROM ({rows})"
    return _shifted_by_blanks(rows, cells, shape.blank_lines)


def _line_sql(columns: list[str], shape: FileShape) -> str:
    """SQL for the line a record starts on, blank lines not counted."""
    if not shape.embedded_newlines:
        return "row_number() OVER ()"
    mark = f"chr({shape.newline})"
    inner = " + ".join(f"coalesce(length({c}) - length(replace({c}, {mark}, '')), 0)" for c in columns)
    before = f"coalesce(sum({inner}) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)"
    return f"(row_number() OVER () + {before})::BIGINT"


def _shifted_by_blanks(rows: str, cells: str, blank_lines: tuple[int, ...]) -> str:
    """SQL that moves line numbers past the blank lines before them (rare, so a sort is affordable)."""
    values = ", ".join(f"({line - number}, {number})" for number, line in enumerate(blank_lines, start=1))
    return f"""
        SELECT rows.line + coalesce(blank.passed, 0) AS source_row, rows.row_problem, {cells}
        FROM ({rows}) AS rows
        ASOF LEFT JOIN (
            SELECT after, max(passed) AS passed FROM (VALUES {values}) AS listed(after, passed) GROUP BY after
        ) AS blank
        ON rows.line > blank.after
        ORDER BY source_row"""


def _leave_out_blank(connection: duckdb.DuckDBPyConnection, job: Job, width: int) -> int:
    """Write the staged file again without rows of nothing but delimiters, as spreadsheets export them; return their number.

    Only where there are some: nearly every row is told by its first cell.
    """
    path = literal(str(job.staged))
    rest = " OR ".join(f"trim(c{place}, {_BLANKS}) <> ''" for place in range(width))
    filled = f"CASE WHEN c0 BETWEEN '!' AND '~' THEN true WHEN row_problem IS NOT NULL THEN true ELSE {rest} END"
    found = connection.execute(f"SELECT count(*) FROM read_parquet({path}) WHERE NOT ({filled})").fetchone()
    blank = int(found[0]) if found else 0
    if blank:
        kept = job.staged.with_suffix(".filled")
        select = f"SELECT * FROM read_parquet({path}) WHERE {filled}"
        connection.execute(f"COPY ({select}) TO {literal(str(kept))} (FORMAT parquet, COMPRESSION snappy)")
        kept.replace(job.staged)
    return blank


def _check_count(connection: duckdb.DuckDBPyConnection, path: Path, expected: int, shown: str) -> None:
    """Compare the rows parsed with the rows that the bytes hold: a second opinion against silent loss."""
    found = staged_rows(connection, path)
    if found != expected:
        raise RefusedFileError(
            file=shown,
            rule=f"the file has {expected} rows by its lines and quotation marks but {found} were read",
            action="look for mixed line ends or quotation marks in unusual places and export the file again",
        )


__all__ = ["read_csv"]
