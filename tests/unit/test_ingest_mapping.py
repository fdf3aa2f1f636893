"""Five hand-written rows become contract rows: values, missing codes, dates, weights, segments, what cannot be read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from tests.fixtures_profile import PROFILE, ROWS, land, rows, write_survey


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    write_survey(folder / "data")
    report = land(folder)
    assert not report.refused
    return folder


def test_every_line_of_the_file_lands_with_its_line_number(landed: Path) -> None:
    assert rows(landed, "survey_response", "source_row, source_record_id") == [
        (2, "2024|1"), (3, "2024|2"), (4, "2024|3"), (5, "2024|4"), (6, "2024|5"),
    ]  # fmt: skip


def test_a_day_stays_on_its_day_and_a_time_is_converted_to_utc(landed: Path) -> None:
    # Tehran is 3 h 30 min ahead of UTC: 23:30 on 30 April is 20:00 UTC; a bare day stands at local noon.
    assert rows(landed, "survey_response", "event_at, timezone")[:2] == [
        (dt.datetime(2024, 5, 1, 8, 30), "Asia/Tehran"),
        (dt.datetime(2024, 4, 30, 20, 0), "Asia/Tehran"),
    ]


def test_files_are_cut_by_month_and_undated_rows_are_kept(landed: Path) -> None:
    names = {path.name for path in (landed / "home/landing/survey_response").rglob("*.parquet")}
    assert names == {"2024-04.parquet", "2024-05.parquet", "unknown.parquet"}


def test_weights_are_rounded_to_six_places_and_counted(landed: Path, tmp_path: Path) -> None:
    assert rows(landed, "survey_response", "base_weight")[1] == (Decimal("0.123457"),)
    write_survey(tmp_path / "data")
    manifest = next(m for m in land(tmp_path).new if m.contract == "survey_response")
    assert manifest.rounded == {"base_weight": 1}


def test_segments_hold_only_what_is_known(landed: Path) -> None:
    found = [segments for (segments,) in rows(landed, "survey_response", "segments")]
    assert found == [{"region": "north"}, {"region": "south"}, {}, {"region": "north"}, {"region": "south"}]


def test_a_scope_has_its_own_codes_and_questions(tmp_path: Path) -> None:
    write_survey(tmp_path / "data", ROWS[:1], name="2025.csv")
    land(tmp_path)
    assert rows(tmp_path, "survey_response", "segments, wave") == [({"region": "south"}, "2025")]
    assert rows(tmp_path, "survey_answer", "question_key") == [("whole",), ("why",)]


def test_missing_codes_are_never_values(landed: Path) -> None:
    found = rows(landed, "survey_answer", "source_row, question_key, value, missing_code", "question_key <> 'why'")
    assert sorted(found) == [
        (2, "staff", Decimal(4), None),
        (2, "whole", Decimal(5), None),
        (3, "staff", None, "not_applicable"),
        (3, "whole", Decimal(4), None),
        (4, "staff", None, "refused"),
        (4, "whole", None, "blank"),
        (5, "staff", None, None),
        (5, "whole", Decimal(7), None),
        (6, "staff", None, "blank"),
        (6, "whole", Decimal(3), None),
    ]


def test_raw_answers_stay_as_they_were(landed: Path) -> None:
    found = rows(landed, "survey_answer", "raw_value, scale_min, scale_max, scale_direction", "question_key = 'staff'")
    assert found[2] == (
        "REFUSED ", Decimal(1), Decimal(5), "up",
    )  # fmt: skip


def test_what_cannot_be_read_is_told_and_not_lost(landed: Path) -> None:
    assert [text for (text,) in rows(landed, "survey_response", "unparsed")] == [
        None, None, None, "event_at=31/02/2024; base_weight=heavy", "row=8 fields where 10 expected",
    ]  # fmt: skip
    assert rows(landed, "survey_answer", "unparsed", "source_row = 5 AND question_key = 'staff'") == [
        ("event_at=31/02/2024; staff=good",)
    ]


def test_texts_are_redacted_and_normalised(landed: Path) -> None:
    found = rows(landed, "survey_answer", "text_original, text_normalised, missing_code", "question_key = 'why'")
    assert found[:3] == [("Fine", "Fine", None), ("تماس با [phone]", "تماس با [phone]", None), (None, None, "blank")]


def test_identifiers_do_not_leave_ingest(landed: Path) -> None:
    keys = [key for (key,) in rows(landed, "survey_response", "respondent_key")]
    assert len(keys[0]) == 64
    assert keys[1:] == [None] * 4
    assert not any(b"ana@example.org" in path.read_bytes() for path in (landed / "home").rglob("*") if path.is_file())


FILTERED = PROFILE.replace(
    "        segments:\n",
    "        where:\n"
    "          - {columns: [region], any_of: ['1']}\n"
    "          - {columns: [id], at_least: '1', at_most: '3'}\n"
    "        segments:\n",
).replace("key: [[id, ID]]\n        fields:\n", "key: [[id, ID]]\n        key_version: [weight]\n        fields:\n", 1)


def test_rows_out_of_scope_are_counted_and_ragged_ones_kept(tmp_path: Path) -> None:
    write_survey(tmp_path / "data")
    manifest = next(m for m in land(tmp_path, text=FILTERED).new if m.contract == "survey_response")
    assert (manifest.rows, manifest.source_rows, manifest.out_of_scope_rows) == (2, 5, 3)
    assert rows(tmp_path, "survey_response", "source_row, record_version") == [(2, "1.5"), (6, "1")]


TWICE = """
profile_version: 1
organisation: {id: shop, name: {en: "Shop"}, kind: private, timezone: UTC, languages: [en], default_language: en}
characteristics: [{key: whole, name: {en: "Whole"}, group: organisation}]
operations: [{key: calls, name: {en: "Calls"}}, {key: visits, name: {en: "Visits"}}]
reporting: {headline_characteristic: whole}
sources:
  - id: survey
    name: {en: "Counts"}
    method: operations
    owner_role: Manager
    cadence: monthly
    files: survey/*.csv
    records:
      - &calls
        contract: operation
        key: [month]
        fields: &fields
          event_at: {columns: [month], dates: [{format: "%Y-%m"}]}
          period_start: {columns: [month], dates: [{format: "%Y-%m"}]}
          entity_key: {value: own}
          measure: {value: calls}
          value: {columns: [calls]}
      - <<: *calls
        fields:
          <<: *fields
          measure: {value: visits}
          value: {columns: [visits]}
"""


def test_two_records_of_one_line_keep_their_own_ids(tmp_path: Path) -> None:
    write_survey(tmp_path / "data", ["2024-01,7,2.5\n"], header="month,calls,visits\n")
    report = land(tmp_path, text=TWICE)
    assert [manifest.rows for manifest in report.new] == [2]
    assert rows(tmp_path, "operation", "source_record_id, measure, value, period_start") == [
        ("2024-01#1", "calls", Decimal(7), dt.date(2024, 1, 1)),
        ("2024-01#2", "visits", Decimal("2.5"), dt.date(2024, 1, 1)),
    ]
