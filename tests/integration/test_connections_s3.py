"""S3-compatible stores: a real S3 server on this machine, its objects landed once and again when they change."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from moto.core import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

from ingest.landing import read_ledger
from ingest.refusals import read_refusals
from tests.fixtures_connections import (
    client_of,
    cursor_file,
    everything_written,
    fetch_and_land,
    landed_numbers,
    leftovers,
    records_but,
    store,
)

BUCKET = {"kind": "s3", "bucket": "exports", "prefix": "reviews/", "pattern": "*.csv", "endpoint_env": "STORE_ADDRESS"}
HEADER = "number,created_at,stars,words,mail\n"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with store() as running:
        yield running


@pytest.fixture
def client(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    yield from client_of(address, "exports", monkeypatch)


def put(client: Any, key: str, *numbers: int, header: str = HEADER) -> None:
    rows = [f"{number},2026-03-01 09:00:00,4,Fine,person{number}@example.org\n" for number in numbers]
    client.put_object(Bucket="exports", Key=key, Body=(header + "".join(rows)).encode())


def test_each_object_lands_once_under_its_key(client: Any, tmp_path: Path) -> None:
    put(client, "reviews/2026/b.csv", 2)
    put(client, "reviews/a.csv", 1)
    put(client, "other/c.csv", 3)
    for ignored in ("reviews/notes.txt", "reviews/d.csv.part", "reviews/.hidden.csv", "reviews/folder.csv/"):
        client.put_object(Bucket="exports", Key=ignored, Body=b"x")
    report = fetch_and_land(tmp_path, BUCKET)
    assert landed_numbers(report, tmp_path) == ["1", "2"]
    assert [m.file for m in report.new] == ["s3://exports/reviews/2026/b.csv", "s3://exports/reviews/a.csv"]
    assert {m.origin for m in report.new} == {"s3"}
    assert fetch_and_land(tmp_path, BUCKET).unchanged == ["s3://exports/reviews/"]
    assert leftovers(tmp_path) == []


def test_a_changed_object_lands_again_and_the_same_bytes_do_not(client: Any, tmp_path: Path) -> None:
    put(client, "reviews/a.csv", 1)
    fetch_and_land(tmp_path, BUCKET)
    put(client, "reviews/a.csv", 1)
    assert fetch_and_land(tmp_path, BUCKET).unchanged == ["s3://exports/reviews/"]
    put(client, "reviews/a.csv", 1, 2)
    assert landed_numbers(fetch_and_land(tmp_path, BUCKET), tmp_path) == ["1", "2"]
    put(client, "reviews/copy.csv", 1, 2)
    assert fetch_and_land(tmp_path, BUCKET).unchanged == ["s3://exports/reviews/copy.csv"]


def test_an_object_that_is_overwritten_back_lands_again(client: Any, tmp_path: Path) -> None:
    for numbers in ((1,), (1, 2), (1,)):
        put(client, "reviews/a.csv", *numbers)
        assert landed_numbers(fetch_and_land(tmp_path, BUCKET), tmp_path) == [str(number) for number in numbers]
        assert fetch_and_land(tmp_path, BUCKET).new == []
    assert [m.sequence for m in read_ledger(tmp_path / "home")] == [1, 2, 3]


def test_another_mapping_reads_objects_by_age_and_none_replaces_the_others(client: Any, tmp_path: Path) -> None:
    put(client, "reviews/b.csv", 1)
    fetch_and_land(tmp_path, BUCKET)
    time.sleep(1.1)  # stores tell whole seconds
    put(client, "reviews/a-corrected.csv", 1, 2)
    fetch_and_land(tmp_path, BUCKET)
    report = fetch_and_land(tmp_path, BUCKET, records=records_but(9))
    assert [m.file.rpartition("/")[2] for m in report.new] == ["b.csv", "a-corrected.csv"]
    assert not any(m.replaces_earlier for m in read_ledger(tmp_path / "home"))


def test_a_key_with_a_person_in_it_is_written_nowhere(client: Any, tmp_path: Path) -> None:
    put(client, "reviews/of person7@example.net.csv", 1)
    fetch_and_land(tmp_path, BUCKET)
    assert fetch_and_land(tmp_path, BUCKET).unchanged == ["s3://exports/reviews/"]
    assert b"person7" not in everything_written(tmp_path)


def test_a_key_with_a_very_long_end_lands(client: Any, tmp_path: Path) -> None:
    put(client, f"reviews/a.{'x' * 300}", 1)
    put(client, "reviews/b.csv", 2)
    report = fetch_and_land(tmp_path, BUCKET | {"pattern": "*"}, reader={"format": "csv"})
    assert landed_numbers(report, tmp_path) == ["1", "2"]


def test_more_objects_than_one_answer_lists(client: Any, tmp_path: Path) -> None:
    held = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]  # the server's own memory: a thousand uploads would take long
    for number in range(1005):
        held.put_object("exports", f"reviews/{number:04d}.txt", b"x")
    put(client, "reviews/z.csv", 7)
    assert landed_numbers(fetch_and_land(tmp_path, BUCKET), tmp_path) == ["7"]


def test_names_of_any_kind(client: Any, tmp_path: Path) -> None:
    names = ["reviews/2026 [1].csv", "reviews/opinio\u0301 'x'.csv", "reviews/نظر\u200cها?*.csv"]
    for number, key in enumerate(names):
        put(client, key, number)
    report = fetch_and_land(tmp_path, BUCKET)
    assert landed_numbers(report, tmp_path) == ["0", "1", "2"]
    assert {m.file.removeprefix("s3://exports/reviews/") for m in report.new} == {
        "2026 [1].csv", "opinió 'x'.csv", "نظر\u200cها?*.csv",
    }  # fmt: skip


def test_a_bad_object_keeps_no_other_from_landing_and_is_looked_at_again(client: Any, tmp_path: Path) -> None:
    put(client, "reviews/a.csv", 1, header=HEADER.replace("stars", "points"))
    put(client, "reviews/b.csv", 2)
    for _ in range(2):
        report = fetch_and_land(tmp_path, BUCKET)
        assert [refusal.file for refusal in report.refused] == ["s3://exports/reviews/a.csv"]
        assert len(read_refusals(tmp_path / "home")) == 1
    assert landed_numbers_of_ledger(tmp_path) == {"s3://exports/reviews/b.csv"}
    put(client, "reviews/a.csv", 1)
    assert landed_numbers(fetch_and_land(tmp_path, BUCKET), tmp_path) == ["1"]
    assert read_refusals(tmp_path / "home") == []


def landed_numbers_of_ledger(folder: Path) -> set[str]:
    return {manifest.file for manifest in read_ledger(folder / "home")}


def test_an_object_above_the_limit_is_refused_alone(client: Any, tmp_path: Path) -> None:
    put(client, "reviews/a.csv", *range(100))
    put(client, "reviews/b.csv", 2)
    report = fetch_and_land(tmp_path, BUCKET | {"max_object_bytes": 500})
    assert landed_numbers(report, tmp_path) == ["2"]
    assert "bytes, more than 500" in report.refused[0].message


def test_half_an_object_is_no_delivery(client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ingest.connections import s3

    put(client, "reviews/a.csv", 1, 2)
    listed = s3._list
    monkeypatch.setattr(
        s3, "_list", lambda *given: [s3._Object(o.key, o.etag, o.size + 1, o.changed) for o in listed(*given)]
    )
    report = fetch_and_land(tmp_path, BUCKET)
    assert "bytes arrived; run again" in report.refused[0].message
    assert leftovers(tmp_path) == []
    monkeypatch.setattr(
        s3, "_list", lambda *given: [s3._Object(o.key, "0" * 32, o.size, o.changed) for o in listed(*given)]
    )
    assert "the object changed while it was fetched" in fetch_and_land(tmp_path, BUCKET).refused[0].message


@pytest.mark.parametrize(
    ("variables", "change", "sentence"),
    [
        ({"STORE_ADDRESS": ""}, {}, "the environment variable STORE_ADDRESS is not set"),
        ({"STORE_ADDRESS": "http://127.0.0.1:1"}, {}, "the store cannot be asked (EndpointConnectionError)"),
        ({"STORE_ADDRESS": "nowhere"}, {}, "the store cannot be asked (ValueError)"),
        ({}, {"bucket": "import"}, "the store refuses (NoSuchBucket); correct 'connection.bucket'"),
    ],
)
def test_what_goes_wrong_is_one_sentence_and_no_secret(
    client: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    variables: dict,
    change: dict,
    sentence: str,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    (refusal,) = fetch_and_land(tmp_path, BUCKET | change).refused
    assert sentence in refusal.message
    assert b"abracadabra" not in everything_written(tmp_path) + caplog.text.encode() + refusal.sentence().encode()


def test_without_credentials(client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    (refusal,) = fetch_and_land(tmp_path, BUCKET).refused
    assert "there are no credentials for the store; set AWS_ACCESS_KEY_ID" in refusal.message


def test_secrets_are_in_no_log(
    client: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    put(client, "reviews/a.csv", 1)
    fetch_and_land(tmp_path, BUCKET)
    assert "abracadabra" not in caplog.text
    assert len(json.loads(cursor_file(tmp_path).read_text())["state"]["objects"]) == 1
