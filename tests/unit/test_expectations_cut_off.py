"""Which months a new delivery touches: its own, and those in which what it replaces lies."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from expectations.cut_off import Batch, touched_months


def batch(home: Path, name: str, records: dict[str, str], **said: str | None) -> Batch:
    """Write a batch of records (id to month) and return its ledger row."""
    folder = home / "landing" / "complaint" / "desk" / name
    folder.mkdir(parents=True)
    for month in sorted(set(records.values())):
        rows = ", ".join(f"('{key}', timestamp '{month}-15')" for key, of in records.items() if of == month)
        duckdb.sql(f"select * from (values {rows}) as t(source_record_id, event_at)").write_parquet(
            str(folder / f"{month}.parquet")
        )
    known = {"contract": "complaint", "source_id": "desk", "batch_id": name, "scope": None, "mode": "incremental"}
    return {**known, "file_sha256": name, **said}


@pytest.mark.parametrize(
    ("later", "said", "months"),
    [
        ({"c": "2026-03"}, {}, ["2026-03"]),
        ({"a": "2026-03"}, {}, ["2026-01", "2026-03"]),
        ({"x": "2026-03"}, {"file_sha256": "first"}, ["2026-01", "2026-02", "2026-03"]),
        ({"x": "2026-03"}, {"mode": "snapshot"}, ["2026-01", "2026-02", "2026-03"]),
        ({"x": "2026-03"}, {"mode": "snapshot", "scope": "other"}, ["2026-03"]),
    ],
    ids=["new record", "corrected record", "same file, other mapping", "snapshot", "snapshot of another scope"],
)
def test_months_touched(tmp_path: Path, later: dict[str, str], said: dict, months: list[str]) -> None:
    first = batch(tmp_path, "first", {"a": "2026-01", "b": "2026-02"})
    assert touched_months(tmp_path, [batch(tmp_path, "second", later, **said)], [first]) == months
