"""SQL databases: a real PostgreSQL server and a real SQLite file, fetched again and again while rows come and change."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from ingest.connections.base import Errand
from ingest.connections.settings import SqlConnection
from ingest.connections.sql import fetch_sql
from ingest.landing import read_ledger
from ingest.profiles.models import Reader
from ingest.refusals import read_refusals
from tests.fixtures_connections import (
    MOMENT,
    PASSWORD,
    QUOTED_PASSWORD,
    Cluster,
    cursor_file,
    everything_written,
    fetch_and_land,
    landed_numbers,
    leftovers,
    postgres,
    records_but,
)

BY_CHANGE = {"kind": "sql", "url_env": "SHOP_DATABASE", "table": "review", "cursor": "changed_at"}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with postgres() as running:
        yield running


@pytest.fixture
def shop(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    """A database with one review, changed at noon."""
    monkeypatch.setenv("SHOP_DATABASE", cluster.url())
    cluster.run(
        "DROP TABLE IF EXISTS review",
        "CREATE TABLE review (number int, created_at timestamp, changed_at timestamptz, stars int, words text, mail text)",
    )
    add(cluster, 1, "2026-03-01 12:00:00+00")
    return cluster


def add(cluster: Cluster, number: int, changed: str, words: str = "Fine") -> None:
    cluster.run(
        f"INSERT INTO review VALUES ({number}, '2026-03-01 09:00:00', '{changed}', 4, '{words}', "
        f"'person{number}@example.org')"
    )


def test_a_second_fetch_lands_only_what_is_new_and_a_third_nothing(shop: Cluster, tmp_path: Path) -> None:
    assert landed_numbers(fetch_and_land(tmp_path, BY_CHANGE), tmp_path) == ["1"]
    add(shop, 2, "2026-03-01 12:00:01+00")
    assert landed_numbers(fetch_and_land(tmp_path, BY_CHANGE), tmp_path) == ["2"]
    again = fetch_and_land(tmp_path, BY_CHANGE)
    assert (again.new, again.refused, again.unchanged) == ([], [], ["sql:SHOP_DATABASE"])
    assert {(m.sequence, m.file, m.origin) for m in read_ledger(tmp_path / "home")} == {
        (1, "sql:SHOP_DATABASE", "sql"),
        (2, "sql:SHOP_DATABASE", "sql"),
    }


def test_a_row_with_the_very_time_of_the_cursor_is_not_lost(shop: Cluster, tmp_path: Path) -> None:
    fetch_and_land(tmp_path, BY_CHANGE)
    add(shop, 2, "2026-03-01 12:00:00+00")
    assert landed_numbers(fetch_and_land(tmp_path, BY_CHANGE), tmp_path) == ["2"]


def test_a_late_commit_is_found_within_the_overlap_and_not_beyond(shop: Cluster, tmp_path: Path) -> None:
    hour = BY_CHANGE | {"overlap": 3600}
    fetch_and_land(tmp_path, hour)
    add(shop, 2, "2026-03-01 11:00:00+00")
    add(shop, 3, "2026-03-01 10:59:59+00")
    assert landed_numbers(fetch_and_land(tmp_path, hour), tmp_path) == ["2"]
    assert fetch_and_land(tmp_path, hour).unchanged == ["sql:SHOP_DATABASE"]


def test_a_changed_row_lands_again(shop: Cluster, tmp_path: Path) -> None:
    fetch_and_land(tmp_path, BY_CHANGE)
    shop.run("UPDATE review SET words = 'Better', changed_at = '2026-03-02 08:00:00+00' WHERE number = 1")
    assert landed_numbers(fetch_and_land(tmp_path, BY_CHANGE), tmp_path) == ["1"]


def test_a_whole_number_can_be_the_cursor(shop: Cluster, tmp_path: Path) -> None:
    by_number = BY_CHANGE | {"cursor": "number", "overlap": 1}
    add(shop, 5, "2026-03-01 12:00:00+00")
    assert landed_numbers(fetch_and_land(tmp_path, by_number), tmp_path) == ["1", "5"]
    add(shop, 4, "2026-03-01 12:00:00+00")
    add(shop, 3, "2026-03-01 12:00:00+00")
    assert landed_numbers(fetch_and_land(tmp_path, by_number), tmp_path) == ["4"]


def test_rows_without_a_cursor_are_told_of_and_not_lost(shop: Cluster, tmp_path: Path) -> None:
    fetch_and_land(tmp_path, BY_CHANGE)
    shop.run("INSERT INTO review VALUES (2, '2026-03-01', NULL, 4, 'x', 'y@example.org')")
    (refusal,) = fetch_and_land(tmp_path, BY_CHANGE).refused
    assert "the cursor column 'changed_at' is empty in some rows" in refusal.message
    shop.run("DELETE FROM review WHERE number = 2")
    assert fetch_and_land(tmp_path, BY_CHANGE).refused == []
    assert read_refusals(tmp_path / "home") == []


def test_everything_is_fetched_each_time_without_a_cursor(shop: Cluster, tmp_path: Path) -> None:
    whole = {"kind": "sql", "url_env": "SHOP_DATABASE", "query": "select * from review;"}
    add(shop, 2, "2026-03-01 12:00:00+00")
    snapshot = {"delivery": {"mode": "snapshot"}}
    assert landed_numbers(fetch_and_land(tmp_path, whole, **snapshot), tmp_path) == ["1", "2"]
    # The same rows in another order of the table are the same delivery.
    shop.run("UPDATE review SET stars = stars WHERE number = 1")
    assert fetch_and_land(tmp_path, whole, **snapshot).unchanged == ["sql:SHOP_DATABASE"]
    shop.run("DELETE FROM review WHERE number = 1")
    assert landed_numbers(fetch_and_land(tmp_path, whole, **snapshot), tmp_path) == ["2"]


def test_a_crash_between_batch_and_cursor_does_no_harm(
    shop: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    fetch_and_land(tmp_path, BY_CHANGE)
    add(shop, 2, "2026-03-02 12:00:00+00")
    before = cursor_file(tmp_path).read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr("ingest.connections.cursors.Cursor.commit", killed)
        with pytest.raises(KeyboardInterrupt):
            fetch_and_land(tmp_path, BY_CHANGE)
    batches = {manifest.batch_id for manifest in read_ledger(tmp_path / "home")}
    assert (len(batches), cursor_file(tmp_path).read_bytes()) == (2, before)
    assert leftovers(tmp_path) == []
    assert fetch_and_land(tmp_path, BY_CHANGE).unchanged == ["sql:SHOP_DATABASE"]
    assert {manifest.batch_id for manifest in read_ledger(tmp_path / "home")} == batches
    assert cursor_file(tmp_path).read_bytes() != before


def test_a_changed_question_or_a_lost_batch_fetches_everything_again(shop: Cluster, tmp_path: Path) -> None:
    fetch_and_land(tmp_path, BY_CHANGE)
    add(shop, 2, "2026-03-02 12:00:00+00")
    fetch_and_land(tmp_path, BY_CHANGE)
    other = {key: value for key, value in BY_CHANGE.items() if key != "table"} | {"query": "select * from review"}
    assert landed_numbers(fetch_and_land(tmp_path, other), tmp_path) == ["1", "2"]
    for manifest in (tmp_path / "home/landing/review").rglob("manifest.json"):
        manifest.unlink()
    assert landed_numbers(fetch_and_land(tmp_path, other), tmp_path) == ["1", "2"]


def test_what_is_fetched_anew_as_a_whole_takes_the_place_of_all_before(shop: Cluster, tmp_path: Path) -> None:
    fetch_and_land(tmp_path, BY_CHANGE)
    add(shop, 2, "2026-03-02 12:00:00+00")
    assert [m.replaces_earlier for m in fetch_and_land(tmp_path, BY_CHANGE).new] == [False]
    other = records_but(1)
    whole = fetch_and_land(tmp_path, BY_CHANGE, records=other)
    assert [(m.replaces_earlier, m.sequence) for m in whole.new] == [(True, 3)]
    assert landed_numbers(whole, tmp_path) == ["2"]
    add(shop, 3, "2026-03-03 12:00:00+00")
    assert [m.replaces_earlier for m in fetch_and_land(tmp_path, BY_CHANGE, records=other).new] == [False]
    # The cursor is lost, and the row that came last is all that the table has.
    cursor_file(tmp_path).unlink()
    shop.run("DELETE FROM review WHERE number < 3")
    assert [m.replaces_earlier for m in fetch_and_land(tmp_path, BY_CHANGE, records=other).new] == [True]
    cursor_file(tmp_path).unlink()
    assert fetch_and_land(tmp_path, BY_CHANGE, records=other).unchanged == ["sql:SHOP_DATABASE"]
    assert fetch_and_land(tmp_path, BY_CHANGE, records=other).unchanged == ["sql:SHOP_DATABASE"]


def test_a_table_that_is_as_it_was_before_lands_again(shop: Cluster, tmp_path: Path) -> None:
    whole = {"kind": "sql", "url_env": "SHOP_DATABASE", "table": "review"}
    for words in ("Fine", "Better", "Fine"):
        shop.run(f"UPDATE review SET words = '{words}'")
        assert len(fetch_and_land(tmp_path, whole, delivery={"mode": "snapshot"}).new) == 1
        again = fetch_and_land(tmp_path, whole, delivery={"mode": "snapshot"})
        assert again.unchanged == ["sql:SHOP_DATABASE"]


@pytest.mark.parametrize("end", [" -- all of them", "; ", " -- half; ", " /* all */"])
def test_a_query_may_end_in_a_comment(shop: Cluster, tmp_path: Path, end: str) -> None:
    asked = BY_CHANGE | {"query": f"select * from review{end}", "table": None}
    assert landed_numbers(fetch_and_land(tmp_path, asked), tmp_path) == ["1"]


def test_digests_of_records_are_keyed_by_the_home(shop: Cluster, tmp_path: Path) -> None:
    known = []
    for home in ("one", "two"):
        fetch_and_land(tmp_path / home, BY_CHANGE)
        known.append(json.loads(cursor_file(tmp_path / home).read_text())["state"]["known"])
    assert [len(digests) for digests in known] == [1, 1]
    assert known[0] != known[1]


def test_a_damaged_cursor_is_as_good_as_none(shop: Cluster, tmp_path: Path) -> None:
    fetch_and_land(tmp_path, BY_CHANGE)
    cursor_file(tmp_path).write_text("{")
    assert fetch_and_land(tmp_path, BY_CHANGE).unchanged == ["sql:SHOP_DATABASE"]
    assert json.loads(cursor_file(tmp_path).read_text())["state"]["cursor"]["value"] == "2026-03-01T12:00:00+00:00"


def test_colons_and_percent_signs_are_part_of_the_query(shop: Cluster, tmp_path: Path) -> None:
    shop.run("UPDATE review SET words = '100 %% :sure'")
    query = "select *, created_at::date as day from review where words like '%:sure' and '12:30' <> ':x'"
    assert landed_numbers(fetch_and_land(tmp_path, BY_CHANGE | {"query": query, "table": None}), tmp_path) == ["1"]


def test_the_database_cannot_be_changed(shop: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_DATABASE", shop.url("owner"))
    shop.run(
        "CREATE OR REPLACE FUNCTION spoil() RETURNS int LANGUAGE sql AS 'DELETE FROM review RETURNING 1'",
        "CREATE SEQUENCE IF NOT EXISTS counter",
    )
    (refusal,) = fetch_and_land(tmp_path, BY_CHANGE | {"query": "select *, spoil() from review", "table": None}).refused
    assert "cannot execute DELETE in a read-only transaction" in refusal.message
    assert landed_numbers(fetch_and_land(tmp_path, BY_CHANGE), tmp_path) == ["1"]


def test_a_statement_that_takes_too_long_is_stopped(shop: Cluster, tmp_path: Path) -> None:
    slow = BY_CHANGE | {"query": "select *, pg_sleep(30) from review", "table": None, "timeout_seconds": 1}
    (refusal,) = fetch_and_land(tmp_path, slow).refused
    assert "the statement was stopped after 1 seconds" in refusal.message


def test_memory_holds_a_batch_and_not_the_result(shop: Cluster, tmp_path: Path) -> None:
    """The server is asked through a cursor: while the first batch is written, most rows are still with the server."""
    question = "select n as number, repeat('x', 1000) as words from generate_series(1, 100000) as n"
    connection = SqlConnection(kind="sql", url_env="SHOP_DATABASE", query=question, batch_rows=1000)
    (arrival,) = fetch_sql(connection, Errand(Reader(), {}, work(tmp_path), tmp_path / "unfinished", MOMENT, b"key"))
    groups = pq.ParquetFile(arrival.file).metadata
    assert groups.num_rows == 100_000
    monitor = "select count(*) from pg_cursors"
    connection = SqlConnection(kind="sql", url_env="SHOP_DATABASE", query=f"select ({monitor}) as open_cursors")
    (arrival,) = fetch_sql(connection, Errand(Reader(), {}, work(tmp_path), tmp_path / "unfinished", MOMENT, b"key"))
    assert pq.read_table(arrival.file).to_pylist() == [{"open_cursors": "1"}]


def work(folder: Path) -> Path:
    path = folder / f"work{len(list(folder.iterdir()))}"
    path.mkdir()
    return path


def test_every_type_of_postgresql_becomes_the_text_that_a_parquet_file_would_give(
    shop: Cluster, tmp_path: Path
) -> None:
    question = """select 7::smallint as a, 9007199254740993::bigint as b, 1.10::numeric(9,2) as c, 0.1::float8 as d,
        5::float8 as e, true as f, date '2024-02-29' as g, timestamp '2024-02-29 23:59:59.5' as h,
        timestamptz '2024-02-29 23:59:59+02' as i, time '03:04:05' as j, 'é''ی' as k, null::text as l, '' as m,
        '{"a": [1, "ب"]}'::jsonb as n, array[1,2] as o, '\\x61'::bytea as p, '\\xff00'::bytea as q,
        'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid as r, interval '1 day 2 hours' as s, 'x'::char(3) as t,
        'NaN'::float8 as u, 1e20::float8 as v, 'NaN'::numeric as w"""
    connection = SqlConnection(kind="sql", url_env="SHOP_DATABASE", query=question)
    (arrival,) = fetch_sql(connection, Errand(Reader(), {}, work(tmp_path), tmp_path / "unfinished", MOMENT, b"key"))
    # By hand, from the rules that ingest.readers.typed states.
    assert list(pq.read_table(arrival.file).to_pylist()[0].values()) == [
        "7", "9007199254740993", "1.10", "0.1", "5", "true", "2024-02-29", "2024-02-29 23:59:59.5",
        "2024-02-29T21:59:59Z", "03:04:05", "é'ی", None, "", '{"a":[1,"ب"]}', "[1,2]", "a", "ff00",
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "1 day 02:00:00", "x  ", "NaN", "100000000000000000000", "NaN",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ("", "the environment variable SHOP_DATABASE is not set"),
        ("nonsense with open-sesame%4077 in it", "SHOP_DATABASE holds no SQLAlchemy URL"),
        ("postgresql+psycopg2://reader:open-sesame%4077@127.0.0.1:1/postgres", "the database cannot be asked"),
        ("postgresql+psycopg2://nobody:open-sesame%4077@127.0.0.1:{port}/postgres", "password authentication failed"),
        ("postgresql+psycopg2://reader:{wrong}@127.0.0.1:{port}/postgres", "password authentication failed"),
        ("nosuch://reader:open-sesame%4077@127.0.0.1/postgres", "the database's driver is not installed"),
        ("postgresql+psycopg2://reader:open-sesame%4077@127.0.0.1:{port}/nowhere", 'database "nowhere" does not exist'),
        ("sqlite:////nowhere/open-sesame%4077/shop.db", "there is no such SQLite file"),
    ],
)
def test_what_goes_wrong_is_one_sentence_without_the_password(
    shop: Cluster,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    environment: str,
    sentence: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    url = environment.format(port=shop.port, wrong=QUOTED_PASSWORD + "x")
    monkeypatch.setenv("SHOP_DATABASE", url)
    (refusal,) = fetch_and_land(tmp_path, BY_CHANGE).refused
    assert sentence in refusal.message
    assert "\n" not in refusal.message
    told = everything_written(tmp_path) + caplog.text.encode() + refusal.sentence().encode()
    assert not any(form.encode() in told for form in (PASSWORD, QUOTED_PASSWORD))
    monkeypatch.setenv("SHOP_DATABASE", shop.url())
    assert len(fetch_and_land(tmp_path, BY_CHANGE).new) == 1
    assert read_refusals(tmp_path / "home") == []
    told = everything_written(tmp_path) + caplog.text.encode()
    assert not any(form.encode() in told for form in (PASSWORD, QUOTED_PASSWORD))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"query": "select nope from review", "table": None}, 'column "nope" does not exist'),
        ({"table": "reviews"}, 'relation "reviews" does not exist'),
        ({"cursor": "nope"}, "nope"),
        ({"query": "select *, words::int from review", "table": None, "cursor": None}, "SQLSTATE 22P02"),
        ({"query": "select 1 as a, 2 as a", "table": None, "cursor": None}, "two columns 'a'"),
        ({"cursor": "words", "overlap": 1}, "has no distance to look back by"),
    ],
)
def test_a_wrong_question_is_one_sentence_without_any_cell(
    shop: Cluster, tmp_path: Path, change: dict, sentence: str
) -> None:
    shop.run("UPDATE review SET words = 'call +34 600 000 000'")
    asked = {key: value for key, value in (BY_CHANGE | change).items() if value is not None}
    (refusal,) = fetch_and_land(tmp_path, asked).refused
    assert sentence in refusal.message
    assert "600" not in refusal.message
    assert leftovers(tmp_path) == []


def test_nothing_that_was_fetched_stays(shop: Cluster, tmp_path: Path) -> None:
    shop.run("UPDATE review SET words = 'a word of one customer only'")
    fetch_and_land(tmp_path, BY_CHANGE)
    assert leftovers(tmp_path) == []
    assert b"person1@example.org" not in everything_written(tmp_path / "home")
    assert cursor_file(tmp_path).stat().st_mode & 0o777 == 0o600
    # Also where what was fetched does not fit the mapping.
    shop.run("ALTER TABLE review RENAME COLUMN stars TO points")
    add(shop, 2, "2026-03-02 12:00:00+00")
    (refusal,) = fetch_and_land(tmp_path, BY_CHANGE).refused
    assert "'stars' is missing" in refusal.message
    assert leftovers(tmp_path) == []
    shop.run("ALTER TABLE review RENAME COLUMN points TO stars")
    assert landed_numbers(fetch_and_land(tmp_path, BY_CHANGE), tmp_path) == ["2"]


def test_a_long_fetch_tells_how_far_it_is(shop: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.connections.base.TOLD_EVERY_SECONDS", 0)
    shop.run("INSERT INTO review SELECT n, '2026-03-01', '2026-03-01', 3, 'x', '' FROM generate_series(2, 50) AS n")
    told: list[str] = []
    fetch_and_land(tmp_path, BY_CHANGE | {"batch_rows": 20}, progress=told.append)
    assert told == [f"sql:SHOP_DATABASE: {rows} rows fetched so far" for rows in (20, 40, 50)]


def test_rows_that_are_committed_while_we_look_are_found_the_next_time(shop: Cluster, tmp_path: Path) -> None:
    """A transaction that began before our fetch and ends after it has an older time than our cursor: the overlap finds it."""
    hour = BY_CHANGE | {"overlap": 3600}
    engine = sa.create_engine(shop.url("owner"), poolclass=sa.NullPool)
    with engine.connect() as slow:
        slow.exec_driver_sql(
            "INSERT INTO review VALUES (2, '2026-03-01', '2026-03-01 11:59:00+00', 4, 'late', 'z@example.org')"
        )
        assert landed_numbers(fetch_and_land(tmp_path, hour), tmp_path) == ["1"]
        slow.commit()
    engine.dispose()
    assert landed_numbers(fetch_and_land(tmp_path, hour), tmp_path) == ["2"]


# ── SQLite ──


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "shop.db"
    monkeypatch.setenv("SHOP_DATABASE", f"sqlite:///{path}")
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE review (number INTEGER, created_at, changed_at, stars REAL, words, mail)")
        database.execute(
            "INSERT INTO review VALUES (1, '2026-03-01 09:00:00', '2026-03-01 12:00:00', 4.0, 'Fine', 'a')"
        )
    return path


def test_sqlite_is_fetched_by_a_text_or_a_number(file: Path, tmp_path: Path) -> None:
    assert landed_numbers(fetch_and_land(tmp_path, BY_CHANGE), tmp_path) == ["1"]
    with sqlite3.connect(file) as database:
        database.execute("INSERT INTO review VALUES (2, '2026-03-01 09:00:00', '2026-03-01 12:00:00', 2.5, NULL, 'b')")
    assert landed_numbers(fetch_and_land(tmp_path, BY_CHANGE), tmp_path) == ["2"]
    assert fetch_and_land(tmp_path, BY_CHANGE).unchanged == ["sql:SHOP_DATABASE"]
    by_row = BY_CHANGE | {"query": "select rowid as place, * from review", "cursor": "place"}
    del by_row["table"]
    assert landed_numbers(fetch_and_land(tmp_path, by_row), tmp_path) == ["1", "2"]
    ratings = duckdb.sql(f"SELECT rating::VARCHAR FROM read_parquet('{tmp_path}/home/landing/review/**/*.parquet')")
    assert {row[0][:3] for row in ratings.fetchall()} == {"4.0", "2.5"}


def test_sqlite_is_neither_changed_nor_waited_for(file: Path, tmp_path: Path) -> None:
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n where i < 0"
    asked = {"kind": "sql", "url_env": "SHOP_DATABASE", "query": endless, "timeout_seconds": 1}
    (refusal,) = fetch_and_land(tmp_path, asked).refused
    assert "the statement was stopped after 1 seconds" in refusal.message
    before = file.read_bytes()
    fetch_and_land(tmp_path, BY_CHANGE)
    assert file.read_bytes() == before


def test_one_fetch_at_a_time_is_not_disturbed_by_another_source(file: Path, tmp_path: Path) -> None:
    """Two sources may be landed at once; each has its own work folder and cursor."""
    failures: list[BaseException] = []

    def land(folder: Path) -> None:
        try:
            fetch_and_land(folder, BY_CHANGE)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=land, args=(tmp_path / name,)) for name in ("one", "two")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failures == []
    ledgers = [{m.batch_id for m in read_ledger(tmp_path / name / "home")} for name in ("one", "two")]
    assert ledgers[0] == ledgers[1] != set()


def test_the_moment_is_recorded_and_not_read_from_the_clock(file: Path, tmp_path: Path) -> None:
    moment = dt.datetime(2026, 4, 1, 6, 0, tzinfo=dt.UTC)
    (manifest,) = fetch_and_land(tmp_path, BY_CHANGE, moment).new
    assert manifest.landed_at == "2026-04-01T06:00:00+00:00"
