"""SPSS .sav and .zsav: codes as text, or their labels; what the file says about its columns comes along.

User-missing values stay what they are, so that the mapping can tell "refused" from "not asked"; system-missing is empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat

from ingest.errors import RefusedFileError
from ingest.readers.base import Job, RawTable, checked_headers, without_rows
from ingest.readers.kinds import check_kind
from ingest.readers.typed import number_text
from ingest.sql import identifier, literal

CELLS_AT_ONCE = 4_000_000
# From the first day of SPSS's calendar, 14 October 1582, to 1970.
_SECONDS_TO_1970 = 12_219_379_200
_LATEST_SECOND = 400_000_000_000
_DATES = ("DATE", "ADATE", "EDATE", "SDATE", "JDATE", "QYR", "MOYR", "WKYR")
_MOMENTS = ("DATETIME", "YMDHMS")
_TIMES = ("TIME", "MTIME", "DTIME")


def read_sav(connection: duckdb.DuckDBPyConnection, job: Job) -> RawTable:
    """Read one SPSS file, in pieces, into a staged Parquet file of text cells.

    Raises:
        RefusedFileError: the file is damaged, cut off, wrongly encoded, or has no rows.
    """
    check_kind(job)
    meta = _metadata(job)
    names = list(meta.column_names)
    if any(not isinstance(name, str) for name in names):
        raise job.refused("its dictionary of variables is damaged", "export or download the file again")
    headers = checked_headers(names, job, "dictionary")
    rows, writer = 0, None
    try:
        for frame in _frames(job, max(CELLS_AT_ONCE // max(len(names), 1), 1)):
            table = _text_table(connection, frame, names, meta, job, rows)
            writer = writer or pq.ParquetWriter(job.staged, table.schema, compression="snappy")
            writer.write_table(table)
            rows += table.num_rows
    finally:
        if writer:
            writer.close()
    _check_rows(job, meta, rows)
    labels = {name: label for name, label in zip(names, meta.column_labels, strict=False) if label}
    value_labels = {name: _codes(labelled) for name, labelled in meta.variable_value_labels.items()}
    return RawTable(job.staged, headers, rows, str(meta.file_encoding or "utf-8").lower(), labels, value_labels)


def _check_rows(job: Job, meta: Any, rows: int) -> None:
    if not rows:
        raise without_rows(job)
    promised = meta.number_rows
    if promised is not None and promised >= 0 and promised != rows:
        raise job.refused(
            f"its header promises {promised:,} rows and {rows:,} were read, so the file seems cut off",
            "export or download the file again",
        )


def _options(job: Job) -> dict[str, Any]:
    declared = job.options.encoding if "encoding" in job.options.model_fields_set else None
    encoding = None if declared in (None, "detect", "utf-8") else declared
    return {"user_missing": True, "disable_datetime_conversion": True, "encoding": encoding}


def _damaged(job: Job, error: Exception) -> RefusedFileError:
    reason = re.sub(r"[^\w ,.-]", "", str(error).split(":")[-1])[:80].strip() or type(error).__name__
    return job.refused(
        f"the SPSS file cannot be read ({reason})",
        "export it again; if its text is not in the encoding it claims, set 'reader.encoding' in the profile",
    )


def _metadata(job: Job) -> Any:
    try:
        return pyreadstat.read_sav(str(job.file), metadataonly=True, **_options(job))[1]
    except Exception as error:  # the library raises plain exceptions of many kinds for damaged files
        raise _damaged(job, error) from None


def _frames(job: Job, rows_at_once: int) -> Iterator[pd.DataFrame]:
    offset = 0
    while True:
        try:
            frame = pyreadstat.read_sav(str(job.file), row_offset=offset, row_limit=rows_at_once, **_options(job))[0]
        except Exception as error:  # as above
            raise _damaged(job, error) from None
        if len(frame):
            yield frame
        offset += len(frame)
        if len(frame) < rows_at_once:
            return


def _text_table(
    connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame, names: list[str], meta: Any, job: Job, before: int
) -> pa.Table:
    typed = pa.table({f"v{number}": _array(frame.iloc[:, number]) for number in range(len(names))})
    cells = [_cell_sql(f"v{number}", name, typed, meta, job) for number, name in enumerate(names)]
    listed = ", ".join(f"coalesce({sql}, '') AS c{number}" for number, sql in enumerate(cells))
    connection.register("sav_rows", typed)
    try:
        found = connection.execute(
            f"SELECT CAST(row_number() OVER () + {before} AS BIGINT) AS source_row,"
            f" CAST(NULL AS VARCHAR) AS row_problem, {listed} FROM sav_rows"
        )
        return found.to_arrow_table()
    except duckdb.Error as error:
        raise _damaged(job, error) from None
    finally:
        connection.unregister("sav_rows")


def _array(values: pd.Series) -> pa.Array:
    if pd.api.types.is_numeric_dtype(values):
        return pa.array(values.to_numpy(dtype="float64"), from_pandas=True)
    return pa.array([None if value is None or value != value else str(value) for value in values], pa.string())


def _cell_sql(column: str, name: str, typed: pa.Table, meta: Any, job: Job) -> str:
    sql = identifier(column)
    if not pa.types.is_floating(typed.schema.field(column).type):
        return _labelled(f"rtrim({sql})", name, meta, job)
    code = number_text(sql)
    text = _date_text(sql, str(meta.original_variable_types.get(name, "")))
    if text is None:
        return _labelled(code, name, meta, job)
    missing = [_within(sql, one) for one in meta.missing_ranges.get(name, [])]
    calendar = f"{sql} BETWEEN 0 AND {_LATEST_SECOND}"
    kept = f" WHEN {' OR '.join(missing)} THEN {code}" if missing else ""
    return f"CASE WHEN {sql} IS NULL THEN NULL{kept} WHEN {calendar} THEN {text} ELSE {code} END"


def _within(sql: str, given: Any) -> str:
    low, high = (given["lo"], given["hi"]) if isinstance(given, dict) else (given, given)
    return f"{sql} BETWEEN {float(low)!r}::DOUBLE AND {float(high)!r}::DOUBLE" if _finite(low, high) else "false"


def _finite(*values: Any) -> bool:
    return all(isinstance(value, (int, float)) and abs(value) < float("inf") for value in values)


def _date_text(sql: str, shown_as: str) -> str | None:
    """SQL for the ISO text of a date, moment or time; None if the variable's format is none of them."""
    kind = re.sub(r"[\d.]+$", "", shown_as)
    moment = f"make_timestamp(CAST(round(({sql} - {_SECONDS_TO_1970}) * 1000000) AS BIGINT))"
    if kind in _DATES:
        return f"CAST(CAST({moment} AS DATE) AS VARCHAR)"
    if kind in _MOMENTS:
        return f"CAST({moment} AS VARCHAR)"
    if kind in _TIMES:
        seconds = f"CAST(floor({sql}) AS BIGINT)"
        return f"printf('%02d:%02d:%02d', {seconds} // 3600, ({seconds} // 60) % 60, {seconds} % 60)"
    return None


def _labelled(code: str, name: str, meta: Any, job: Job) -> str:
    labels = _codes(meta.variable_value_labels.get(name, {}))
    if job.options.value_labels != "labels" or not labels:
        return code
    cases = " ".join(f"WHEN {literal(key)} THEN {literal(label)}" for key, label in labels.items())
    return f"CASE {code} {cases} ELSE {code} END"


def _codes(labelled: dict[Any, Any]) -> dict[str, str]:
    """Labels by code, the codes written as in the cells."""
    return {_code(key): str(label) for key, label in labelled.items()}


def _code(key: Any) -> str:
    if isinstance(key, float) and key.is_integer() and abs(key) < 1e15:
        return str(int(key))
    return str(key).rstrip()


__all__ = ["read_sav"]
