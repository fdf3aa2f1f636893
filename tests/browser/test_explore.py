"""The page with a filter: complete without the database, which starts at the reader's first choice and answers it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import open_page
from tests.browser.conftest import Site
from tests.browser.figures import published_values
from tests.browser.server import serve
from tests.browser.test_every_page import MARKED, is_published

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SECONDS_TO_START = 60_000


def choose(page: Page, name: str, value: str) -> None:
    page.select_option(f"select[name={name}]", value)
    page.wait_for_function("document.querySelector('[data-state]').dataset.state === 'ready'", timeout=SECONDS_TO_START)


def engines(requested: list[str]) -> list[str]:
    return [address for address in requested if address.endswith((".wasm", ".parquet"))]


def test_a_choice_starts_the_database_and_shows_what_was_published(site: Site, browser: Browser) -> None:
    published = published_values(site)
    [(cut, value)] = site.query(
        "select cut, cut_value from published.pub_metric, published.pub_edition where measure = 'M2_mean_score' "
        "and cut <> 'overall' and characteristic_key = headline_characteristic and aspect = headline_aspect "
        "and period_type = headline_period and estimate is not null order by period_start desc, cut, cut_value limit 1"
    )
    with open_page(browser, site.address, "/en/explore/") as (page, record):
        page.wait_for_load_state("networkidle")
        assert engines(record.requested) == []
        before = page.locator("tbody tr").count()
        assert before >= 1
        choose(page, "cut", cut)
        assert any("duckdb-eh" in address for address in engines(record.requested))
        figures = {mark["figure"] for mark in page.evaluate(MARKED)}
        expected = site.query(
            "select figure_id from published.pub_metric, published.pub_edition where measure = 'M2_mean_score' and cut = ? "
            "and cut_value = ? and characteristic_key = headline_characteristic and aspect = headline_aspect "
            "and period_type = headline_period and estimate is not null",
            cut,
            value,
        )
        assert {figure for (figure,) in expected} <= figures
        assert [mark for mark in page.evaluate(MARKED) if not is_published(mark, published)] == []
        choose(page, "cut", "overall")
        assert page.locator("tbody tr").count() == before
        assert (record.errors, record.failed, record.other_hosts) == ([], [], [])


def test_a_filter_works_below_any_path_and_in_persian(site: Site, browser: Browser) -> None:
    if "fa" not in site.languages:
        pytest.skip("this organisation does not report in Persian")
    with serve(site.folder, "/a/b") as address, open_page(browser, address, "/fa/explore/") as (page, record):
        page.wait_for_load_state("networkidle")
        choose(page, "figure", page.locator("select[name=figure] option").last.get_attribute("value") or "")
        assert page.locator("tbody tr").count() >= 1
        assert page.evaluate("document.documentElement.dir") == "rtl"
        assert (record.errors, record.failed) == ([], [])


def test_the_page_is_complete_without_scripts(site: Site, browser: Browser) -> None:
    with open_page(browser, site.address, "/en/explore/", script=False) as (page, _record):
        assert page.locator("svg.ch:visible").count() >= 1
        assert page.locator("noscript").count() == 1
