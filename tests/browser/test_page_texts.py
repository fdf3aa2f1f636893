"""No page has words of its own: every text stands in the label table, in every language, with the same places to fill."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
REPORTS = CHECKOUT / "reports"
LANGUAGES = ("en", "ca", "fa")


def labels() -> dict[str, dict[str, str]]:
    with (CHECKOUT / "dbt_project" / "seeds" / "seed_ui_label.csv").open(encoding="utf-8", newline="") as handle:
        return {row["label_key"]: row for row in csv.DictReader(handle)}


def sources() -> list[Path]:
    return sorted(
        path for folder in ("components", "pages") for path in (REPORTS / folder).rglob("*") if path.is_file()
    )


def test_every_label_is_translated_with_the_same_places() -> None:
    for key, row in labels().items():
        places = [set(re.findall(r"\{(\w+)\}", row[language])) for language in LANGUAGES]
        assert all(row[language].strip() for language in LANGUAGES), key
        assert places[0] == places[1] == places[2], key


def test_no_label_is_written_twice() -> None:
    lines = (CHECKOUT / "dbt_project" / "seeds" / "seed_ui_label.csv").read_text(encoding="utf-8").splitlines()
    keys = [line.split(",")[0] for line in lines]
    assert len(keys) == len(set(keys))


def test_every_text_a_page_asks_for_exists() -> None:
    known = labels()
    asked = {
        key
        for path in sources()
        for key in re.findall(r"['\"`](ui\.[a-z0-9_.]+)['\"`]", path.read_text(encoding="utf-8"))
    }
    assert len(asked) > 50
    assert asked - set(known) == set()


@pytest.mark.parametrize("forbidden", ["{@html", "innerHTML", "insertAdjacentHTML", "document.write"])
def test_no_component_turns_data_into_markup(forbidden: str) -> None:
    assert [path.name for path in sources() if forbidden in path.read_text(encoding="utf-8")] == []


def test_nothing_is_asked_of_another_host() -> None:
    files = [*sources(), *(REPORTS / "template").iterdir()]
    assert [path.name for path in files if re.search(r"https?://|['\"(]//", path.read_text(encoding="utf-8"))] == []


def test_pages_are_thin() -> None:
    """Evidence is kept to queries and one component a page, so that the layer could be replaced."""
    for page in (REPORTS / "pages").rglob("*.md"):
        body = page.read_text(encoding="utf-8").split("---")[2].strip()
        assert body.count("\n") == 0, page
        assert body.startswith("<"), page


def test_persian_labels_use_persian_digits() -> None:
    names = re.compile(r"ISO 10004|ACSI|NPS|\{\w+\}")
    for key, row in labels().items():
        assert not re.search(r"[0-9]", names.sub("", row["fa"])), key
