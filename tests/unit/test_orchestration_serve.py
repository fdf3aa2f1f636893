"""What ``satisfaction open`` answers: the editions of a home side by side, and nothing of them but their sites."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest

from orchestration.errors import RunError
from orchestration.serve import make_server


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    for edition in ("2026-08-31-001", "2026-09-30-001"):
        page = tmp_path / edition / "site" / "en" / "archive" / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"archive of {edition}")
        (tmp_path / edition / "site" / "index.html").write_text(f"front of {edition}")
        (tmp_path / edition / "manifest.json").write_text("{}")
    (tmp_path / "latest").symlink_to("2026-09-30-001")
    server = make_server(tmp_path, "latest", 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join(timeout=10)


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 (a server of this test)
        return str(answer.read(), "utf-8")


def test_the_root_leads_to_the_edition_that_was_asked_for(address: str) -> None:
    assert read(f"{address}/") == "front of 2026-09-30-001"


def test_a_link_from_one_edition_to_another_works(address: str) -> None:
    assert (
        read(urljoin(f"{address}/latest/en/archive/", "../../../2026-08-31-001/en/archive/"))
        == "archive of 2026-08-31-001"
    )
    assert read(f"{address}/2026-09-30-001/en/archive") == "archive of 2026-09-30-001"


@pytest.mark.parametrize(
    "path", ["/2026-08-31-001/manifest.json", "/manifest.json", "/2026-08-31-001/..%2fmanifest.json", "/../x"]
)
def test_nothing_but_sites_is_served(address: str, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        read(address + path)


def test_a_home_without_an_edition_is_said(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="publish an edition first"):
        make_server(tmp_path, "latest", 0)
