"""Data Docs open without a network and show the latest validation of every suite."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from expectations import data_docs, gate
from tests.fixtures_gate import SOURCE, deliver, good_line, make_profile, survey

FETCHING = re.compile(
    r"""<(?:link|script|img|iframe|source)\b[^>]*?(?:href|src)\s*=\s*["']?(?:https?:)?//|@import|url\(\s*["']?(?:https?:)?//""",
    re.I,
)
CHROMIUM = shutil.which("chromium")
QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --host-resolver-rules=MAP * ~NOTFOUND"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    deliver(folder, survey([good_line(2), good_line(3, mode="fax-0612345678")]), file="visitors <January>.csv")
    gate.validate_pending(folder, make_profile())
    data_docs.build(folder)
    return folder


def site(home: Path) -> Path:
    return data_docs.build(home).parent


def test_no_page_or_sheet_fetches_from_another_host(home: Path) -> None:
    texts = {path: path.read_text("utf-8") for path in site(home).rglob("*") if path.suffix in {".html", ".css", ".js"}}
    assert len(texts) >= 6
    assert [str(path) for path, text in texts.items() if FETCHING.search(text)] == []


def test_the_search_for_fetches_finds_what_great_expectations_writes() -> None:
    written = '<link rel="stylesheet" href="https://cdn.example/x.css"><img class="a" src="https://host.example/logo.png?d=1">'
    style = (
        "<style>a { background: url('https://host.example/b.png'); }</style><script src='//cdn.example/x.js'></script>"
    )
    assert len(FETCHING.findall(written + style)) == 4
    assert not FETCHING.search(data_docs.offline_page(written + style, "../"))


def test_every_local_file_that_a_page_names_exists(home: Path) -> None:
    for page in site(home).rglob("*.html"):
        for name in re.findall(
            r"""<(?:link|script|img|a)\b[^>]*?(?:href|src)=["']([^"'#]+)["']""", page.read_text("utf-8")
        ):
            if not name.startswith(("http", "mailto")):
                assert (page.parent / name).exists(), f"{page.name}: {name}"


def test_the_index_lists_each_suite_with_its_result(home: Path) -> None:
    index = (site(home) / "index.html").read_text("utf-8")
    assert f"survey_response__{SOURCE}" in index
    assert "✘ some not met" in index
    assert "✔ all met" in index
    assert "visitors &lt;January&gt;.csv" in index


def test_pages_tell_the_rule_and_no_value(home: Path) -> None:
    pages = [path.read_text("utf-8") for path in site(home).rglob("*.html")]
    assert any("Never: The interview ended before it started." in text for text in pages)
    assert not any("0612345678" in text for text in pages)


def test_unchanged_validations_are_not_rendered_again(home: Path) -> None:
    before = (site(home) / "index.html").stat().st_mtime_ns
    assert data_docs.build(home).stat().st_mtime_ns == before
    file = next((home / "quarantine" / "_validations").glob("*.json"))
    document = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(document | {"files": ["another.csv"]}), "utf-8")
    assert "another.csv" in data_docs.build(home).read_text("utf-8")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")
def test_chromium_opens_a_validation_without_a_network(home: Path, tmp_path: Path) -> None:
    page = next((site(home) / "validations" / f"survey_response__{SOURCE}").rglob("*.html"))
    log = tmp_path / "net.json"
    command = [
        str(CHROMIUM),
        *re.split(r" (?=--)", QUIET),
        f"--user-data-dir={tmp_path / 'user'}",
        f"--log-net-log={log}",
    ]
    done = subprocess.run(
        [*command, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=120, check=True
    )
    assert "unknown_value.mode" in done.stdout
    asked = set(re.findall(r'"url":"(https?://[^"]+)"', log.read_text("utf-8")))
    assert not {url for url in asked if not re.search(r"google(apis)?\.com|gvt1\.com", url)}
