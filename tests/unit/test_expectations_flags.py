"""Flags on interviews: too fast, all answers alike, broken off; flagged lines stay in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations import batch_view
from expectations.deliveries import landed
from expectations.observations import COLUMNS, observe
from expectations.rules import rules_of
from tests.fixtures_gate import Row, deliver, interview, make_profile

PROFILE = make_profile()
SOURCE = PROFILE.sources[0]


def observed(home: Path, rows: dict[str, list[Row]], **manifest: Any) -> tuple[set[tuple[int, str, float]], list[Row]]:
    """Return the flags (line, flag, value) of the latest delivery, and the figures of its columns."""
    batch_id = deliver(home, rows, **manifest)
    every = landed(home)
    [latest] = [each for each in every if each.batch_id == batch_id]
    with duckdb.connect() as connection:
        contracts = batch_view.build(connection, [latest], SOURCE, PROFILE)
        found = observe(connection, latest, every, rules_of(contracts, SOURCE, PROFILE))
    assert found.columns.schema == COLUMNS
    flags = {(row["source_row"], row["flag"], row["value"]) for row in found.flags.to_pylist()}
    return flags, found.columns.to_pylist()


def timed(line: int, seconds: int, **changes: Any) -> Row:
    end = f"2025-11-03 10:{seconds // 60:02d}:{seconds % 60:02d}"
    return interview(line, started_at="2025-11-03 10:00:00", ended_at=end, **changes)


def perceptions(line: int, values: list[Any], **changes: Any) -> list[Row]:
    return [
        {
            "source_record_id": f"r{line}",
            "source_row": line,
            "event_at": "2025-11-03 10:00:00",
            "question_key": f"q{number}",
            "characteristic_key": "overall",
            "aspect": "perception",
            "value": None if isinstance(value, str) else str(value),
            "missing_code": value if isinstance(value, str) else None,
            "scale_min": "1",
            "scale_max": "5",
        }
        | changes
        for number, value in enumerate(values)
    ]


def test_a_speeder_needs_less_than_a_third_of_the_median_time(tmp_path: Path) -> None:
    usual = [timed(line, 300) for line in range(2, 41)]
    flags, _ = observed(tmp_path, {"survey_response": [*usual, timed(41, 100), timed(42, 99), timed(43, 900)]})
    assert flags == {(42, "speeder", 99.0)}


def test_the_usual_time_comes_from_the_deliveries_before_as_well(tmp_path: Path) -> None:
    few = [timed(line, 60) for line in range(2, 7)]
    assert observed(tmp_path, {"survey_response": few})[0] == set(), "five interviews say nothing of the usual time"
    usual = [timed(line, 300) for line in range(2, 42)]
    observed(tmp_path, {"survey_response": usual}, sequence=2)
    flags, _ = observed(tmp_path, {"survey_response": few}, sequence=3)
    assert flags == {(line, "speeder", 60.0) for line in range(2, 7)}


@pytest.mark.parametrize(
    ("values", "changes", "is_flagged"),
    [
        ([3] * 8, {}, True),
        ([3] * 7, {}, False),
        ([3] * 7 + [4], {}, False),
        ([3] * 7 + ["refused"], {}, False),
        ([3] * 8 + ["refused"], {}, True),
        ([3] * 8, {"aspect": "importance"}, False),
        ([3] * 8, {"scale_min": None}, False),
        ([3] * 8, {"question_key": "q1"}, False),
    ],
)
def test_a_straight_line_needs_eight_perceptions_that_are_all_alike(
    tmp_path: Path, values: list[Any], changes: dict[str, Any], is_flagged: bool
) -> None:
    rows = {"survey_response": [interview(2)], "survey_answer": perceptions(2, values, **changes)}
    flags, _ = observed(tmp_path, rows)
    assert flags == ({(2, "straight_lining", 8.0)} if is_flagged else set())


def test_an_interview_is_partial_by_its_source_or_where_that_is_silent_by_its_blanks(tmp_path: Path) -> None:
    stated = [interview(2, completion_status="partial"), interview(3, completion_status="complete")]
    silent = [interview(line) for line in (4, 5, 6)]
    answers = [
        *perceptions(2, [1, 2]),
        *perceptions(3, ["blank", "blank"]),
        *perceptions(4, ["blank", 2]),
        *perceptions(5, ["blank", 2, 3]),
        # What was not asked is no blank, and is not counted.
        *perceptions(6, ["not_asked", "blank", 3, 4]),
    ]
    flags, _ = observed(tmp_path, {"survey_response": [*stated, *silent], "survey_answer": answers})
    assert flags == {(2, "partial", 0.0), (4, "partial", 0.5)}


def test_figures_count_what_is_missing_and_unknown_and_average_numbers(tmp_path: Path) -> None:
    responses = [
        interview(2, base_weight="1", wave="w1"),
        interview(3, base_weight="2", mode="fax", segments={"region": "x"}),
        interview(4, base_weight="6", mode=None, segments={}),
    ]
    answers = [*perceptions(2, [1, "refused"]), *perceptions(3, [5, "not_asked"])]
    _, columns = observed(tmp_path, {"survey_response": responses, "survey_answer": answers})
    told = {(row["column_name"], row["item"]): list(row.values())[5:] for row in columns}
    assert told["base_weight", ""] == [3, 0, 0, 3, 3.0, 7.0]  # mean of 1, 2, 6 and their variance, 14 / 2
    assert told["mode", ""] == [3, 1, 1, 0, None, None]
    assert told["wave", ""] == [3, 2, 0, 0, None, None]
    assert told["segments.region", ""] == [3, 1, 1, 0, None, None]
    assert told["value", "q0"] == [2, 0, 0, 2, 3.0, 8.0]
    assert told["value", "q1"] == [1, 1, 0, 0, None, None]
