"""The front page in a real browser: what leaders see is what was published, in every form, and nothing leaves the machine."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, ElementHandle, Page

from tests.browser.chromium import open_page
from tests.browser.conftest import Site
from tests.browser.server import serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FORMS = {"light": {}, "dark": {"dark": True}, "phone": {"width": 390}, "wall": {"width": 1920}}
DARK_GROUND = "rgb(20, 23, 26)"
COLUMN_OF_TILE = {
    "M2_mean_score": ("pub_metric", "estimate"),
    "M1_top2_share": ("pub_metric", "estimate"),
    "M3_nps": ("pub_metric", "estimate"),
    "M25_index": ("pub_metric", "estimate"),
    "promises": ("pub_promise", "estimate"),
    "gap": ("pub_gap", "gap"),
    "complaints": ("pub_complaint_rate", "rate_per_1000"),
}


def texts(page: Page, selector: str) -> list[str]:
    return [" ".join(found.inner_text().split()) for found in page.query_selector_all(selector)]


@pytest.mark.parametrize("form", FORMS)
def test_front_page_opens_without_error_or_foreign_request(site: Site, browser: Browser, form: str) -> None:
    for language in site.languages:
        with open_page(browser, site.address, f"/{language}/", **FORMS[form]) as (page, record):
            assert record.other_hosts == []
            assert record.errors == []
            assert record.failed == []
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
            assert (ground == DARK_GROUND) == (form == "dark")
            assert page.locator("svg.ch:visible").count() >= 4


def test_headline_is_the_published_sentence(site: Site, browser: Browser) -> None:
    for language in site.languages:
        published = site.query(
            "select sentence_id, text from published.pub_sentence where language = ? "
            "and sentence_id in ('headline', 'subheadline') order by position",
            language,
        )
        with open_page(browser, site.address, f"/{language}/") as (page, _record):
            for sentence_id in ("headline", "subheadline"):
                expected = [" ".join(text.split()) for key, text in published if key == sentence_id]
                assert texts(page, f"[data-sentence={sentence_id}]") == expected


def test_tiles_are_equal_to_the_published_figures(site: Site, browser: Browser) -> None:
    with open_page(browser, site.address, f"/{site.languages[0]}/") as (page, _record):
        tiles = page.query_selector_all("[data-tile]")
        assert len(tiles) >= 3
        for tile in tiles:
            shown = tile.query_selector("[data-figure-id]")
            assert shown is not None, tile.inner_text()
            table, column = COLUMN_OF_TILE[tile.get_attribute("data-tile") or ""]
            [(value, low, high)] = site.query(
                f"select {column}, ci_low, ci_high from published.{table} where figure_id = ?",
                shown.get_attribute("data-figure-id"),
            )
            assert [number(shown, name) for name in ("data-value", "data-ci-low", "data-ci-high")] == [value, low, high]


def test_every_tile_says_why_in_one_click(site: Site, browser: Browser) -> None:
    with open_page(browser, site.address, f"/{site.languages[0]}/") as (page, _record):
        tiles = page.query_selector_all("[data-tile]")
        links = page.eval_on_selector_all("[data-tile] a", "found => found.map(e => new URL(e.href).pathname)")
    assert len(links) == len(tiles)
    assert set(links) <= set(site.pages)


def test_the_control_chart_draws_every_month_and_signal_that_is_published(site: Site, browser: Browser) -> None:
    """Marks of one drawing: grey and accent circles are common months, triangles are signals, better or worse.

    A series without limits, as one of six waves, is a trend with intervals, no control chart.
    """
    rows = site.query(
        "select figure_id, estimate, verdict from published.pub_control_chart where estimate is not null "
        "qualify count(centre) over (partition by measure, aspect, characteristic_key, count_measure, exposure_measure) > 0"
    )
    published = {figure: (value, verdict) for figure, value, verdict in rows}
    with open_page(browser, site.address, f"/{site.languages[0]}/trend/") as (page, _record):
        marks = page.eval_on_selector_all(
            "svg.k-w [data-figure-id]",
            "found => found.map(e => [e.dataset.figureId, Number(e.dataset.value), e.tagName])",
        )
    drawn = [(figure, value, tag) for figure, value, tag in marks if figure in published]
    assert bool(drawn) == bool(published)
    for figure, value, tag in drawn:
        assert value == pytest.approx(published[figure][0], rel=1e-12)
        assert (tag == "polygon") <= (published[figure][1] == "signal"), figure
    assert {figure for figure, _, _ in drawn} == set(published)


def test_the_front_page_is_one_printed_sheet(site: Site, browser: Browser) -> None:
    for language in site.languages:
        with open_page(browser, site.address, f"/{language}/") as (page, _record):
            page.emulate_media(media="print")
            sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True, print_background=True))
            assert len(sheets) == 1, language
            assert page.locator(".fid:visible").count() >= 3, "figure ids stand in place of links"
            assert page.locator("details:visible").count() == 0


def test_names_in_the_headline_lead_to_their_characteristics(site: Site, browser: Browser) -> None:
    known = {key for (key,) in site.query("select characteristic_key from published.pub_characteristic")}
    with open_page(browser, site.address, f"/{site.languages[0]}/") as (page, _record):
        links = page.eval_on_selector_all("[data-sentence] a", "found => found.map(e => new URL(e.href).pathname)")
    assert {link.rstrip("/").rsplit("/", 1)[1] for link in links} <= known
    assert all("/characteristics/" in link for link in links)


def number(shown: ElementHandle, name: str) -> float | None:
    """Return the raw number an element carries; none where the figure has no such bound."""
    written = shown.get_attribute(name)
    return None if written is None else float(written)


def test_persian_figures_use_persian_digits(site: Site, browser: Browser) -> None:
    if "fa" not in site.languages:
        pytest.skip("this organisation does not report in Persian")
    with open_page(browser, site.address, "/fa/") as (page, _record):
        for shown in texts(page, "[data-tile] [data-figure-id]"):
            assert not any(digit in shown for digit in "0123456789"), shown


def test_root_forwards_to_the_default_language_without_script(site: Site, browser: Browser) -> None:
    [(default,)] = site.query("select default_language from published.pub_edition")
    with open_page(browser, site.address, "/", script=False) as (page, _record):
        page.wait_for_url(f"**/{default}/", timeout=5000)


def test_site_works_below_any_path(site: Site, browser: Browser) -> None:
    with serve(site.folder, "/a/b") as address, open_page(browser, address, f"/{site.languages[0]}/") as (page, record):
        page.click("nav a >> nth=2")
        page.wait_for_url("**/gaps/", timeout=10_000)
        assert "/a/b/" in page.url
        assert record.failed == []
        assert page.locator("svg.ch:visible").count() >= 1


def test_theme_switch_is_remembered(site: Site, browser: Browser) -> None:
    with open_page(browser, site.address, f"/{site.languages[0]}/") as (page, _record):
        page.click("[data-theme-switch]")
        page.reload()
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == DARK_GROUND


def test_front_page_is_light_and_starts_no_database(site: Site, browser: Browser) -> None:
    with open_page(browser, site.address, f"/{site.languages[0]}/") as (page, record):
        assert not any(address.endswith((".wasm", ".parquet", ".arrow", ".js")) for address in record.requested)
        sizes = [
            (site.folder / address.split("/", 3)[3].split("?")[0]).stat().st_size
            for address in record.requested
            if not address.endswith("/")
        ]
        assert sum(sizes) + len(page.content()) < 2_500_000


def test_rivals_are_compared_by_the_latest_study(site: Site, browser: Browser) -> None:
    studies = dict(
        site.query(
            "select figure_id, period_start from published.pub_competitor where unit = 'score_0_100' "
            "and respondent_status = 'current' and suppress_reason is null"
        )
    )
    if not studies:
        pytest.skip("this organisation has no scores of rivals")
    with open_page(browser, site.address, f"/{site.languages[0]}/") as (page, _record):
        shown = page.eval_on_selector_all("[data-figure-id]", "marks => marks.map(mark => mark.dataset.figureId)")
    assert {studies[figure] for figure in shown if figure in studies} == {max(studies.values())}
