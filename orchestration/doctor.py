"""Is this installation fit to run? One finding per thing that has gone wrong for somebody."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ingest.errors import IngestError
from orchestration.errors import RunError
from orchestration.home import prepare_home
from orchestration.settings import Settings

PINNED = ("dagster", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations", "pandas")


@dataclass(frozen=True)
class Finding:
    """One sentence about the installation, and whether it is good; optional things do not fail the check."""

    is_good: bool
    sentence: str
    is_optional: bool = False


def diagnose(settings: Settings) -> list[Finding]:
    """Return what was found, in the order in which a run needs it."""
    checks: tuple[Callable[[Settings], Finding], ...] = (_versions, _profile, _home, _node, _chromium)
    return [check(settings) for check in checks]


def _versions(_: Settings) -> Finding:
    try:
        found = ", ".join(f"{name} {version(name)}" for name in PINNED)
    except PackageNotFoundError as error:
        return Finding(False, f"The package {error.name} is missing; run 'make install'.")
    return Finding(True, f"Python {sys.version.split()[0]}, {found}.")


def _profile(settings: Settings) -> Finding:
    try:
        return Finding(True, f"Profile {settings.profile_name} is valid ({len(settings.profile().sources)} sources).")
    except (IngestError, RunError) as error:
        return Finding(False, str(error))


def _home(settings: Settings) -> Finding:
    try:
        prepare_home(settings.home)
    except (IngestError, RunError) as error:
        return Finding(False, str(error))
    return Finding(True, f"{settings.home} can be written, {shutil.disk_usage(settings.home).free // 10**9} GB free.")


def _node(_: Settings) -> Finding:
    from orchestration.site import find_node

    try:
        node = find_node()
    except (IngestError, RunError) as error:
        return Finding(False, str(error))
    return Finding(True, f"Node is {node.version} ({node.node}).")


def _chromium(_: Settings) -> Finding:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        return Finding(
            False, "Chromium is missing: browser tests are skipped (Debian: apt-get install chromium).", True
        )
    return Finding(True, f"Chromium is {_ask(Path(path))}.")


def _ask(program: Path) -> str:
    asked = subprocess.run([str(program), "--version"], capture_output=True, text=True, timeout=20, check=False)
    return asked.stdout.strip() or "present"
