"""Landing a wide survey file, against one DuckDB COPY per contract that writes the same columns.

The floor reads the CSV with all its threads and writes interviews and long answers by month, typed, with the constant columns.
It knows the columns beforehand, checks no byte, keeps no note of what it cannot read, protects nobody and hashes nothing.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb

from ingest.contracts import CONTRACTS
from tests.benchmarks import wide
from tests.benchmarks.runner import measure, ratio

AIM = "ratio at most 2.0; peak memory at most 4 GB"
_OPTIONS = "FORMAT parquet, COMPRESSION zstd, PARTITION_BY (month), WRITE_PARTITION_COLUMNS false"
_MOMENT = "strptime(\"at\", '%Y-%m-%d %H:%M:%S')"


def result(folder: Path, rows: int) -> dict[str, Any]:
    """Measure landing of a file with so many lines; leaves the landed home in ``folder``."""
    data = folder / "data"
    data.mkdir()
    wide.generate(data / "wide.csv", rows)
    floor = measure(floor_copy, data / "wide.csv", folder / "floor")
    slim = measure(floor_slim, data / "wide.csv", folder / "slim")
    for name in ("floor", "slim"):
        shutil.rmtree(folder / name)
    product = measure(wide.land, data, folder / "home")
    return {
        "subject": "landing a wide CSV: checked, mapped, protected, by month, as Parquet",
        "aim": AIM,
        "rows": rows,
        "landed_rows": sum(product.told),
        "csv_megabytes": round((data / "wide.csv").stat().st_size / 1e6),
        "ratio": ratio(product, floor),
        "ratio_to_slim_floor": ratio(product, slim),
        "product": product.as_result(),
        "floor": floor.as_result(),
        "slim_floor": slim.as_result(),
    }


def floor_copy(file: Path, target: Path) -> None:
    """The floor: all columns of both contracts."""
    target.mkdir()
    lines = f"""(SELECT *, {_MOMENT} AS event_at, row_number() OVER () + 1 AS source_row
        FROM read_csv('{file}', header = true, all_varchar = true))"""
    with duckdb.connect() as connection:
        connection.execute("SET partitioned_write_max_open_files = 10000; SET enable_progress_bar = false")
        connection.execute(f"COPY ({_responses(lines)}) TO '{target}/responses' ({_OPTIONS})")
        connection.execute(f"COPY ({_answers(lines)}) TO '{target}/answers' ({_OPTIONS})")


def floor_slim(file: Path, target: Path) -> None:
    """A slimmer floor: the columns that differ from row to row alone."""
    target.mkdir()
    lines = f"(SELECT *, {_MOMENT} AS event_at FROM read_csv('{file}', header = true, all_varchar = true))"
    month = "strftime(event_at, '%Y-%m') AS month"
    listed = ", ".join(wide.QUESTIONS)
    long = f"UNPIVOT (SELECT id, event_at, {listed} FROM {lines}) ON {listed} INTO NAME question_key VALUE given"
    with duckdb.connect() as connection:
        connection.execute("SET partitioned_write_max_open_files = 10000; SET enable_progress_bar = false")
        connection.execute(f"""
            COPY (SELECT id, event_at, mode, region, weight::DECIMAL(9, 6) AS weight, {month} FROM {lines})
            TO '{target}/responses' ({_OPTIONS})""")
        connection.execute(f"""
            COPY (SELECT id, event_at, question_key, try_cast(given AS TINYINT) AS value, {month} FROM ({long}))
            TO '{target}/answers' ({_OPTIONS})""")


def _columns(contract: str, told: dict[str, str]) -> str:
    common = {"source_id": "'wide'", "batch_id": "'0123456789abcdef'", "source_record_id": "id", "timezone": "'UTC'"}
    common |= {"source_row": "source_row", "event_at": "event_at"} | told
    return ", ".join(
        f"{common.get(name, f'NULL::{column.sql_type}')} AS {name}"
        for name, column in CONTRACTS[contract].columns().items()
    )


def _responses(lines: str) -> str:
    told = {
        "mode": "CASE mode WHEN 'phone' THEN 'telephone' ELSE mode END",
        "base_weight": "weight::DECIMAL(9, 6)",
        "is_internal": "false",
        "segments": "MAP {'region': region}",
    }
    return f"SELECT {_columns('survey_response', told)}, strftime(event_at, '%Y-%m') AS month FROM {lines}"


def _answers(lines: str) -> str:
    listed = ", ".join(wide.QUESTIONS)
    long = (
        f"UNPIVOT (SELECT id, source_row, event_at, {listed} FROM {lines}) ON {listed} INTO NAME question VALUE given"
    )
    told = {
        "question_key": "question",
        "characteristic_key": "'c' || right(question, 2)",
        "aspect": "'perception'",
        "raw_value": "given",
        "value": "CASE WHEN given <> '9' THEN try_cast(given AS DECIMAL(9, 6)) END",
        "scale_min": "1::DECIMAL(9, 6)",
        "scale_max": "5::DECIMAL(9, 6)",
        "scale_direction": "'up'",
        "missing_code": "CASE given WHEN '' THEN 'blank' WHEN '9' THEN 'dont_know' END",
    }
    return f"SELECT {_columns('survey_answer', told)}, strftime(event_at, '%Y-%m') AS month FROM ({long})"


__all__ = ["AIM", "floor_copy", "floor_slim", "result"]
