"""Hostile words of customers stand on the pages as the letters that they are.

That nothing of them runs, opens or is built is looked at on every page by ``test_every_page``.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from ingest.demo.planted import QUOTED_HOSTILE
from tests.browser.chromium import open_page
from tests.browser.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

UNSEEN = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"


def seen(text: str) -> str:
    """Return a text without what turns its direction, blanks as one."""
    return " ".join(text.translate(dict.fromkeys(map(ord, UNSEEN))).split())


def test_every_published_quote_on_the_voices_page_is_written_out(site: Site, browser: Browser) -> None:
    published = {
        seen(quote) for (quote,) in site.query("select quote from published.pub_quote where theme_key <> 'all'")
    }
    if not published:
        pytest.skip("this organisation publishes no words")
    ends = [seen(end) for _language, _sentence, end in QUOTED_HOSTILE]
    for language in site.languages:
        with open_page(browser, site.address, f"/{language}/voices/") as (page, _record):
            shown = [seen(text or "") for text in page.locator("[data-quote] blockquote").all_text_contents()]
        without_marks = {text for text in published if "[" not in text or "[click" in text}
        assert {text for text in shown if text in without_marks}
        hostile = [end for end in ends if any(text.endswith(end) for text in shown)]
        assert len(hostile) >= 3, "too few planted texts are quoted to prove anything"


def test_no_quote_turns_the_direction_of_the_page(site: Site) -> None:
    for (quote,) in site.query("select quote from published.pub_quote"):
        assert not any(mark in quote for mark in UNSEEN)
        assert quote == quote.strip()
