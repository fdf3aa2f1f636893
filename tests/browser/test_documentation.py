"""The models' documentation in an edition opens from the file itself, and asks no other host for anything."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chromium import open_page
from tests.conftest import Organisation

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_model_is_explained_without_a_network(browser: Browser, demo: Organisation) -> None:
    place = (demo.edition / "docs").as_uri()
    with open_page(browser, place, "/index.html#!/model/model.satisfaction.pub_metric") as (page, record):
        expect(page.get_by_text("after disclosure control").first).to_be_visible(timeout=30_000)
        expect(page.get_by_text("Measure, by number and name.").first).to_be_visible()
        page.wait_for_timeout(2_000)
        assert record.other_hosts == []
        assert [error for error in record.errors if error.startswith("uncaught")] == []
