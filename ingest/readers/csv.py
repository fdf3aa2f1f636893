"""Delimited text: every cell as text, every row with the line it starts on, nothing lost without a word.

The bytes are checked first (``ingest.readers.scan``), then DuckDB parses them straight into a staged Parquet file.
Rows with too few or too many cells stay, marked in ``row_problem``. Types and meanings belong in ``ingest.mapping``.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb

from ingest.errors import RefusedFileError
from ingest.readers.base import Job, RawTable
from ingest.readers.scan import MAX_RECORD_BYTES, FileShape, scan
from ingest.sql import identifier, literal

# Cells beyond the header that a row may have and still be read; a text that no cell can equal marks the absent ones.
SPARE_COLUMNS = 50
_NEVER = "\x1f\x1e\x1f"
_DELIMITERS = (",", ";", "\t", "|")
_FOREIGN = {
    b"PK\x03\x04": "a ZIP or Excel file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"%PDF": "a PDF file",
    b"\x1f\x8b": "a gzip file",
    b"PAR1": "a Parquet file",
}


def read_csv(connection: duckdb.DuckDBPyConnection, job: Job) -> RawTable:
    """Read one delimited file into a staged Parquet file of text cells.

    Raises:
        RefusedFileError: the file is missing, empty, not what it claims to be, wrongly encoded or cut off.
    """
    _check_kind(job)
    encoding = codecs.lookup(job.options.encoding).name
    file = job.file if encoding in ("utf-8", "ascii", "utf-8-sig") else _as_utf8(job, encoding)
    shape = scan(file, job.shown, job.options.delimiter)
    headers = _headers(file, job)
    rows = shape.records - job.options.header_rows
    if rows < 1:
        raise RefusedFileError(
            file=job.shown,
            place="after the header",
            rule="the file has a header and no rows",
            action="check the export; an empty delivery is not landed",
        )
    path = job.work / "raw.parquet"
    _stage(connection, file, job, headers, shape, path)
    _check_count(connection, path, rows, job.shown)
    return RawTable(path, headers, rows, encoding)


def _check_kind(job: Job) -> None:
    try:
        with job.file.open("rb") as handle:
            start = handle.read(2048)
    except OSError as error:
        raise RefusedFileError(
            file=job.shown,
            rule=f"the file cannot be read ({error.strerror})",
            action="check that it exists and that you may read it",
        ) from None
    if not start.strip():
        raise RefusedFileError(file=job.shown, rule="the file is empty", action="export it again")
    for magic, kind in _FOREIGN.items():
        if start.startswith(magic):
            raise RefusedFileError(
                file=job.shown, place="byte 0", rule=f"this is {kind}, not delimited text", action="export it as CSV"
            )
    opening = start.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if opening.startswith((b"<!doctype", b"<html", b"<head", b"<?xml")):
        raise RefusedFileError(
            file=job.shown,
            place="line 1",
            rule="this is a web page or XML, not delimited text: the download probably failed",
            action="open it in a browser to see the server's message and download it again",
        )


def _as_utf8(job: Job, encoding: str) -> Path:
    """Transcode to a temporary UTF-8 file in pieces, refusing bytes that the declared encoding does not have."""
    target, read = job.work / "utf8.csv", 0
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with job.file.open("rb") as source, target.open("w", encoding="utf-8", newline="") as out:
        while True:
            chunk = source.read(1 << 20)
            try:
                out.write(decoder.decode(chunk, not chunk))
            except UnicodeDecodeError as error:
                raise RefusedFileError(
                    file=job.shown,
                    place=f"near byte {read + error.start}",
                    rule=f"a byte is not valid in the declared encoding {encoding}",
                    action="correct 'reader.encoding' in the profile or export the file as UTF-8",
                ) from None
            if not chunk:
                return target
            read += len(chunk)


def _headers(file: Path, job: Job) -> tuple[str, ...]:
    with file.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.reader(handle, delimiter=job.options.delimiter, skipinitialspace=True)
        cells = _first_row(reader, job.shown)
        line = reader.line_num
    headers = tuple(cell.strip() for cell in cells)
    _check_delimiter(headers, job)
    seen: set[str] = set()
    for name in headers:
        if name and name in seen:
            raise RefusedFileError(
                file=job.shown,
                place=f"line {line}",
                rule=f"the column name '{name}' appears twice",
                action="give every column its own name",
            )
        seen.add(name)
    return headers


def _first_row(reader: Iterator[list[str]], shown: str) -> list[str]:
    try:
        return next(row for row in reader if row)
    except (csv.Error, StopIteration) as error:
        raise RefusedFileError(
            file=shown,
            place="line 1",
            rule=f"the header cannot be read ({error or 'no row'})",
            action="export it again",
        ) from None


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
    headers: tuple[str, ...],
    shape: FileShape,
    path: Path,
) -> None:
    sql = _staging_sql(file, job, len(headers), shape)
    try:
        connection.execute(f"COPY ({sql}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION snappy)")
    except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
        first = str(error).splitlines()[0]
        raise RefusedFileError(
            file=job.shown,
            rule=f"the rows cannot be told apart ({first})",
            action="open the line in a text editor, correct its delimiters and quotation marks, and deliver again",
        ) from None


def _staging_sql(file: Path, job: Job, width: int, shape: FileShape) -> str:
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
    rows = f"SELECT * FROM ({numbered}) WHERE record > {options.header_rows}"
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


def _check_count(connection: duckdb.DuckDBPyConnection, path: Path, expected: int, shown: str) -> None:
    """Compare the rows parsed with the rows that the bytes hold: a second opinion against silent loss."""
    found = connection.execute(f"SELECT count(*) FROM read_parquet({literal(str(path))})").fetchone()
    if found is None or found[0] != expected:
        raise RefusedFileError(
            file=shown,
            rule=f"the file has {expected} rows by its lines and quotation marks but {found and found[0]} were read",
            action="look for mixed line ends or quotation marks in unusual places and export the file again",
        )


__all__ = ["read_csv"]
