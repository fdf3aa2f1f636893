"""Fixtures that several folders of tests share: the two organisations, run once from files to an edition."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from xdist.scheduler import LoadScopeScheduling

CHECKOUT = Path(__file__).resolve().parent.parent
SHARED_DATA = CHECKOUT.parent / "shared" / "data"
SATISFACTION = Path(sys.executable).parent / "satisfaction"
RUN_TIMEOUT_SECONDS = 2400


class ByHome(LoadScopeScheduling):
    """Gives a process all tests of one organisation's run, and whole modules of the others."""

    def _split_scope(self, nodeid: str) -> str:
        module, _, test = nodeid.partition("::")
        name, _, parameters = test.partition("[")
        airport, demo = readers_of("airport", module), readers_of("demo", module)
        if parameters.startswith("airport") or name in airport or (airport and not demo):
            return "airport"
        return "demo" if reads_organisations(module) else module


@functools.cache
def readers_of(organisation: str, module: str) -> frozenset[str]:
    """Return the tests of a module (its path from the checkout) that ask for an organisation's run."""
    text = (CHECKOUT / module).read_text(encoding="utf-8")
    return frozenset(re.findall(rf"def (test_\w+)\([^)]*\b{organisation}: Organisation", text))


@functools.cache
def reads_organisations(module: str) -> bool:
    """Return whether a test module asks for an organisation's run."""
    text = (CHECKOUT / module).read_text(encoding="utf-8")
    return module.startswith("tests/browser/") or bool(
        re.search(r"\b(demo|airport): Organisation|getfixturevalue", text)
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByHome:
    """Share the tests among processes."""
    return ByHome(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: the organisations' runs, and what reads them."""
    items.sort(key=lambda item: not {"demo", "airport", "site", "organisation"} & {*getattr(item, "fixturenames", ())})


@dataclass(frozen=True)
class Organisation:
    """A home that was run, with what the run printed."""

    home: Path
    data: Path
    profile: str
    output: str
    exit_code: int

    @property
    def edition(self) -> Path:
        return (self.home / "editions" / "latest").resolve()

    def query(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.edition / "mart.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()


def satisfaction(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command as a person would, in an environment that knows nothing of other homes."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("SATISFACTION_", "DAGSTER_"))
    }
    return subprocess.run(
        [str(SATISFACTION), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=RUN_TIMEOUT_SECONDS,
        env=environment | variables,
        check=False,
    )


def run_organisation(profile: str, home: Path, data: Path | None = None) -> Organisation:
    arguments: list[str | Path] = ["run", "--profile", profile, "--home", home]
    done = satisfaction(*arguments, *(["--data", data] if data else []))
    return Organisation(home, data or home / "inbox", profile, done.stdout + done.stderr, done.returncode)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Organisation]:
    """The demo organisation after its first run."""
    home = tmp_path_factory.mktemp("demo")
    organisation = run_organisation("demo", home)
    assert organisation.exit_code == 0, organisation.output
    yield organisation
    remove(home)


@pytest.fixture(scope="session")
def airport_data() -> Path:
    if not (SHARED_DATA / "sfo_customer_survey").is_dir():
        pytest.skip(f"the real data are not here: no {SHARED_DATA.name}/sfo_customer_survey beside the checkout")
    return SHARED_DATA


@pytest.fixture(scope="session")
def airport(tmp_path_factory: pytest.TempPathFactory, airport_data: Path) -> Iterator[Organisation]:
    """The airport after its first run, on a copy of the real files that later tests may add deliveries to."""
    folder = tmp_path_factory.mktemp("airport")
    data = folder / "data"
    for name in ("sfo_customer_survey", "sfo_passenger_traffic", "tsa_complaints"):
        shutil.copytree(airport_data / name, data / name, copy_function=_writable_copy)
    for path in [data, *data.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    organisation = run_organisation("airport", folder / "home", data)
    assert organisation.exit_code == 0, organisation.output
    yield organisation
    remove(folder)


def _writable_copy(source: str, target: str) -> str:
    shutil.copyfile(source, target)
    return target


def remove(folder: Path) -> None:
    """Remove a folder that holds read-only editions."""
    for path in folder.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def rows_of() -> Callable[[Path, str], list[tuple]]:
    """Return a function that queries a DuckDB file read-only."""

    def query(file: Path, sql: str) -> list[tuple]:
        with duckdb.connect(str(file), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return query
