"""JSON and JSON Lines: records as rows, nested objects as dotted columns, every value as the text that stands in the file.

A broken record is a row with a problem, as long as most records are whole. Numbers keep all their digits. Records are cut
out by ``json_parts``; DuckDB parses them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.readers import json_parts
from ingest.readers.base import MAX_COLUMNS, Job, RawTable, checked_headers, staged_rows, without_rows
from ingest.readers.encodings import as_utf8
from ingest.readers.json_parts import MAX_DEPTH, Records
from ingest.readers.kinds import check_kind
from ingest.sql import literal

# Objects nested deeper than this stay JSON text in one column.
MAX_FLATTENED = 8
_SCHEMA = pa.schema([("source_row", pa.int64()), ("problem", pa.string()), ("text", pa.string())])
_TOO_DEEP = f"row=the record is nested deeper than {MAX_DEPTH} levels"
_NUL = "row=a text in the record holds a NUL character"
# Numbers that a binary floating point number would round, and every token that is a string or a number.
_LONG_NUMBER = (
    r"[:\[,]\s*-?(\d{20,}|\d+\.\d{16,}|\d{16,}\.\d|\d{3,}\.\d{13,}|\d{6,}\.\d{10,}|\d{10,}\.\d{6,}|\d{13,}\.\d{3,}"
    r"|\d[\d.]*[eE])"
)
# Numbers that the parser would shorten: 1.10, -0. Prices are such, so they are quoted without a look at each in Python.
_SHORTENED = r"-?(?:0|[1-9]\d*)\.\d+0|-0"
_MAY_BE_SHORTENED = rf"[:\[,]\s*(?:{_SHORTENED})(?:[^\d.eE]|$)"
_STRING_OR_SHORTENED = rf'("(?:[^"\\]|\\.)*")|({_SHORTENED})([^\d.eE]|$)'
# Stands for a quotation mark meanwhile; JSON has no such character.
_MARK = "\x01"
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|(-?\d(?:[\d.]|[eE][+-]?)*+)')


def read_json(connection: duckdb.DuckDBPyConnection, job: Job) -> RawTable:
    """Read the array of records of one JSON document into a staged Parquet file of text cells.

    Raises:
        RefusedFileError: the document is damaged or cut off, has no array where one is declared, or no records.
    """
    check_kind(job)
    file, encoding = as_utf8(job)
    path = (job.options.records_path or "").split(".") if job.options.records_path else []
    return _read(connection, job, json_parts.elements(job, file, path), "record", encoding)


def read_jsonl(connection: duckdb.DuckDBPyConnection, job: Job) -> RawTable:
    """Read JSON Lines into a staged Parquet file of text cells.

    Raises:
        RefusedFileError: most lines are no JSON, or there are none.
    """
    check_kind(job)
    file, encoding = as_utf8(job)
    return _read(connection, job, json_parts.lines(job, file), "line", encoding)


def _read(
    connection: duckdb.DuckDBPyConnection, job: Job, records: Iterator[Records], unit: str, encoding: str
) -> RawTable:
    cut = job.work / "records.parquet"
    with pq.ParquetWriter(cut, _SCHEMA, compression="snappy") as writer:
        for some in records:
            writer.write_batch(_batch(some))
    checked = _checked(connection, job, cut, unit)
    columns, doubled = _columns(connection, job, checked)
    headers = checked_headers([".".join(column.keys) for column in columns], job, "keys of the records")
    _stage(connection, job, checked, columns, doubled)
    return RawTable(job.staged, headers, staged_rows(connection, job.staged), encoding)


def _batch(records: Records) -> pa.RecordBatch:
    texts = _with_zeros(pc.utf8_trim_whitespace(records.texts))
    long = pc.match_substring_regex(texts, _LONG_NUMBER)
    if pc.any(long).as_py():
        kept = [
            _quoted(text) if is_long else text
            for text, is_long in zip(texts.to_pylist(), long.to_pylist(), strict=True)
        ]
        texts = pa.array(kept, pa.string())
    problems = pc.if_else(pc.match_substring(texts, "\\u0000"), _NUL, pa.scalar(None, pa.string()))
    problems = pc.if_else(pa.array(records.deep), _TOO_DEEP, problems)
    batch = pa.RecordBatch.from_arrays([pa.array(records.rows), problems, texts], schema=_SCHEMA)
    return batch.filter(pc.not_equal(texts, ""))


def _with_zeros(texts: pa.Array) -> pa.Array:
    """Put numbers that would lose their last zeros into quotation marks; records with the mark in them are no JSON."""
    shortened = pc.match_substring_regex(texts, _MAY_BE_SHORTENED)
    if not pc.any(shortened).as_py():
        return texts
    marked = pc.replace_substring_regex(texts, _STRING_OR_SHORTENED, rf"\1{_MARK}\2{_MARK}\3")
    quoted = pc.replace_substring(pc.replace_substring(marked, _MARK * 2, ""), _MARK, '"')
    return pc.if_else(pc.and_not(shortened, pc.match_substring(texts, _MARK)), quoted, texts)


def _quoted(text: str) -> str:
    """Put long numbers into quotation marks, so that they stay text to the last digit."""
    return _TOKEN.sub(_quoted_number, text)


def _quoted_number(token: re.Match[str]) -> str:
    number = token[1]
    if number is None or (len(number) < 16 and "e" not in number.lower()):
        return token[0]
    return f'"{number}"'


def _checked(connection: duckdb.DuckDBPyConnection, job: Job, cut: Path, unit: str) -> str:
    """Return SQL for the records with what is wrong with them; ``text`` is NULL where it cannot be used."""
    said = """
        CASE WHEN problem IS NOT NULL THEN problem
            WHEN NOT json_valid(text) THEN 'row=this is no valid JSON'
            WHEN json_type(text) <> 'OBJECT' THEN 'row=the record is no object' END"""
    path = job.work / "checked.parquet"
    select = f"""
        SELECT source_row, row_problem, CASE WHEN row_problem IS NULL THEN text END AS text
        FROM (SELECT source_row, text, {said} AS row_problem FROM read_parquet({literal(str(cut))}))"""
    connection.execute(f"COPY ({select}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION snappy)")
    cut.unlink()
    checked = f"read_parquet({literal(str(path))})"
    count = f"SELECT count(*), count(row_problem), min(source_row) FILTER (row_problem IS NOT NULL) FROM {checked}"
    rows, bad, first = connection.execute(count).fetchone() or (0, 0, None)
    if not rows:
        raise without_rows(job)
    if bad * 2 > rows:
        raise job.refused(
            f"{bad:,} of {rows:,} records are no JSON objects that can be read",
            "check that the file is JSON of the declared kind ('reader.format', 'reader.records_path') and export it again",
            f"{unit} {first}",
        )
    return checked


# ── Which columns the records have ──


@dataclass(frozen=True)
class _Column:
    """One column: the keys that lead to it, and SQL for its text, given ``cells[position]`` or the record's text."""

    keys: tuple[str, ...]
    mixed: bool = False
    listed: tuple[str, str, str] | None = None

    @property
    def pointer(self) -> str:
        return _pointer(self.keys)


def _pointer(keys: tuple[str, ...]) -> str:
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)


def _columns(
    connection: duckdb.DuckDBPyConnection, job: Job, checked: str
) -> tuple[list[_Column], list[tuple[int, str]]]:
    """Return the columns in the order in which they first appear, and the records in which a key appears twice."""
    columns: list[_Column] = []
    doubled: list[tuple[int, str]] = []
    _walk(connection, job, checked, (), columns, doubled)
    return columns, doubled


def _walk(
    connection: duckdb.DuckDBPyConnection,
    job: Job,
    checked: str,
    parent: tuple[str, ...],
    columns: list[_Column],
    doubled: list[tuple[int, str]],
) -> None:
    each = _each(checked, parent)
    found = connection.execute(
        f"""SELECT key, list(DISTINCT type), count(*) > count(DISTINCT source_row)
        FROM ({each}) GROUP BY key ORDER BY min((source_row, id)) LIMIT {MAX_COLUMNS + 1}"""
    ).fetchall()
    for key, types, is_doubled in found:
        keys, kinds = (*parent, key), set(types) - {"NULL"}
        if is_doubled:
            twice = f"SELECT source_row FROM ({each}) WHERE key = {literal(key)} GROUP BY ALL HAVING count(*) > 1"
            doubled += [(row, ".".join(keys)) for (row,) in connection.execute(twice).fetchall()]
        nested = "OBJECT" in kinds and len(keys) < MAX_FLATTENED
        if not nested or kinds != {"OBJECT"}:
            columns.append(_Column(keys, mixed=nested))
        if nested:
            _walk(connection, job, checked, keys, columns, doubled)
        if ".".join(keys) in job.options.keyed_lists:
            columns += _listed(connection, job, checked, keys)
        if len(columns) > MAX_COLUMNS:
            raise job.refused(
                f"the records have more than {MAX_COLUMNS:,} different keys", "check that keys are names, not values"
            )


def _each(checked: str, parent: tuple[str, ...]) -> str:
    """SQL for the keys of one object of every record."""
    if not parent:
        return f"SELECT source_row, each.key, each.type, each.id FROM {checked}, json_each(text) AS each"
    at = literal(_pointer(parent))
    inner = f"SELECT source_row, json_extract(text, {at}) AS part FROM {checked} WHERE json_type(text, {at}) = 'OBJECT'"
    return f"SELECT source_row, each.key, each.type, each.id FROM ({inner}), json_each(part) AS each"


def _listed(connection: duckdb.DuckDBPyConnection, job: Job, checked: str, keys: tuple[str, ...]) -> list[_Column]:
    """The columns of a list of key and value pairs, one per key."""
    name, value = job.options.keyed_lists[".".join(keys)]
    entry = literal(_pointer((name,)))
    items = f"SELECT source_row, unnest({_items(keys)}) AS item FROM {checked}"
    found = connection.execute(
        f"""SELECT json_extract_string(item, {entry}) AS key FROM ({items})
        WHERE key IS NOT NULL GROUP BY key ORDER BY min(source_row), key LIMIT {MAX_COLUMNS + 1}"""
    ).fetchall()
    return [_Column((*keys, str(key)), listed=(name, value, str(key))) for (key,) in found]


def _items(keys: tuple[str, ...]) -> str:
    at = literal(_pointer(keys))
    return f"CASE WHEN json_type(text, {at}) = 'ARRAY' THEN json_extract(json_extract(text, {at}), '$[*]') END"


# ── The cells ──


def _stage(
    connection: duckdb.DuckDBPyConnection,
    job: Job,
    checked: str,
    columns: list[_Column],
    doubled: list[tuple[int, str]],
) -> None:
    pointers = ", ".join(literal(column.pointer) for column in columns)
    found = f"json_extract_string(text, [{pointers}]::VARCHAR[])" if columns else "[]::VARCHAR[]"
    cells = ", ".join(f"{_cell(column, number)} AS c{number}" for number, column in enumerate(columns))
    rows = f"SELECT source_row, row_problem, text, {found} AS cells FROM {checked}"
    problem = "row_problem"
    if doubled:
        keys = pa.table({"source_row": [row for row, _ in doubled], "key": [key[:80] for _, key in doubled]})
        connection.register("doubled_keys", keys)
        twice = (
            "SELECT source_row, 'row=the key ' || min(key) || ' appears twice' AS said FROM doubled_keys GROUP BY ALL"
        )
        rows = f"SELECT r.*, d.said FROM ({rows}) AS r LEFT JOIN ({twice}) AS d USING (source_row) ORDER BY source_row"
        problem = "coalesce(row_problem, said)"
    listed = f", {cells}" if cells else ""
    select = f"SELECT source_row, {problem} AS row_problem{listed} FROM ({rows})"
    connection.execute(f"COPY ({select}) TO {literal(str(job.staged))} (FORMAT parquet, COMPRESSION snappy)")
    if doubled:
        connection.unregister("doubled_keys")


def _cell(column: _Column, number: int) -> str:
    text = f"cells[{number + 1}]"
    if column.mixed:
        text = f"CASE WHEN json_type(text, {literal(column.pointer)}) <> 'OBJECT' THEN {text} END"
    if column.listed:
        name, value, key = column.listed
        match = f"json_extract_string(item, {literal(_pointer((name,)))}) = {literal(key)}"
        item = f"list_filter({_items(column.keys[:-1])}, lambda item: {match})[1]"
        text = f"json_extract_string({item}, {literal(_pointer((value,)))})"
    return f"CASE WHEN text IS NOT NULL THEN coalesce({text}, '') END"


__all__ = ["read_json", "read_jsonl"]
