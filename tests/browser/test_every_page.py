"""Every page in every language of both organisations: opens without fault, shows published figures, can be used by all."""

from __future__ import annotations

import re
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import open_page
from tests.browser.conftest import Site
from tests.browser.figures import Published, published_values, stands_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
GRAVE = {"serious", "critical"}
PHONE = {"width": 390, "height": 844}
SUBJECTS = 20  # pages of one language, at the least

EMPTY_CHARTS = """() => [...document.querySelectorAll('svg.ch')].filter(chart => {
    if (!chart.checkVisibility()) return false;
    const box = chart.getBBox();
    return box.width < 10 || box.height < 5 || !chart.querySelector('circle, rect, polygon, polyline, path');
}).map(chart => chart.getAttribute('aria-label'))"""

MARKED = """() => [...document.querySelectorAll('[data-figure-id]')].map(e => ({
    figure: e.dataset.figureId, value: e.dataset.value ?? null, column: e.dataset.column ?? null,
    text: e instanceof SVGElement ? null : e.textContent}))"""

WIDER_THAN_THE_PHONE = """() => document.documentElement.scrollWidth <= 390 ? [] :
    [...document.querySelectorAll('main *, header *')].filter(e => !e.closest('.scroll'))
    .filter(e => e.getBoundingClientRect().right > 391 || e.getBoundingClientRect().left < -1)
    .slice(0, 3).map(e => e.outerHTML.slice(0, 120))"""

# Customers' words are hostile text: nothing of what they hold is built or runs.
BUILT_OF_WORDS = """() => [...(typeof window.__canary === 'undefined' ? [] : ['a canary ran']),
    ...[...document.querySelectorAll('[data-quote] :is(script, img, svg, iframe, object, a, form, input, style, link)')]
    .map(e => e.outerHTML.slice(0, 120))]"""

RUN_AXE = """async () => (await axe.run(document, {resultTypes: ['violations'],
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})).violations
    .map(v => ({impact: v.impact, id: v.id, where: v.nodes.slice(0, 2).map(n => n.html.slice(0, 120))}))"""


def test_no_language_lacks_a_page(site: Site) -> None:
    by_language = {language: {page[3:] for page in site.pages if page[1:3] == language} for language in site.languages}
    assert len(set(map(frozenset, by_language.values()))) == 1
    assert min(map(len, by_language.values())) >= SUBJECTS


@pytest.mark.parametrize("language", ["en", "ca", "fa"])
def test_every_page_is_sound(site: Site, browser: Browser, language: str) -> None:
    published = published_values(site)
    faults = {}
    for address in (page for page in site.pages if page.split("/")[1] == language):
        with open_page(browser, site.address, address) as (page, record):
            found = faults_of(page, language, published)
            found |= {name: kept for name, kept in vars(record).items() if kept and name != "requested"}
        if found:
            faults[address] = found
    assert faults == {}


def faults_of(page: Page, language: str, published: Published) -> dict[str, object]:
    """Return what is wrong with an open page, by name; nothing for a sound one."""
    found = {
        "language": [] if page.evaluate("document.documentElement.lang") == language else ["wrong lang"],
        "direction": wrong_direction(page, language),
        "title": [] if page.title() else ["no title"],
        "labels": re.findall(r"\[[a-z_]+\.[\w.]+\]", page.inner_text("body")),
        "charts": page.evaluate(EMPTY_CHARTS),
        "figures": [mark for mark in page.evaluate(MARKED) if not is_published(mark, published)][:5],
        "built of words": page.evaluate(BUILT_OF_WORDS),
        "axe": grave_findings(page),
    }
    page.set_viewport_size(PHONE)
    found["wider than a phone"] = page.evaluate(WIDER_THAN_THE_PHONE)
    return {name: value for name, value in found.items() if value}


def wrong_direction(page: Page, language: str) -> list[str]:
    expected = "rtl" if language == "fa" else "ltr"
    places = ["html", "h1", "header nav", "main", *(["table"] if page.locator("table").count() else [])]
    found = {place: page.eval_on_selector(place, "e => getComputedStyle(e).direction") for place in places}
    return [place for place, direction in found.items() if direction != expected]


def is_published(mark: dict[str, str | None], published: Published) -> bool:
    """Return whether a marked place carries a number of its published row, and shows that number."""
    row = published.get(str(mark["figure"]))
    if row is None:
        return False
    if mark["value"] is None:
        return True
    value = float(mark["value"])
    allowed = row.get(mark["column"], set()) if mark["column"] else set().union(*row.values())
    known = any(abs(value - number) <= 1e-9 * max(1, abs(number)) for number in allowed)
    return known and (mark["text"] is None or stands_for(mark["text"], value))


def grave_findings(page: Page) -> list[dict[str, object]]:
    page.add_script_tag(path=str(AXE))
    return [finding for finding in page.evaluate(RUN_AXE) if finding["impact"] in GRAVE]
