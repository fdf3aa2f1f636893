"""Fixtures that several folders of tests share: the two organisations, run once from files to an edition."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest
from xdist.scheduler import LoadScopeScheduling

CHECKOUT = Path(__file__).resolve().parent.parent
SHARED_DATA = CHECKOUT.parent / "shared" / "data"
SATISFACTION = Path(sys.executable).parent / "satisfaction"
RUN_TIMEOUT_SECONDS = 2400
EMPTY = SimpleNamespace(params={})


ORGANISATIONS = ("demo", "airport")


class ByHome(LoadScopeScheduling):
    """Gives a process all tests of one organisation's run, and whole modules of the others."""

    def _split_scope(self, nodeid: str) -> str:
        test, _, group = nodeid.rpartition("@")
        return group if test and group in ORGANISATIONS else nodeid.split("::", maxsplit=1)[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByHome:
    """Share the tests among processes."""
    return ByHome(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: the tests that read an organisation's run, which one process each makes."""
    home = {item: home_of(item) for item in items}
    for item, name in home.items():
        if name:
            item.add_marker(pytest.mark.xdist_group(name))
    items.sort(key=lambda item: (*ORGANISATIONS, None).index(home[item]))


def home_of(item: pytest.Item) -> str | None:
    """Return the organisation whose run a test reads, by its fixtures or its parameters."""
    asked = {*getattr(item, "fixturenames", ()), *map(str, getattr(item, "callspec", EMPTY).params.values())}
    return next((name for name in reversed(ORGANISATIONS) if name in asked), None)


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
