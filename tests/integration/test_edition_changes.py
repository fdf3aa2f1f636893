"""A late batch, a corrected batch and a changed definition, each planted between two editions, and each named by the next one.

What must differ follows from the planted files: ``tests.fixtures_editions`` has them, and the counts here were made by hand.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser.chromium import chromium, open_page
from tests.browser.server import serve
from tests.fixtures_editions import Series, rows, survey_file

MONTHS = ("2026-01", "2026-02", "2026-03")
FEBRUARY, MARCH, YEAR = dt.date(2026, 2, 1), dt.date(2026, 3, 1), dt.date(2026, 1, 1)
LATE_PEOPLE, PEOPLE = 8, 40


@dataclass
class Published:
    """The editions in their order, and what the first one's files were when it was published."""

    series: Series
    editions: list[Path]
    first_files: dict[str, str]
    unchanged: Path | None


def files_of(edition: Path) -> dict[str, str]:
    """Return the hash of every file of an edition."""
    return {
        str(path.relative_to(edition)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(edition.rglob("*"))
        if path.is_file()
    }


def deliver_first(series: Series) -> None:
    for month in MONTHS:
        series.deliver(f"survey_{month}.csv", survey_file(month, PEOPLE))
        complaints = "".join(f"{month}-{n},{month}-{n + 1:02d},delay\n" for n in range(12))
        series.deliver(f"desk_{month}.csv", "id,day,cause\n" + complaints)


def deliver_late(series: Series) -> None:
    series.deliver("survey_2026-02-late.csv", survey_file("2026-02", LATE_PEOPLE, first=100, shift=3))


def deliver_correction(series: Series) -> None:
    """The March file again, with the worst answers to the second question turned into the best."""
    series.deliver("survey_2026-03.csv", survey_file("2026-03", PEOPLE, shift=1).replace(",1,", ",5,"))


def change_definition(series: Series) -> None:
    text = series.profile_file.read_text(encoding="utf-8")
    changed = text.replace("weight: 0.6", "weight: 0.5").replace("weight: 0.4", "weight: 0.5")
    series.profile_file.write_text(changed, encoding="utf-8")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    series = Series(tmp_path_factory.mktemp("editions"))
    deliver_first(series)
    editions = [series.publish(with_site=True)]
    first = files_of(editions[0])
    unchanged = series.publish()
    for change, with_site in ((deliver_late, False), (deliver_correction, False), (change_definition, True)):
        change(series)
        editions.append(series.publish(with_site=with_site))
    yield Published(series, editions, first, unchanged)
    for path in series.home.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)


def reasons(edition: Path) -> set[str]:
    return {row["reasons"] for row in rows(edition, "pub_edition_change")}


def periods(edition: Path, table: str = "pub_metric") -> set[tuple[str, dt.date]]:
    found = rows(edition, "pub_edition_change", f"figure_table = '{table}'")
    return {(row["period_type"], row["period_start"]) for row in found}


def test_a_first_edition_has_nothing_to_compare_with(published: Published) -> None:
    assert rows(published.editions[0], "pub_edition_change") == []
    assert rows(published.editions[0], "pub_edition_batch") == []
    assert [row["edition"] for row in rows(published.editions[0], "pub_edition_list")] == [published.editions[0].name]


def test_without_a_change_there_is_no_edition(published: Published) -> None:
    assert published.unchanged is None


def test_a_late_batch_explains_the_figures_of_its_month_and_no_others(published: Published) -> None:
    edition = published.editions[1]
    assert periods(edition) == {("month", FEBRUARY), ("quarter", YEAR), ("year", YEAR)}
    batches = rows(edition, "pub_edition_batch")
    assert {(row["file"], row["month"], row["reason"]) for row in batches} == {
        ("survey_2026-02-late.csv", FEBRUARY, "late")
    }
    assert {row["contract"]: row["n_rows"] for row in batches} == {"survey_response": 8, "survey_answer": 16}
    [batch] = {row["batch_id"] for row in batches}
    metric = rows(edition, "pub_edition_change", "figure_table = 'pub_metric'")
    assert {(row["reasons"], row["batch_ids"], row["sources"]) for row in metric} == {("late", batch, "survey")}
    assert "unexplained" not in reasons(edition)


def test_a_change_says_old_and_new(published: Published) -> None:
    bases = (
        "figure_table = 'pub_metric' and measure = 'M2_mean_score' and aspect = 'overall' and period_type = 'month' "
        "and value_column = 'n'"
    )
    [base] = rows(published.editions[1], "pub_edition_change", bases)
    assert (base["old_value"], base["new_value"], base["kind"]) == (PEOPLE, PEOPLE + LATE_PEOPLE, "changed")


def test_complaints_do_not_change_with_the_survey(published: Published) -> None:
    for edition in published.editions[1:]:
        assert rows(edition, "pub_edition_change", "figure_table like 'pub_complaint%'") == []


def test_a_corrected_batch_is_told_from_a_late_one(published: Published) -> None:
    edition = published.editions[2]
    assert periods(edition) == {("month", MARCH), ("quarter", YEAR), ("year", YEAR)}
    batches = rows(edition, "pub_edition_batch")
    assert {(row["file"], row["month"], row["reason"]) for row in batches} == {
        ("survey_2026-03.csv", MARCH, "corrected")
    }
    assert all(row["replaces"] for row in batches)
    metric = rows(edition, "pub_edition_change", "figure_table = 'pub_metric'")
    assert {row["reasons"] for row in metric} == {"corrected"}
    assert "unexplained" not in reasons(edition)


def test_a_changed_definition_is_named(published: Published) -> None:
    edition = published.editions[3]
    assert rows(edition, "pub_edition_batch") == []
    changed = {
        (row["part"], row["characteristic_key"], row["setting"], row["old_value"], row["new_value"])
        for row in rows(edition, "pub_definition_change")
    }
    assert changed == {
        ("index", "service", "weight staff perception", "0.4", "0.5"),
        ("index", "service", "weight whole overall", "0.6", "0.5"),
    }
    changes = rows(edition, "pub_edition_change")
    assert {(row["measure"], row["characteristic_key"]) for row in changes} == {("M25_index", "service")}
    assert {row["reasons"] for row in changes} == {"definition"}
    assert {row["settings"] for row in changes} == {"weight staff perception,weight whole overall"}


def test_the_hash_of_a_definition_changes_with_it_alone(published: Published) -> None:
    before, after = (
        {row["measure"]: row["definition_hash"] for row in rows(edition, "pub_definition")}
        for edition in published.editions[2:]
    )
    differs = {measure for measure in before if before[measure] != after[measure]}
    assert differs == {"M25_index", "M26_reliability"}


def test_the_archive_lists_every_edition_with_its_figure_then(published: Published) -> None:
    listed = rows(published.editions[3], "pub_edition_list")
    assert [row["edition"] for row in listed] == [edition.name for edition in published.editions]
    assert [(row["n_new_batches"], row["n_corrected_batches"]) for row in listed] == [(0, 0), (1, 0), (0, 1), (0, 0)]
    assert [row["superseded_by"] for row in listed] == [edition.name for edition in published.editions[1:]] + [None]
    for edition, row in zip(published.editions, listed, strict=True):
        [figure] = rows(edition, "pub_metric", f"figure_id = '{row['headline_figure_id']}'")
        assert (figure["estimate"], figure["period_start"]) == (row["estimate"], MARCH)


def test_a_past_edition_is_as_it_was_published(published: Published) -> None:
    assert files_of(published.editions[0]) == published.first_files
    assert not any(path.stat().st_mode & 0o222 for path in published.editions[0].rglob("*"))


def test_a_past_edition_opened_later_shows_its_own_figures(published: Published) -> None:
    """Side by side as on a target: from the newest edition's archive to the first one's front page."""
    first, last = published.editions[0], published.editions[3]
    side_by_side = published.series.folder / "target"
    side_by_side.mkdir()
    for edition in (first, last):
        (side_by_side / edition.name).symlink_to(edition / "site", target_is_directory=True)
    (side_by_side / "latest").symlink_to(last.name, target_is_directory=True)
    [was] = rows(first, "pub_edition_list")
    with serve(side_by_side) as address, chromium() as browser:
        with open_page(browser, address, f"/{last.name}/en/archive/") as (page, record):
            page.click(f"text={first.name}")
            page.wait_for_load_state()
            assert page.url == f"{address}/{first.name}/en/"
            shown = page.locator(f"[data-figure-id={was['headline_figure_id']}]").first.get_attribute("data-value")
            assert float(shown or "nan") == pytest.approx(was["estimate"])
            assert (record.errors, record.failed, record.other_hosts) == ([], [], [])
        with open_page(browser, address, f"/{last.name}/en/changes/") as (page, record):
            assert page.locator("[data-reason=definition]").count() == 1
            assert "weight staff perception" in page.inner_text(".definitions")
            for mark in page.locator(".edition-changes [data-figure-id]").all():
                figure_id, column = mark.get_attribute("data-figure-id"), mark.get_attribute("data-column")
                if column == "estimate":
                    [figure] = rows(last, "pub_metric", f"figure_id = '{figure_id}'")
                    assert float(mark.get_attribute("data-value") or "nan") == pytest.approx(figure["estimate"])
            assert (record.errors, record.failed, record.other_hosts) == ([], [], [])
