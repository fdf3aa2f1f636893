"""The airport's real files land: all interviews, the right means, restated counts, nothing unread.

The means were computed in R from the same files (``tests/reference/airport.R``). The files lie beside the checkout;
without them these tests are skipped.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from ingest.landing import LandingReport, land_all
from ingest.profiles import load_profile

INTERVIEWS = {"2013": 3535, "2014": 2818, "2015": 2958, "2016": 3087, "2017": 2831, "2018": 2809}
MEANS_FROM_R = {
    "2013": 3.984471262192,
    "2014": 4.006966050314,
    "2015": 4.044173314428,
    "2016": 4.053324954291,
    "2017": 4.071202637940,
    "2018": 4.042123167691,
}
NOW = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("airport_landing")


@pytest.fixture(scope="module")
def report(home: Path, airport_data: Path) -> LandingReport:
    return land_all(load_profile("airport"), airport_data, home, NOW)


def query(home: Path, sql: str) -> list[tuple]:
    """Run SQL in which ``{contract}`` names a contract's landed files."""
    with duckdb.connect() as connection:
        for contract in ("survey_response", "survey_answer", "operation"):
            files = f"{home}/landing/{contract}/*/*/*.parquet"
            connection.execute(f"CREATE VIEW {contract} AS SELECT * FROM read_parquet('{files}')")
        return connection.execute(sql).fetchall()


def test_every_interview_lands_and_is_read(report: LandingReport, home: Path) -> None:
    assert (report.refused, report.missing) == ([], False)
    assert dict(query(home, "SELECT wave, count(*) FROM survey_response GROUP BY wave")) == INTERVIEWS
    for contract in ("survey_response", "survey_answer", "operation"):
        assert query(home, f"SELECT count(*) FROM {contract} WHERE unparsed IS NOT NULL OR event_at IS NULL") == [(0,)]


def test_the_overall_mean_agrees_with_r(report: LandingReport, home: Path) -> None:
    sql = """
        SELECT wave, sum(base_weight::DOUBLE * value::DOUBLE) / sum(base_weight::DOUBLE)
        FROM survey_answer JOIN survey_response USING (source_record_id)
        WHERE question_key = 'airport_overall' AND value BETWEEN 1 AND 5
        GROUP BY wave"""
    # The landed weights have six decimal places, the files' up to ten.
    assert dict(query(home, sql)) == pytest.approx(MEANS_FROM_R, abs=1e-7)


def test_codes_for_no_answer_are_never_values(report: LandingReport, home: Path) -> None:
    on_scale = "value BETWEEN scale_min AND scale_max"
    assert query(home, f"SELECT count(*) FROM survey_answer WHERE ({on_scale}) = (missing_code IS NOT NULL)") == [(0,)]
    zero = query(home, "SELECT DISTINCT question_key FROM survey_answer WHERE value = 0")
    assert zero == [("recommend",)]


def test_recommendation_was_asked_in_two_waves(report: LandingReport, home: Path) -> None:
    sql = """
        SELECT wave, count(*), count(value), min(value)::INTEGER, max(value)::INTEGER
        FROM survey_answer JOIN survey_response USING (source_record_id)
        WHERE question_key = 'recommend' GROUP BY wave ORDER BY wave"""
    # 84 and 159 answers are code 11, blank; one cell of 2017 is empty.
    assert query(home, sql) == [("2017", 2831, 2746, 0, 10), ("2018", 2809, 2650, 0, 10)]


def test_interviews_fall_on_the_days_of_fieldwork(report: LandingReport, home: Path) -> None:
    local = "timezone('America/Los_Angeles', timezone('UTC', event_at))::DATE"
    found = query(
        home, f"SELECT wave, min({local})::VARCHAR, max({local})::VARCHAR FROM survey_response GROUP BY 1 ORDER BY 1"
    )
    assert found == [
        ("2013", "2013-05-02", "2013-05-18"),
        ("2014", "2014-09-03", "2014-09-25"),
        ("2015", "2015-05-08", "2015-05-29"),
        ("2016", "2016-05-06", "2016-05-24"),
        ("2017", "2017-05-05", "2017-05-30"),
        ("2018", "2018-05-01", "2018-05-31"),
    ]


def test_every_segment_value_is_declared(report: LandingReport, home: Path) -> None:
    declared = {(cut.key, value.key) for cut in load_profile("airport").segmentations for value in cut.values}
    entries = "SELECT unnest(map_entries(segments)) AS entry FROM survey_response"
    sql = f"SELECT DISTINCT entry.key, entry.value FROM ({entries})"
    assert set(query(home, sql)) == declared


def test_complaints_of_six_airports_for_seven_years(report: LandingReport, home: Path) -> None:
    sql = """
        SELECT year(period_start), sum(value)::INTEGER FROM operation
        WHERE source_id = 'security_complaints' AND entity_key = 'own' GROUP BY 1 ORDER BY 1"""
    # The yearly totals that the data's provenance note states.
    assert [total for _, total in query(home, sql)] == [494, 692, 690, 790, 687, 250, 858]
    by_airport = "SELECT entity_key, count(*) FROM operation WHERE source_id = 'security_complaints' GROUP BY 1"
    assert sorted(count for _, count in query(home, by_airport)) == [84] * 6


def test_doubled_passenger_rows_share_their_record_id(report: LandingReport, home: Path) -> None:
    """The file holds nearly every row twice; the gate can tell because key and content are the same."""
    sql = """
        SELECT sum(value)::BIGINT FROM (
            SELECT DISTINCT source_record_id, value FROM operation
            WHERE source_id = 'passenger_traffic' AND year(period_start) = 2018)"""
    assert query(home, sql) == [(28964142 + 28736291,)]


def test_landing_again_changes_nothing(report: LandingReport, home: Path, airport_data: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()}
    again = land_all(load_profile("airport"), airport_data, home, NOW)
    assert (again.new, len(again.unchanged)) == ([], 8)
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()} == before
