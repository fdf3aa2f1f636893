"""Which deliveries count: the staging model of the ledger on rows that fit on a page."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from tests.fixtures_landing import LEDGER, write_parquet
from tests.unit.sql_models import PROJECT

STG_BATCH = (PROJECT / "models/staging/stg_batch.sql").read_text("utf-8")


def current(folder: Any, *deliveries: dict[str, Any]) -> list[int]:
    """Return the sequences of the deliveries that count; they come in the order given."""
    usual = {"contract": "review", "source_id": "reviews", "mode": "incremental", "status": "passed"}
    rows = [
        usual | {"sequence": number, "batch_id": str(number), "file_sha256": str(number)} | each
        for number, each in enumerate(deliveries, start=1)
    ]
    write_parquet(folder / "batch.parquet", rows, LEDGER["batch"])
    sql = STG_BATCH.replace("{{ source('gate', 'batch') }}", f"read_parquet('{folder / 'batch.parquet'}')")
    found = duckdb.sql(f"SELECT sequence FROM ({sql}) WHERE is_current ORDER BY 1").fetchall()
    return [row[0] for row in found]


BYTES = {"file_sha256": "a"}
WHOLE = {"replaces_earlier": True}


@pytest.mark.parametrize(
    ("deliveries", "expected"),
    [
        ([{}, {}], [1, 2]),
        ([BYTES, BYTES], [2]),
        ([BYTES | {"scope": "2024"}, BYTES | {"scope": "2025"}], [1, 2]),
        ([BYTES | {"scope": "2024"}, BYTES | {"scope": "2025"}, BYTES | {"scope": "2024"}], [2, 3]),
        ([BYTES | {"mode": "snapshot"}, {"mode": "snapshot"}, BYTES | {"mode": "snapshot"}], [3]),
        ([WHOLE, {}, {}], [1, 2, 3]),
        ([WHOLE, {}, WHOLE, {}], [3, 4]),
        ([WHOLE, {}, WHOLE | {"status": "held"}], [1, 2]),
        ([{"source_id": "other"}, WHOLE], [1, 2]),
        ([{"contract": "survey_response"}, WHOLE], [1, 2]),
    ],
)
def test_which_deliveries_count(tmp_path: Any, deliveries: list[dict[str, Any]], expected: list[int]) -> None:
    assert current(tmp_path, *deliveries) == expected
