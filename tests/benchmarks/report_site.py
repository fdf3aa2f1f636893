"""The published report: what its building costs, and what opening it costs a reader, beside an empty page in the same browser."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import duckdb
from playwright.sync_api import Browser, Page

from orchestration.serve import make_server
from orchestration.site import SiteReport, build_site
from tests.benchmarks.runner import measure
from tests.browser.chromium import chromium
from tests.conftest import remove, run_organisation

AIM = "built in under 180 s on 2 cores; extracts under 5 MB; front page at most 2.5 MB, its first chart within 2 s"
AIM_BUILD_SECONDS, AIM_CHART_SECONDS, AIM_TRANSFER_MB, AIM_EXTRACTS_MB = 180, 2, 2.5, 5
OPENINGS = 5
MILLION, KIB_PER_GB = 1e6, 1e6


def result(folder: Path, rows: int) -> dict[str, Any]:
    """Build the demo's report, then open it as a reader would. ``rows`` plays no part."""
    del rows
    home = folder / "home"
    done = run_organisation("demo", home)
    if done.exit_code:
        raise RuntimeError(done.output)
    try:
        built, peak = measure(_build, _published(done.edition, folder), folder).told
        opened = _opened(folder)
    finally:
        remove(home)
    return {"subject": "the published report of the demo organisation", "aim": AIM, **_built(built, peak), **opened}


def _build(published: Path, folder: Path) -> tuple[SiteReport, float]:
    """Build the site in a process that has no other children; returns it with the most memory in GB that one of them had."""
    built = build_site(published, folder / "report" / "site", folder / "work")
    return built, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KIB_PER_GB


def _published(edition: Path, folder: Path) -> Path:
    """Copy the published tables alone into a file, as a run hands them to the builder."""
    target = folder / "published.duckdb"
    with duckdb.connect() as connection:
        connection.execute(f"attach '{edition / 'mart.duckdb'}' as mart (read_only)")
        connection.execute(f"attach '{target}' as copy (storage_version 'v1.4.0')")
        connection.execute("create schema copy.published")
        listed = "select table_name from duckdb_tables() where database_name = 'mart' and schema_name = 'published'"
        for (table,) in connection.execute(listed).fetchall():
            connection.execute(f"create table copy.published.{table} as from mart.published.{table}")
    return target


def _built(built: SiteReport, peak: float) -> dict[str, Any]:
    extracts = sum(built.extracts.values()) / MILLION
    return {
        "pages": built.pages,
        "languages": list(built.languages),
        "build_seconds": built.seconds,
        "build_peak_gigabytes": round(peak, 2),
        "site_megabytes": round(built.size_bytes / MILLION, 1),
        "extracts_megabytes": round(extracts, 2),
        "ratio_build_to_aim": round(built.seconds / AIM_BUILD_SECONDS, 2),
        "ratio_extracts_to_aim": round(extracts / AIM_EXTRACTS_MB, 2),
    }


def _opened(folder: Path) -> dict[str, Any]:
    empty = folder / "empty" / "site"
    empty.mkdir(parents=True)
    (empty / "index.html").write_text(
        "<!doctype html><title>.</title><svg class='ch' width='9' height='9'></svg>", "utf-8"
    )
    with chromium() as browser:
        floor = min(_first_chart(browser, folder, "/empty/")[0] for _ in range(OPENINGS))
        front = [_first_chart(browser, folder, "/report/en/") for _ in range(OPENINGS)]
        start, again = _filtered(browser, folder)
    chart, transferred = sorted(front)[OPENINGS // 2]
    return {
        "front_page_megabytes": round(transferred / MILLION, 3),
        "ratio_front_page_to_aim": round(transferred / MILLION / AIM_TRANSFER_MB, 3),
        "first_chart_seconds": round(chart, 3),
        "ratio_first_chart_to_empty_page": round(chart / floor, 2),
        "ratio_first_chart_to_aim": round(chart / AIM_CHART_SECONDS, 2),
        "first_filter_seconds": round(start, 2),
        "next_filter_seconds": round(again, 3),
        "ratio_first_filter_to_next": round(start / again, 1),
    }


def _first_chart(browser: Browser, folder: Path, path: str) -> tuple[float, float]:
    """Return seconds until the first chart is seen and bytes over the wire, with an empty cache."""
    page, wire = _page(browser)
    with _served(folder) as address:
        started = time.perf_counter()
        page.goto(address + path, wait_until="commit")
        page.locator("svg.ch:visible").first.wait_for()
        seconds = time.perf_counter() - started
        page.wait_for_load_state("networkidle")
    page.context.close()
    return seconds, sum(wire)


def _filtered(browser: Browser, folder: Path) -> tuple[float, float]:
    page, _wire = _page(browser)
    with _served(folder) as address:
        page.goto(address + "/report/en/explore/", wait_until="networkidle")
        cuts = [option.get_attribute("value") or "" for option in page.locator("select[name=cut] option").all()]
        seconds = [_choose(page, cut) for cut in (cuts[-1], cuts[0])]
    page.context.close()
    return seconds[0], seconds[1]


def _choose(page: Page, cut: str) -> float:
    started = time.perf_counter()
    page.select_option("select[name=cut]", cut)
    page.wait_for_function("document.querySelector('[data-state]').dataset.state === 'ready'", timeout=120_000)
    return time.perf_counter() - started


def _page(browser: Browser) -> tuple[Page, list[float]]:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    wire: list[float] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: wire.append(event["encodedDataLength"]))
    return page, wire


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """Serve sites as ``satisfaction open`` does, and yield its address."""
    server = make_server(folder, "report", 0)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


__all__ = ["AIM", "result"]
