"""Values of a database as text: the same as the Parquet reader gives for the same values, whatever stands beside them."""

from __future__ import annotations

import datetime as dt
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.connections.texts import text, text_column
from ingest.profiles.models import Reader
from ingest.readers import READERS, Job

# The reader writes thirty decimals: what is smaller has no exact text there.
FLOATS = st.floats(allow_nan=True).filter(lambda x: x != x or x == 0 or abs(x) > 1e-12)
MOMENTS = st.datetimes(dt.datetime(1700, 1, 1), dt.datetime(2200, 1, 1))
ZONED = st.datetimes(
    dt.datetime(1900, 1, 2),
    dt.datetime(2200, 1, 1),
    timezones=st.sampled_from([dt.UTC, dt.timezone(dt.timedelta(hours=3.5))]),
)
COLUMNS = {
    "int64": (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    "double": (pa.float64(), FLOATS),
    "decimal": (pa.decimal128(20, 4), st.decimals(-(10**9), 10**9, places=4)),
    "bool": (pa.bool_(), st.booleans()),
    "text": (pa.string(), st.text()),
    "date": (pa.date32(), st.dates(dt.date(1, 1, 1))),
    "timestamp": (pa.timestamp("us"), MOMENTS),
    "timestamp with zone": (pa.timestamp("us", tz="UTC"), ZONED),
    "time": (pa.time64("us"), st.times()),
    "bytes": (pa.binary(), st.binary()),
    "list": (pa.list_(pa.int64()), st.lists(st.integers(0, 99))),
}


def read_as_parquet(values: list[Any], kind: pa.DataType) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "values.parquet"
        pq.write_table(pa.table({"value": pa.array(values, kind)}), file)
        job = Job(file, file.name, Reader(format="parquet"), Path(folder))
        with duckdb.connect() as connection:
            raw = READERS["parquet"](connection, job)
            rows = connection.execute(f"SELECT c0 FROM read_parquet('{raw.path}') ORDER BY source_row").fetchall()
    return [row[0] for row in rows]


@pytest.mark.parametrize("column", COLUMNS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_texts_are_those_of_the_parquet_reader(column: str, data: st.DataObject) -> None:
    kind, strategy = COLUMNS[column]
    values = data.draw(st.lists(strategy, min_size=1, max_size=30))
    assert [text(value) for value in values] == read_as_parquet(values, kind)


def test_a_text_does_not_depend_on_its_neighbours() -> None:
    mixed = [Decimal("1.50"), None, 2, "x", True, 2.0, Decimal("1E+3")]
    assert text_column(mixed).to_pylist() == ["1.50", None, "2", "x", "true", "2", "1000"]
    assert text_column([None, None]).to_pylist() == [None, None]


@pytest.mark.parametrize(
    ("interval", "written"),
    [
        (dt.timedelta(days=1, hours=2), "1 day 02:00:00"),
        (dt.timedelta(days=3), "3 days"),
        (dt.timedelta(0), "00:00:00"),
        (dt.timedelta(seconds=1.5), "00:00:01.5"),
        (dt.timedelta(hours=-2), "-02:00:00"),
    ],
)
def test_intervals_read_as_duckdb_writes_them(interval: dt.timedelta, written: str) -> None:
    assert text(interval) == written
    assert duckdb.execute("SELECT CAST(CAST(? AS INTERVAL) AS VARCHAR)", [written]).fetchone() == (written,)
