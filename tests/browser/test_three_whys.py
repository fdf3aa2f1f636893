"""Three whys by clicking: from what changed to where, to what goes with it, to customers' own words, in three clicks at most."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import open_page
from tests.browser.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def characteristic_of(page: Page) -> str | None:
    """Return the characteristic whose page this is."""
    parts = urlsplit(page.url).path.strip("/").split("/")
    return unquote(parts[-1]) if parts[-2:-1] == ["characteristics"] else None


def published(site: Site, table: str) -> bool:
    """Tell whether a table of the edition has rows."""
    found = site.query(
        "select count(*) from information_schema.tables where table_schema = 'published' and table_name = ?", table
    )
    return bool(found[0][0]) and bool(site.query(f"select count(*) from published.{table}")[0][0])


def click(page: Page, selector: str) -> None:
    """Follow the first link that matches; its page opens without a script."""
    page.locator(selector).first.click()
    page.wait_for_load_state("load")


def tiles(site: Site, browser: Browser, language: str) -> list[str]:
    with open_page(browser, site.address, f"/{language}/") as (page, _record):
        return [tile.get_attribute("data-tile") or "" for tile in page.query_selector_all("[data-tile]")]


def step_on(page: Page) -> None:
    """Follow the page's own next step: on a characteristic's page to the words, elsewhere to what it names first."""
    if characteristic_of(page) is not None:
        click(page, "ol.three a[href='#words']")
        assert page.url.endswith("#words")
    else:
        assert page.locator("[data-next]").count() == 1, page.url
        click(page, "[data-next] a")


def test_every_tile_leads_to_own_words_in_three_clicks(site: Site, browser: Browser) -> None:
    """What changed and where; the characteristic, its segments and what goes with it, or the causes; what is said."""
    has_texts = published(site, "pub_quote")
    language = site.languages[0]
    names = tiles(site, browser, language)
    assert len(names) >= 3
    characteristics = set()
    for name in names:
        with open_page(browser, site.address, f"/{language}/") as (page, record):
            click(page, f"[data-tile='{name}'] a")
            for _click in (2, 3) if has_texts else (2,):
                if page.locator("[data-quote]").count() > 0:
                    break
                step_on(page)
                if characteristic_of(page) is not None:
                    characteristics.add(characteristic_of(page))
                    assert page.locator("#segments").count() == 1, (name, page.url)
            assert not has_texts or page.locator("[data-quote]").count() > 0, (name, page.url)
            assert record.failed == []
            assert record.errors == []
    assert characteristics, "no tile leads to a characteristic"


def test_the_series_that_changed_most_is_two_clicks_from_the_front_page(site: Site, browser: Browser) -> None:
    changed = site.query(
        "select characteristic_key, cut_value from published.pub_trend where verdict in ('improved', 'declined') "
        "and measure = 'M2_mean_score' and cut <> 'overall' and change_size is not null order by abs(change_size) desc limit 1"
    )
    if not changed:
        pytest.skip("no series of this organisation changed")
    [(key, segment)] = changed
    [(name,)] = site.query(
        "select text from published.pub_label where language = 'en' and label_key like ? limit 1",
        f"cut_value.%.{segment}",
    )
    with open_page(browser, site.address, "/en/segments/") as (page, _record):
        click(page, "[data-next] a")
        assert characteristic_of(page) == key
        assert name in page.inner_text("h1")


def test_every_characteristic_has_a_page_in_every_language(site: Site, browser: Browser) -> None:
    keys = {key for (key,) in site.query("select characteristic_key from published.pub_characteristic")}
    for language in site.languages:
        with open_page(browser, site.address, f"/{language}/characteristics/") as (page, _record):
            linked = page.eval_on_selector_all("[data-characteristic] th a", "links => links.map(link => link.href)")
        assert {unquote(urlsplit(link).path.strip("/").split("/")[-1]) for link in linked} == keys
        missing = [
            key for key in keys if not (site.folder / language / "characteristics" / key / "index.html").is_file()
        ]
        assert missing == []


def test_key_figures_of_a_characteristic_are_the_published_ones(site: Site, browser: Browser) -> None:
    for key, figure, estimate, low, n in site.query(
        "select m.characteristic_key, m.figure_id, m.estimate, m.ci_low, m.n from published.pub_metric m "
        "cross join published.pub_edition e where m.measure = 'M2_mean_score' and m.aspect in ('overall', 'perception') "
        "and m.cut = 'overall' and m.period_type = e.headline_period and m.period_end <= e.as_of "
        "qualify row_number() over (partition by m.characteristic_key order by m.aspect, m.period_start desc) = 1"
    ):
        with open_page(browser, site.address, f"/en/characteristics/{key}/") as (page, record):
            strip = page.locator("[data-key='score']")
            shown = strip.locator("[data-figure-id]")
            if estimate is None:
                assert shown.count() == 0
                continue
            assert shown.get_attribute("data-figure-id") == figure
            assert float(shown.get_attribute("data-value") or "nan") == pytest.approx(estimate, rel=1e-12)
            said = strip.inner_text()
            assert f"{estimate:.1f}" in said
            assert low is None or f"{low:.1f}" in said
            assert f"{n:,}" in said
            assert page.locator("svg.ch:visible").count() >= 2
            assert record.errors == []


def test_answers_of_a_row_are_whole(site: Site, browser: Browser) -> None:
    """Bars of one period are shares of the same answers: they sum to one unless a value nobody chose is missing."""
    [(key,)] = site.query(
        "select characteristic_key from published.pub_characteristic order by is_overall desc, position limit 1"
    )
    with open_page(browser, site.address, f"/en/characteristics/{key}/") as (page, _record):
        values = page.eval_on_selector_all(
            "svg.k-w rect.dv", "bars => bars.map(bar => [bar.dataset.figureId, Number(bar.dataset.value)])"
        )
    if not values:
        pytest.skip("no distribution of the overall judgement is shown")
    periods = dict(site.query("select figure_id, period_start from published.pub_metric_distribution"))
    sums: dict[object, float] = {}
    for figure, value in values:
        sums[periods[figure]] = sums.get(periods[figure], 0.0) + value
    assert all(total == pytest.approx(1.0, abs=1e-9) for total in sums.values())
