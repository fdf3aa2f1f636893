"""The last steps of a run, from a built site to its targets: what fails on the way leaves a finished edition."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from expectations.gate import write_ledger
from ingest.profiles import load_profile
from orchestration.inputs import Plan, write_json
from tests.conftest import remove
from tests.fixtures_connections import COMPLAINTS
from tests.fixtures_profile import write_profile
from tests.fixtures_publication import EDITION, write_figures, write_site

# A process of its own: the definitions take their settings from the environment when they are imported.
SCRIPT = """
import json
from orchestration.warehouse import prepare_manifest
prepare_manifest()
from dagster import materialize
from orchestration.defs import publishing
from orchestration.defs.workspace import Workspace
done = materialize([publishing.pdf, publishing.edition, publishing.published], resources={"workspace": Workspace()})
found = {each.check_name: [each.passed, each.severity.value, each.description] for each in done.get_asset_check_evaluations()}
print(json.dumps({"success": done.success, "checks": found}))
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home in which a site has just been built."""
    folder = tmp_path / "home"
    work = folder / "editions" / f".work-{EDITION}"
    write_site(work / "site")
    write_figures(work / "published.duckdb")
    shutil.copyfile(work / "published.duckdb", work / "mart.duckdb")
    (work / "tables.json").write_text("{}", encoding="utf-8")
    plan = Plan(True, EDITION[:10], EDITION, "a" * 64, "b" * 64, [])
    write_json(folder / "warehouse" / "plan.json", asdict(plan))
    yield folder
    remove(tmp_path)


def run_steps(home: Path, *targets: dict[str, Any], **variables: str) -> dict[str, tuple[bool, str, str]]:
    """Carry out the steps and return their checks: passed, severity, sentence."""
    profile = yaml.safe_load(COMPLAINTS)
    profile["sources"][0]["files"] = "*.csv"
    profile["publication"] = {"public_url": "https://example.org/r", "targets": list(targets)}
    file = write_profile(home.parent / "profile", yaml.safe_dump(profile))
    write_ledger(home, load_profile(file))
    chosen = {"SATISFACTION_HOME": str(home), "SATISFACTION_PROFILE": str(file), "DAGSTER_HOME": ""}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        text=True,
        env=os.environ | chosen | variables,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["success"]
    return {name: tuple(each) for name, each in told["checks"].items()}


def test_without_chromium_and_with_a_target_that_fails_the_edition_is_finished_and_goes_to_the_others(
    home: Path,
) -> None:
    targets = [
        {"kind": "git", "name": "pages", "repository": str(home / "none.git")},
        {"kind": "folder", "name": "web", "path": "www"},
    ]
    checks = run_steps(home, *targets, SATISFACTION_CHROMIUM=str(home / "none"))
    said = json.loads((home / "editions" / "latest" / "manifest.json").read_text())["pdf"]
    assert said["files"] == []
    assert "apt-get install chromium" in said["reason"]
    passed, severity, sentence = checks["printed"]
    assert (passed, severity) == (False, "WARN")
    assert sentence.startswith("This edition has no PDF: Chromium was not found")
    passed, severity, sentence = checks["reached"]
    assert (passed, severity) == (False, "ERROR")  # which the run repeats at its end, and its exit code tells
    assert sentence.startswith("pages: ")
    assert sentence.endswith("Then run 'satisfaction publish --to pages'.")
    assert (home / "www" / EDITION / "en" / "index.html").is_file()
    assert not (home / "editions" / EDITION / "printed.json").exists()


def test_the_pdf_is_part_of_the_sealed_edition(home: Path) -> None:
    checks = run_steps(home)
    if not checks["printed"][0] and "was not found" in checks["printed"][2]:
        pytest.skip(checks["printed"][2])
    assert checks["reached"][0]
    edition = home / "editions" / EDITION
    files = json.loads((edition / "manifest.json").read_text())["pdf"]["files"]
    assert [each["file"] for each in files] == ["report-en.pdf", "report-fa.pdf"]
    assert (edition / "report-fa.pdf").read_bytes() == (edition / "site" / "report-fa.pdf").read_bytes()
    assert not (edition / "report-fa.pdf").stat().st_mode & 0o222
