"""The reference tables say what the profile says, are always all there, and are rewritten only when they change."""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingest.profiles import load_profile
from ingest.reference import TABLES, write_reference
from tests.fixtures_landing import REFERENCE
from tests.fixtures_profile import PROFILE, write_profile


def query(home: Path, table: str, columns: str = "*") -> list[tuple]:
    return duckdb.sql(f"SELECT {columns} FROM read_parquet('{home}/landing/_reference/{table}.parquet')").fetchall()


def test_every_table_is_written_with_the_types_that_the_models_read(tmp_path: Path) -> None:
    write_reference(load_profile(write_profile(tmp_path)), tmp_path)
    for table, columns in REFERENCE.items():
        path = f"{tmp_path}/landing/_reference/{table}.parquet"
        described = duckdb.sql(f"DESCRIBE SELECT * FROM read_parquet('{path}')").fetchall()
        assert {row[0]: row[1] for row in described} == columns, table
    assert set(TABLES) == set(REFERENCE)


def test_nothing_is_rewritten_when_nothing_changed(tmp_path: Path) -> None:
    profile = load_profile(write_profile(tmp_path))
    assert set(write_reference(profile, tmp_path)) == set(TABLES)
    assert write_reference(profile, tmp_path) == []
    renamed = load_profile(write_profile(tmp_path, PROFILE.replace('en: "North"', 'en: "The North"')))
    assert write_reference(renamed, tmp_path) == ["label"]


def test_contents(tmp_path: Path) -> None:
    write_reference(load_profile(write_profile(tmp_path)), tmp_path)
    assert query(tmp_path, "segment") == [("overall", "all", 0), ("region", "north", 0), ("region", "south", 1)]
    assert query(tmp_path, "organisation") == [("shop", "private", False, "Asia/Tehran", "en")]
    assert ("cut_value.region.north", "fa", "شمال") in query(tmp_path, "label")
    assert query(tmp_path, "question", "question_key, scale_max, scale_direction, is_comparable") == [
        ("whole", 5.0, "up", True),
        ("staff", 5.0, "up", True),
        ("why", None, None, True),
    ]
    settings = dict(query(tmp_path, "setting"))
    assert (settings["minimum_n"], settings["as_of"], settings["complaint_count_measure"]) == ("10", "", "")
    assert query(tmp_path, "competitor") == []
