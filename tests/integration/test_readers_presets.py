"""Each preset reads the common export of its product to the columns and rows that a person sees in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pydantic import ValidationError

from ingest.errors import RefusedFileError
from ingest.profiles.models import Reader
from ingest.profiles.presets import OPTIONS, PRESETS
from ingest.sql import open_connection
from tests.fixtures_readers import read

SAMPLES = Path(__file__).parent.parent / "samples" / "presets"


def sample(folder: Path, name: str, **options: Any) -> tuple[tuple[str, ...], list[dict[str, str]], list[int]]:
    """Return the headers, the rows as dictionaries and their places."""
    with open_connection(folder / "spill") as connection:
        table, rows = read(connection, folder, (SAMPLES / name).read_bytes(), **options)
    assert [row[1] for row in rows] == [None] * len(rows)
    return table.headers, [dict(zip(table.headers, row[2:], strict=True)) for row in rows], [row[0] for row in rows]


def test_limesurvey_keeps_incomplete_responses_and_question_codes(tmp_path: Path) -> None:
    headers, rows, lines = sample(tmp_path, "limesurvey.csv", preset="limesurvey")
    assert headers[:3] == ("id", "submitdate", "lastpage")
    assert "staff[SQ001]" in headers
    assert [row["submitdate"] for row in rows] == ["2024-05-02 10:31:07", "", "2024-05-03 08:15:44"]
    assert rows[2]["why"] == 'صف طولانی بود\nاما کارکنان "مهربان" بودند'
    assert (rows[2]["staff[SQ001]"], rows[2]["channel[other]"]) == ("-oth-", "kiosk")
    assert lines == [2, 3, 4]


def test_qualtrics_names_columns_by_the_first_of_three_header_rows(tmp_path: Path) -> None:
    headers, rows, lines = sample(tmp_path, "qualtrics.csv", preset="qualtrics")
    assert headers[-3:] == ("Q1", "Q2_1", "Q3")
    assert [row["ResponseId"] for row in rows] == ["R_000000000000001", "R_000000000000002"]
    assert rows[0]["Q3"] == "Long queue,\nkind staff"
    # The second header row holds a line end, so the data begin on line 5 and the first of them takes two lines.
    assert lines == [5, 7]


def test_qualtrics_without_its_third_header_row_is_refused_rather_than_losing_a_row(tmp_path: Path) -> None:
    rows = (SAMPLES / "qualtrics.csv").read_text("utf-8")
    start, end = rows.index('"{""ImportId""'), rows.index("2024-05-02 03:28")
    with open_connection(tmp_path / "spill") as connection, pytest.raises(RefusedFileError, match="ImportId"):
        read(connection, tmp_path, (rows[:start] + rows[end:]).encode(), preset="qualtrics")


def test_google_forms_numbers_questions_of_the_same_title(tmp_path: Path) -> None:
    headers, rows, _ = sample(tmp_path, "google_forms.csv", preset="google_forms")
    assert headers[-2:] == ("Any remarks?", "Any remarks? (2)")
    assert rows[0]["Which counters did you use?"] == "Bread, Fish"
    assert rows[0]["Timestamp"] == "2024/05/02 10:31:07 AM GMT+2"
    with pytest.raises(RefusedFileError, match="appears twice"):
        sample(tmp_path, "google_forms.csv", preset="google_forms", repeated_headers="refuse")


def test_kobotoolbox_csv_json_and_workbook_give_the_same_answers(tmp_path: Path) -> None:
    headers, rows, _ = sample(tmp_path, "kobotoolbox.csv", preset="kobotoolbox")
    assert "visit/reasons/price" in headers
    assert [row["visit/overall"] for row in rows] == ["4", "2"]
    assert rows[0]["remarks"] == "Long queue; dear"
    _, listed, places = sample(tmp_path, "kobotoolbox.json", preset="kobotoolbox", format="json")
    assert [row["_uuid"] for row in listed] == [row["_uuid"] for row in rows]
    assert [row["visit/reasons"] for row in listed] == ["queue price", "queue"]
    assert (listed[0]["_geolocation"], listed[1]["_validation_status.label"]) == ("[null,null]", "Approved")
    assert places == [1, 2]


def test_kobotoolbox_workbook_reads_the_main_sheet_before_repeats(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Visit form"
    book.active.append(["visit/site", "visit/overall", "_id"])
    book.active.append(["north", 4, 501])
    book.create_sheet("items").append(["item", "_parent_index"])
    book.save(tmp_path / "kobo.xlsx")
    with open_connection(tmp_path / "spill") as connection:
        content = (tmp_path / "kobo.xlsx").read_bytes()
        table, rows = read(connection, tmp_path, content, preset="kobotoolbox", format="xlsx")
    assert (table.headers, rows) == (("visit/site", "visit/overall", "_id"), [(2, None, "north", "4", "501")])


@pytest.mark.parametrize(("name", "options"), [("zendesk.json", {}), ("zendesk.jsonl", {"format": "jsonl"})])
def test_zendesk_flattens_tickets_and_gives_custom_fields_columns(
    tmp_path: Path, name: str, options: dict[str, str]
) -> None:
    _, rows, places = sample(tmp_path, name, preset="zendesk", **options)
    assert places == [1, 2]
    assert [row["id"] for row in rows] == ["35436", "35437"]
    assert [row["requester_id"] for row in rows] == ["3600000000000000017", "3600000000000000018"]
    assert [row["via.channel"] for row in rows] == ["email", "web"]
    assert [row["via.source.from.address"] for row in rows] == ["person@example.org", ""]
    assert [row["satisfaction_rating.score"] for row in rows] == ["good", "unoffered"]
    assert [row["custom_fields.27642"] for row in rows] == ["745", ""]
    assert [row["custom_fields.27648"] for row in rows] == ["true", ""]
    assert rows[0]["tags"] == '["parcel","damaged"]'


def test_zendesk_csv_numbers_fields_of_the_same_name(tmp_path: Path) -> None:
    _, rows, _ = sample(tmp_path, "zendesk.csv", preset="zendesk", format="csv")
    assert [(row["Product"], row["Product (2)"]) for row in rows] == [("parcel", ""), ("", "gift")]


def test_google_reviews_are_read_from_the_api_answer(tmp_path: Path) -> None:
    _, rows, places = sample(tmp_path, "google_reviews.json", preset="google_reviews")
    assert [row["starRating"] for row in rows] == ["FIVE", "TWO"]
    assert [row["reviewReply.updateTime"] for row in rows] == ["2024-05-03T09:00:00Z", ""]
    assert [row["comment"] for row in rows] == ["Molt bé!", ""]
    assert places == [1, 2]


def test_every_preset_sets_only_options_of_its_formats_and_has_a_sample() -> None:
    for name, formats in PRESETS.items():
        for kind, options in formats.items():
            assert set(options) <= OPTIONS[kind]
            assert Reader.model_validate({"preset": name, "format": kind}).format == kind
        assert list(SAMPLES.glob(f"{name}.*")), name


def test_what_the_profile_says_beats_the_preset() -> None:
    reader = Reader.model_validate({"preset": "qualtrics", "header_rows": 2, "header_marker": None, "delimiter": ";"})
    assert (reader.header_rows, reader.header_marker, reader.delimiter, reader.header_row) == (2, None, ";", 1)
    assert Reader.model_validate({"preset": "zendesk", "records_path": "rows"}).records_path == "rows"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"preset": "zendesk", "format": "sav"}, "knows the formats json, jsonl, csv"),
        ({"format": "parquet", "delimiter": ";"}, "delimiter means nothing to the format parquet"),
        ({"format": "csv", "sheet": 1}, "sheet means nothing to the format csv"),
        ({"format": "sav", "header_rows": 3}, "header_rows means nothing to the format sav"),
        ({"header_rows": 2, "header_row": 3}, "header_row 3 lies beyond"),
        ({"format": "xlsx", "sheet": 0}, "sheet counts from 1"),
    ],
)
def test_options_that_do_not_fit_are_errors_of_the_profile(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Reader.model_validate(options)
