"""Is this installation fit to run? One finding per thing that has gone wrong for somebody."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from ingest.errors import IngestError
from ingest.profiles.publication import EmailTarget, Target
from orchestration.errors import RunError
from orchestration.home import prepare_home
from orchestration.printing.browser import BrowserError, find_chromium, version_of
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
    checks: tuple[Callable[[Settings], Finding], ...] = (_versions, _profile, _home, _node, _chromium, _targets)
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
    try:
        return Finding(True, f"Chromium is {version_of(find_chromium())}: editions have a PDF.")
    except BrowserError as error:
        return Finding(False, f"Editions have no PDF, and browser tests are skipped: {error}", True)


def _targets(settings: Settings) -> Finding:
    try:
        publication = settings.profile().publication
    except (IngestError, RunError):
        return Finding(True, "Targets of publication are looked at once the profile is valid.")
    if not publication.targets:
        return Finding(True, "Editions stay in the home folder: the profile names no place to publish to.")
    lacking = sorted(
        {name for target in publication.targets for name in _variables(target) if not os.environ.get(name)}
    )
    if lacking:
        return Finding(
            False, f"Publication needs the environment variables {', '.join(lacking)}; set them where runs start."
        )
    if any(target.kind == "git" for target in publication.targets) and not shutil.which("git"):
        return Finding(False, "Publication to a branch needs Git; install it (Debian: apt-get install git).")
    return Finding(True, f"Editions go to {', '.join(target.name for target in publication.targets)}.")


def _variables(target: Target) -> list[str]:
    named = [getattr(target, name, None) for name in ("endpoint_env", "repository_env", "token_env", "certificate_env")]
    if isinstance(target, EmailTarget) and target.user:
        named.append(target.password_env)
    return [name for name in named if name]
