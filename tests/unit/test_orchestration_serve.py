"""The server behind ``satisfaction open``: compressed copies for readers who take them, whole files for the others."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from orchestration.errors import RunError
from orchestration.serve import make_server


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "index.html").write_text("whole", encoding="utf-8")
    (tmp_path / "index.html.gz").write_bytes(gzip.compress(b"compressed"))
    (tmp_path / "plain.css").write_text("a {}", encoding="utf-8")
    server = make_server(tmp_path, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def asked(address: str, **headers: str) -> tuple[str | None, str, bytes]:
    """Return encoding, type and content as they came over the wire."""
    sent = {"Accept-Encoding": ""} | {name.replace("_", "-"): value for name, value in headers.items()}
    with httpx.stream("GET", address, headers=sent) as answer:
        content = b"".join(answer.iter_raw())
    return answer.headers.get("Content-Encoding"), answer.headers["Content-Type"], content


def test_the_compressed_copy_is_sent_as_the_file_it_stands_for(address: str) -> None:
    encoding, kind, content = asked(address + "/", Accept_Encoding="gzip, br")
    assert (encoding, kind, gzip.decompress(content)) == ("gzip", "text/html", b"compressed")


def test_who_does_not_take_compressed_files_gets_whole_ones(address: str) -> None:
    assert asked(address + "/") == (None, "text/html", b"whole")
    assert asked(address + "/plain.css", Accept_Encoding="gzip") == (None, "text/css", b"a {}")


def test_a_folder_without_a_report_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="There is no report in"):
        make_server(tmp_path / "none", 0)
