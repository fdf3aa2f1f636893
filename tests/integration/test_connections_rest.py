"""Web services: a real server that pages, throttles, fails midway and misleads."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.landing import read_ledger
from ingest.refusals import read_refusals
from tests.fixtures_connections import (
    MOMENT,
    WebService,
    cursor_file,
    everything_written,
    fetch_and_land,
    landed_numbers,
    leftovers,
    review,
    web_service,
)

TOKEN = "Bearer abracadabra-77"  # noqa: S105 (of a server that lives for one test)
PAGINGS = {
    "page": {"style": "page", "parameter": "page"},
    "page of known size": {"style": "page", "parameter": "page", "size": 2},
    "offset": {"style": "offset", "parameter": "offset", "size": 2},
    "next_link": {"style": "next_link", "path": "links.next"},
    "link_header": {"style": "link_header"},
    "cursor_token": {"style": "cursor_token", "path": "meta.after", "parameter": "after"},
    "more": {"style": "offset", "parameter": "offset", "more_path": "meta.more"},
}


@pytest.fixture
def service() -> Iterator[WebService]:
    with web_service() as running:
        running.records = [review(number) for number in range(1, 6)]
        yield running


def asked(service: WebService, style: str = "next_link", **more: object) -> dict:
    service.style = PAGINGS[style]["style"]
    patience = {"attempts": 3, "first_wait_seconds": 0.01, "longest_wait_seconds": 2}
    base = {"kind": "rest", "url": f"{service.address}/reviews", "records_path": "data.items", "retry": patience}
    return {**base, "paging": PAGINGS[style], **more}


def since(service: WebService, **more: object) -> dict:
    return asked(service, since={"parameter": "since", "field": "changed_at", **more})


@pytest.mark.parametrize("style", PAGINGS)
def test_every_style_of_paging_brings_every_record_once(service: WebService, tmp_path: Path, style: str) -> None:
    report = fetch_and_land(tmp_path, asked(service, style))
    assert landed_numbers(report, tmp_path) == ["1", "2", "3", "4", "5"]
    # Three pages hold five records; a service that does not tell its page size is asked for one more.
    assert len(service.asked) == (4 if style == "page" else 3)
    assert {(m.file, m.origin) for m in report.new} == {(f"{service.address}/reviews", "rest")}
    assert leftovers(tmp_path) == []
    assert fetch_and_land(tmp_path, asked(service, style)).unchanged == [f"{service.address}/reviews"]


def test_a_body_that_is_the_list_itself(service: WebService, tmp_path: Path) -> None:
    whole = json.dumps([review(1), review(2)]).encode()
    service.fault(1, whole)
    report = fetch_and_land(tmp_path, asked(service, records_path="", paging={"style": "none"}))
    assert landed_numbers(report, tmp_path) == ["1", "2"]


def test_later_fetches_ask_for_what_changed_and_land_what_is_new(service: WebService, tmp_path: Path) -> None:
    assert landed_numbers(fetch_and_land(tmp_path, since(service)), tmp_path) == ["1", "2", "3", "4", "5"]
    assert "since" not in service.asked[0]
    # The same moment as the last record: no tie is lost.
    service.records += [review(6, service.records[-1]["changed_at"]), review(7)]
    service.asked.clear()
    assert landed_numbers(fetch_and_land(tmp_path, since(service)), tmp_path) == ["6", "7"]
    assert service.asked[0] == "/reviews?since=2026-03-01T05%3A00%3A00Z"
    assert fetch_and_land(tmp_path, since(service)).unchanged == [f"{service.address}/reviews"]
    assert cursor_file(tmp_path).stat().st_mode & 0o777 == 0o600


def test_a_changed_record_lands_again(service: WebService, tmp_path: Path) -> None:
    fetch_and_land(tmp_path, since(service))
    service.records[0] = review(1, "2026-03-02T00:00:00Z", words="On second thoughts")
    assert landed_numbers(fetch_and_land(tmp_path, since(service)), tmp_path) == ["1"]


def test_a_late_record_is_found_within_the_overlap(service: WebService, tmp_path: Path) -> None:
    hour = since(service, overlap=3600)
    fetch_and_land(tmp_path, hour)
    service.records += [review(8, "2026-03-01T04:30:00Z"), review(9, "2026-03-01T03:59:59Z")]
    assert landed_numbers(fetch_and_land(tmp_path, hour), tmp_path) == ["8"]


def test_the_first_fetch_may_begin_at_a_date(service: WebService, tmp_path: Path) -> None:
    late = since(service, initial="2026-03-01T04:00:00Z")
    assert landed_numbers(fetch_and_land(tmp_path, late), tmp_path) == ["4", "5"]


def test_a_field_that_cannot_tell_what_is_new_is_refused(service: WebService, tmp_path: Path) -> None:
    (refusal,) = fetch_and_land(tmp_path, since(service, field="words")).refused
    assert "the field 'words' of a record is no number and no ISO time" in refusal.message
    assert leftovers(tmp_path) == []


def test_a_busy_server_is_asked_again_when_it_says(service: WebService, tmp_path: Path) -> None:
    told: list[str] = []
    service.fault(2, (429, {"Retry-After": "1"}), 503, "cut")
    patient = asked(service) | {"retry": {"attempts": 4, "first_wait_seconds": 0.01}}
    report = fetch_and_land(tmp_path, patient, progress=told.append)
    assert landed_numbers(report, tmp_path) == ["1", "2", "3", "4", "5"]
    assert len(service.asked) == 6
    assert [line.rpartition("reviews: ")[2] for line in told] == [
        "the server answered 429; asking again in 1 s",
        "the server answered 503; asking again in 0 s",
        "the connection broke (RemoteProtocolError); asking again in 0 s",
    ]


def test_a_silent_server_is_not_waited_for_without_end(service: WebService, tmp_path: Path) -> None:
    service.fault(1, "silent", "silent", "silent")
    (refusal,) = fetch_and_land(tmp_path, asked(service, timeout_seconds=0.2)).refused
    assert "the server did not answer within 0.2 s, 3 times in a row" in refusal.message


def test_a_server_that_asks_for_too_long_is_left_for_the_next_run(service: WebService, tmp_path: Path) -> None:
    service.fault(1, (429, {"Retry-After": "3600"}))
    (refusal,) = fetch_and_land(tmp_path, asked(service)).refused
    assert "the server asks to wait 3600 seconds" in refusal.message
    assert len(service.asked) == 1


def test_an_interrupted_fetch_goes_on_where_it_stopped(service: WebService, tmp_path: Path) -> None:
    service.fault(3, 503, 503, 503)
    (refusal,) = fetch_and_land(tmp_path, asked(service)).refused
    assert "the server answered 503, 3 times in a row; run again later" in refusal.message
    (kept,) = leftovers(tmp_path)
    assert kept.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in kept.iterdir()} == {0o600}
    service.asked.clear()
    report = fetch_and_land(tmp_path, asked(service))
    assert landed_numbers(report, tmp_path) == ["1", "2", "3", "4", "5"]
    assert service.asked == ["/reviews?offset=4"]
    assert leftovers(tmp_path) == []
    assert read_refusals(tmp_path / "home") == []


def test_a_half_written_page_is_fetched_again(service: WebService, tmp_path: Path) -> None:
    service.fault(3, 503, 503, 503)
    fetch_and_land(tmp_path, asked(service))
    (kept,) = leftovers(tmp_path)
    with (kept / "records.jsonl").open("ab") as file:
        file.write(b'{"number": 5, "wor')
    assert landed_numbers(fetch_and_land(tmp_path, asked(service)), tmp_path) == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("why", ["too old", "other question", "damaged", "file gone"])
def test_what_does_not_fit_any_more_is_not_gone_on_from(service: WebService, tmp_path: Path, why: str) -> None:
    service.fault(3, 503, 503, 503)
    fetch_and_land(tmp_path, asked(service))
    (kept,) = leftovers(tmp_path)
    parameters = {}
    if why == "too old":
        long_ago = MOMENT.timestamp() - 25 * 3600
        os.utime(kept / "state.json", (long_ago, long_ago))
    elif why == "other question":
        parameters = {"language": "fa"}
    elif why == "damaged":
        (kept / "state.json").write_text("{}")
    else:
        (kept / "records.jsonl").unlink()
    service.asked.clear()
    report = fetch_and_land(tmp_path, asked(service, parameters=parameters))
    assert landed_numbers(report, tmp_path) == ["1", "2", "3", "4", "5"]
    assert len(service.asked) == 3


def test_pages_that_nobody_comes_back_for_are_removed(service: WebService, tmp_path: Path) -> None:
    fetch_and_land(tmp_path, asked(service))
    forgotten = tmp_path / "home/landing/.work/gone.unfinished"
    forgotten.mkdir()
    long_ago = MOMENT.timestamp() - 8 * 24 * 3600
    os.utime(forgotten, (long_ago, long_ago))
    fetch_and_land(tmp_path, asked(service))
    assert not forgotten.exists()


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (404, "the server answered 404; correct the address"),
        (204, "the server answered 204"),
        (400, "the server answered 400"),
        (b"<!DOCTYPE html><title>Log in</title>", "the answer is a web page or XML, not JSON"),
        (b"", "the answer is empty"),
        (b'{"data": {"items": [', "the answer is no valid JSON"),
        (b'{"data": {"items": [NaN]}}', "the answer is no valid JSON"),
        (b"[" * 100_000, "the answer is no valid JSON"),
        (b'{"data": {"items": {}}}', "'data.items' of the answer is no list of records"),
        (b'{"data": {"items": [1]}}', "'data.items' of the answer is no list of records"),
        (b'{"data": ' + b" " * 2_000_000 + b"{}}", "a page has more than 1,000,000 bytes"),
    ],
)
def test_a_wrong_answer_is_refused_at_once(
    service: WebService, tmp_path: Path, fault: int | bytes, sentence: str
) -> None:
    service.fault(2, fault)
    (refusal,) = fetch_and_land(tmp_path, asked(service, max_page_bytes=1_000_000)).refused
    assert sentence in refusal.message
    assert len(service.asked) == 2
    assert leftovers(tmp_path) == []


def test_a_service_that_goes_round_in_circles_is_left(service: WebService, tmp_path: Path) -> None:
    body = {"data": {"items": [review(1)]}, "links": {"next": f"{service.address}/reviews?again=1"}}
    service.fault(1, *[json.dumps(body).encode()] * 9)
    (refusal,) = fetch_and_land(tmp_path, asked(service)).refused
    assert "the service leads to the same page twice" in refusal.message
    assert len(service.asked) == 2


def test_a_service_that_knows_no_pages_is_left(service: WebService, tmp_path: Path) -> None:
    (refusal,) = fetch_and_land(
        tmp_path, asked(service, "offset") | {"paging": PAGINGS["page"] | {"parameter": "p"}}
    ).refused
    assert "the service gives the same page again and again" in refusal.message
    assert len(service.asked) == 2


@pytest.mark.parametrize(
    ("limit", "sentence"), [({"max_pages": 2}, "more than 2 pages"), ({"max_bytes": 300}, "more than 300 b")]
)
def test_limits_stop_a_fetch_that_would_not_end(
    service: WebService, tmp_path: Path, limit: dict, sentence: str
) -> None:
    (refusal,) = fetch_and_land(tmp_path, asked(service, **limit)).refused
    assert sentence in refusal.message
    assert read_ledger(tmp_path / "home") == []
    assert fetch_and_land(tmp_path, asked(service, max_pages=3)).refused == []


def test_secrets_go_to_the_one_host_and_into_no_file(
    service: WebService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("REVIEWS_TOKEN", TOKEN)
    monkeypatch.setenv("REVIEWS_KEY", "key+of/77")
    service.token = TOKEN
    secret = {"header_env": {"Authorization": "REVIEWS_TOKEN"}, "parameter_env": {"api_key": "REVIEWS_KEY"}}
    service.fault(2, 503, 503, 503)
    told: list[str] = []
    (refusal,) = fetch_and_land(tmp_path, asked(service, "offset", **secret), progress=told.append).refused
    seen = everything_written(tmp_path) + caplog.text.encode() + refusal.sentence().encode() + "".join(told).encode()
    assert not any(form in seen for form in (b"abracadabra", b"key+of", b"key%2Bof"))
    report = fetch_and_land(tmp_path, asked(service, "offset", **secret))
    assert landed_numbers(report, tmp_path) == ["1", "2", "3", "4", "5"]
    assert all("api_key=key%2Bof%2F77" in path for path in service.asked)
    seen = everything_written(tmp_path) + caplog.text.encode()
    assert not any(form in seen for form in (b"abracadabra", b"key+of", b"key%2Bof"))


def test_a_secret_address_is_in_no_file_and_no_sentence(
    service: WebService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    host = service.address.removeprefix("http://")
    monkeypatch.setenv("REVIEWS_URL", f"http://me:open%2Fsesame@{host}/reviews?hook=xyzzy-77")
    connection = asked(service, "offset", url_env="REVIEWS_URL")
    del connection["url"]
    service.fault(2, 503, 503, 503)
    (refusal,) = fetch_and_land(tmp_path, connection).refused
    assert refusal.message.startswith("rest:REVIEWS_URL: the server answered 503")
    report = fetch_and_land(tmp_path, connection)
    assert landed_numbers(report, tmp_path) == ["1", "2", "3", "4", "5"]
    assert {headers["Authorization"] for headers in service.headers} == {"Basic bWU6b3Blbi9zZXNhbWU="}
    assert all("hook=xyzzy-77" in path for path in service.asked)
    seen = everything_written(tmp_path) + caplog.text.encode() + refusal.sentence().encode()
    assert not any(form in seen for form in (b"xyzzy", b"open%2F", b"open/sesame", b"bWU6"))


def test_a_refused_token_names_its_variable(
    service: WebService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.token = TOKEN
    monkeypatch.setenv("REVIEWS_TOKEN", "Bearer wrong")
    (refusal,) = fetch_and_land(tmp_path, asked(service, header_env={"Authorization": "REVIEWS_TOKEN"})).refused
    assert "the server refuses access (401); check the secret in REVIEWS_TOKEN" in refusal.message
    monkeypatch.delenv("REVIEWS_TOKEN")
    (refusal,) = fetch_and_land(tmp_path, asked(service, header_env={"Authorization": "REVIEWS_TOKEN"})).refused
    assert "the environment variable REVIEWS_TOKEN is not set" in refusal.message


def test_no_other_host_gets_the_token(service: WebService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVIEWS_TOKEN", TOKEN)
    secret = {"header_env": {"Authorization": "REVIEWS_TOKEN"}}
    with web_service() as other:
        service.fault(1, (302, {"Location": f"{other.address}/reviews"}))
        (refusal,) = fetch_and_land(tmp_path, asked(service, **secret)).refused
        assert (
            "the server redirects to another host (127.0.0.1), which must not get the request's secrets"
            in refusal.message
        )
        service.other = other.address
        (refusal,) = fetch_and_land(tmp_path, asked(service, **secret)).refused
        assert "the server leads to another host" in refusal.message
        assert other.asked == []


def test_a_redirect_on_the_same_host_is_followed_and_not_for_ever(service: WebService, tmp_path: Path) -> None:
    service.fault(1, (307, {"Location": "/reviews?offset=2"}))
    assert landed_numbers(fetch_and_land(tmp_path, asked(service)), tmp_path) == ["3", "4", "5"]
    service.fault(1, *[(302, {"Location": "/reviews"})] * 9)
    (refusal,) = fetch_and_land(tmp_path, asked(service)).refused
    assert "the server redirects more than 5 times" in refusal.message


def test_a_server_that_is_not_there_is_one_sentence(service: WebService, tmp_path: Path) -> None:
    gone = asked(service, url="http://127.0.0.1:1/reviews")
    (refusal,) = fetch_and_land(tmp_path, gone).refused
    assert "http://127.0.0.1:1/reviews: the connection broke (ConnectError), 3 times in a row" in refusal.message


def test_numbers_and_texts_arrive_as_they_were_sent(service: WebService, tmp_path: Path) -> None:
    import duckdb

    record = (
        json.dumps(review(1, words="سلام 😀 \u200c"))
        .replace('"stars": 2', '"stars": 1.10')
        .replace(": 1,", ": 0077,", 0)
    )
    service.fault(1, f'{{"data": {{"items": [{record}]}}}}'.encode())
    fetch_and_land(tmp_path, asked(service, paging={"style": "none"}))
    landed = f"read_parquet('{tmp_path}/home/landing/review/**/*.parquet')"
    assert duckdb.sql(f"SELECT verbatim_original, rating = 1.1 FROM {landed}").fetchall() == [("سلام 😀 \u200c", True)]
