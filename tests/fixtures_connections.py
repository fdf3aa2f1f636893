"""Real places to fetch from, on this machine: a PostgreSQL cluster, a web service that misbehaves on request, an S3 store."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import httpx
import pytest
import sqlalchemy as sa
import yaml

from ingest.landing import LandingReport, land_source
from ingest.profiles import load_profile
from tests.fixtures_profile import write_profile

MOMENT = dt.datetime.now(dt.UTC)
PASSWORD = "open-sesame@77"  # noqa: S105 (of a server that lives for one test)
QUOTED_PASSWORD = "open-sesame%4077"  # noqa: S105

COMPLAINTS = """
profile_version: 1
organisation:
  id: shop
  name: {en: "Shop"}
  kind: private
  timezone: Europe/Madrid
  languages: [en]
  default_language: en
characteristics:
  - {key: whole, name: {en: "Whole"}, group: organisation, is_overall: true}
reporting: {headline_characteristic: whole}
sources:
  - id: reviews
    name: {en: "Reviews"}
    method: reviews
    owner_role: Manager
    cadence: daily
    records:
      - contract: review
        key: [number]
        fields:
          platform: {value: shop_site}
          event_at:
            columns: [created_at]
            dates: [{format: "%Y-%m-%d %H:%M:%S"}, {format: "%Y-%m-%dT%H:%M:%SZ"}]
          rating: {columns: [stars]}
          rating_min: {value: 1}
          rating_max: {value: 5}
          verbatim_original: {columns: [words]}
          customer_key: {columns: [mail], pseudonymise: true}
"""


def profile_with(connection: dict, **source: object) -> str:
    """Return the profile's text with one source that has this connection."""
    document = yaml.safe_load(COMPLAINTS)
    document["sources"][0] |= {"connection": connection, **source}
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False)


def records_but(*numbers: int) -> list[dict]:
    """Return another mapping of the reviews: the one that leaves some numbers out."""
    (record,) = yaml.safe_load(COMPLAINTS)["sources"][0]["records"]
    left_out = [str(number) for number in numbers]
    return [record | {"where": [{"columns": ["number"], "none_of": left_out}]}]


def fetch_and_land(
    folder: Path,
    connection: dict,
    moment: dt.datetime = MOMENT,
    progress: Callable[[str], None] = print,
    **source: object,
) -> LandingReport:
    """Land the reviews from a connection into ``folder/home``."""
    profile = load_profile(write_profile(folder / "profile", profile_with(connection, **source)))
    return land_source(profile, "reviews", folder / "no-inbox", folder / "home", moment, progress=progress)


def landed_numbers(report: LandingReport, folder: Path) -> list[str]:
    """Return the record ids that a report's new batches hold, sorted."""
    import duckdb

    ids: list[str] = []
    for manifest in report.new:
        batch = folder / "home/landing" / manifest.contract / manifest.source_id / manifest.batch_id
        ids += [r[0] for r in duckdb.sql(f"SELECT source_record_id FROM read_parquet('{batch}/*.parquet')").fetchall()]
    return sorted(ids, key=lambda text: (len(text), text))


def everything_written(folder: Path) -> bytes:
    """Return the bytes of every file below a folder, for the search for what must not be there."""
    return b"\0".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def cursor_file(folder: Path) -> Path:
    return folder / "home/landing/_cursors/reviews.json"


def leftovers(folder: Path) -> list[Path]:
    """Return what a landing left in its work area."""
    return sorted((folder / "home/landing/.work").iterdir())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# ── PostgreSQL ──


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL cluster of its own, reached with a password."""

    port: int

    def url(self, user: str = "reader", password: str = QUOTED_PASSWORD) -> str:
        return f"postgresql+psycopg2://{user}:{password}@127.0.0.1:{self.port}/postgres"

    def run(self, *statements: str) -> None:
        engine = sa.create_engine(self.url("owner"), poolclass=sa.NullPool)
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()


def postgres_programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return found[-1] if found else None


@contextmanager
def postgres() -> Iterator[Cluster]:
    """Run a cluster in a folder of its own; PostgreSQL refuses to run as root, so root lends it to another user."""
    programs = postgres_programs()
    if programs is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL's server is not installed here: apt-get install postgresql")
        pytest.skip("PostgreSQL's server is not installed (apt-get install postgresql)")
    # Not below pytest's folders: only their owner may enter those.
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    port, data, secret = free_port(), folder / "data", folder / "password"
    secret.write_text(PASSWORD)
    as_user = ["runuser", "-u", "nobody", "--"] if os.getuid() == 0 else []
    if as_user:
        shutil.chown(folder, "nobody")
        shutil.chown(secret, "nobody")
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"

    def do(*arguments: str | Path) -> None:
        subprocess.run([*as_user, *map(str, arguments)], check=True, cwd="/", stdout=subprocess.DEVNULL, timeout=120)

    do(programs / "initdb", "-D", data, "-U", "owner", f"--pwfile={secret}", "-A", "scram-sha-256", "-E", "UTF8", "-N")
    do(programs / "pg_ctl", "-D", data, "-o", settings, "-l", folder / "log", "-w", "start")
    try:
        cluster = Cluster(port)
        cluster.run(f"CREATE USER reader PASSWORD '{PASSWORD}'", "GRANT pg_read_all_data TO reader")
        yield cluster
    finally:
        do(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


# ── A web service ──


@dataclass
class WebService:
    """A service of reviews on this machine. ``faults`` answer the next requests instead, first in, first out.

    A fault is a status, a pair of status and headers, ``"cut"`` (half an answer), ``"silent"``, or bytes to answer.
    """

    address: str = ""
    records: list[dict] = field(default_factory=list)
    style: str = "page"
    size: int = 2
    token: str = ""
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    faults: dict[int, list] = field(default_factory=dict)
    other: str = ""
    silence: threading.Event = field(default_factory=threading.Event)

    def fault(self, request: int, *faults: object) -> None:
        """Let the n-th request from now (from 1) and the ones that follow it meet faults."""
        for number, each in enumerate(faults):
            self.faults[len(self.asked) + request + number] = [each]

    def page(self, query: dict[str, str]) -> tuple[dict | list, dict[str, str]]:
        found = [r for r in self.records if r["changed_at"] >= query.get("since", "")]
        if self.style == "page":
            first = (int(query.get("page", 1)) - 1) * self.size
        else:
            first = int(query.get("offset", query.get("after", 0)))
        shown, more = found[first : first + self.size], first + self.size < len(found)
        since = f"&since={query['since']}" if "since" in query else ""
        following = f"{self.other or self.address}/reviews?offset={first + self.size}{since}"
        body: dict = {
            "data": {"items": shown},
            "meta": {"more": more, "after": str(first + self.size) if more else None},
        }
        body["links"] = {"next": following if more else None}
        headers = {"Link": f'<{following}>; rel="next"'} if more and self.style == "link_header" else {}
        return body, headers


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    service: WebService

    def do_GET(self) -> None:
        service = self.service
        service.asked.append(self.path)
        service.headers.append(dict(self.headers))
        fault = service.faults.pop(len(service.asked), [None])[0]
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if fault == "silent":
            service.silence.wait(20)
            self.close_connection = True
        elif isinstance(fault, int | tuple):
            status, headers = fault if isinstance(fault, tuple) else (fault, {})
            self.answer(status, b"{}", headers)
        elif isinstance(fault, bytes):
            self.answer(200, fault, {"Content-Type": "text/html"})
        elif service.token and self.headers.get("Authorization") != service.token:
            self.answer(401, b"{}", {})
        else:
            body, headers = service.page(query)
            self.answer(200, json.dumps(body).encode(), headers, cut=fault == "cut")

    def answer(self, status: int, body: bytes, headers: dict[str, str], cut: bool = False) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = self.close_connection or cut

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def web_service() -> Iterator[WebService]:
    service = WebService()
    handler = type("Handler", (_Handler,), {"service": service})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    service.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.silence.set()
        server.shutdown()
        server.server_close()


def review(number: int, changed: str = "", **other: object) -> dict:
    """Return one record as the service gives it."""
    minute = f"2026-03-{number // 24 + 1:02d}T{number % 24:02d}:00:00Z"
    record = {"number": number, "created_at": minute, "changed_at": changed or minute, "stars": number % 5 + 1}
    return record | {"words": f"Words {number}", "mail": f"person{number}@example.org"} | other


# ── An S3 store ──


@contextmanager
def store() -> Iterator[str]:
    """Run moto's S3 server and yield its address."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", free_port(), verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def client_of(address: str, bucket: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Yield a client of the store with one empty bucket; the environment tells the store and its keys to whoever looks there."""
    for name, value in {
        "STORE_ADDRESS": address,
        "AWS_ACCESS_KEY_ID": "key-id-77",
        "AWS_SECRET_ACCESS_KEY": "abracadabra-77",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3", endpoint_url=address)
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    yield client
    httpx.post(f"{address}/moto-api/reset")


def wait_for(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.02)
