"""The site under test: named by SATISFACTION_TEST_SITE, else the sites that the two organisations' editions hold."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import EXECUTABLE, chromium
from tests.browser.server import serve

REQUIRED = os.environ.get("SATISFACTION_REQUIRE_BROWSER") == "1"
NAMED = os.environ.get("SATISFACTION_TEST_SITE")


@dataclass(frozen=True)
class Site:
    """A built site, served, with the published figures it must show."""

    folder: Path
    address: str
    figures: Path

    @property
    def languages(self) -> list[str]:
        return sorted(
            page.parent.name for page in self.folder.glob("*/index.html") if (page.parent / "methods").is_dir()
        )

    @property
    def pages(self) -> list[str]:
        """Addresses of all pages below the site's root."""
        return sorted(
            "/" + str(page.relative_to(self.folder).parent) + "/" for page in self.folder.glob("*/**/index.html")
        )

    def query(self, sql: str, *values: object) -> list[tuple]:
        with duckdb.connect(str(self.figures), read_only=True) as connection:
            return connection.execute(sql, list(values)).fetchall()


def missing(reason: str) -> None:
    """Skip, or fail where the run was told that a browser and a site must be there."""
    if REQUIRED:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for one module: while it runs, no other test of the process can start one."""
    if not Path(EXECUTABLE).exists():
        missing(f"no Chromium at {EXECUTABLE}; on Debian: apt-get install chromium")
    with chromium() as started:
        yield started


@pytest.fixture(scope="session", params=[NAMED] if NAMED else ["demo", "airport"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """The site named in the environment with its figures beside it, or an organisation's latest edition."""
    folder = Path(request.param) if NAMED else request.getfixturevalue(request.param).edition / "site"
    figures = Path(os.environ.get("SATISFACTION_TEST_FIGURES") or folder.parent / "mart.duckdb")
    if not (folder / "index.html").is_file():
        missing(f"no built site at {folder}")
    if not figures.is_file():
        missing(f"no published figures at {figures}")
    with serve(folder) as address:
        yield Site(folder, address, figures)
