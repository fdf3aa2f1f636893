"""Three organisations that differ in everything: every row of their files is accounted for, and the planted ones are found.

The counts were made by hand from the files (``tests/organisations/*/files.py``), where each bad row has its reason beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import duckdb
import pytest

from ingest.contracts import CONTRACTS
from ingest.profiles import load_profile
from tests.fixtures_organisations import NAMES, ORGANISATIONS, Judged, judge

# By source and contract: accepted, quarantined, duplicate.
EXPECTED = {
    "manufacturer": {
        ("customer_survey", "survey_response"): (5, 3, 1),
        ("customer_survey", "survey_answer"): (25, 15, 5),
        ("tickets", "complaint"): (2, 2, 0),
        ("tickets", "complaint_event"): (3, 2, 0),
        # The negative claims of March take the whole line of three measures with them.
        ("claims", "operation"): (6, 3, 0),
        ("market_study", "competitor_score"): (4, 0, 0),
        ("disputes", "dispute"): (2, 1, 0),
        ("actions", "improvement_action"): (2, 0, 0),
    },
    "library": {
        ("paper_survey", "survey_response"): (5, 3, 1),
        ("paper_survey", "survey_answer"): (20, 12, 5),
        ("suggestion_box", "suggestion"): (3, 2, 1),
        ("promises", "promise"): (2, 0, 0),
        ("promise_checks", "promise_check"): (3, 1, 0),
        ("reviews", "review"): (2, 1, 0),
        ("programme", "programme"): (1, 0, 0),
    },
    "charity": {
        ("home_survey", "survey_response"): (3, 3, 1),
        ("home_survey", "survey_answer"): (15, 15, 5),
        ("focus_groups", "focus_group_note"): (3, 1, 0),
        ("letters", "letter"): (2, 1, 0),
        ("contacts", "sample_unit"): (3, 1, 0),
        ("margins", "population_margin"): (2, 0, 0),
        ("expectations", "expectation"): (2, 0, 0),
        ("communications", "communication"): (1, 0, 0),
    },
}
BROKEN = {
    "customer_survey": {"above_scale": 1, "staff": 1, "unknown_value.respondent_role": 1},
    "tickets": {"unknown_value.cause_key": 1, "unreadable_row": 1},
    "claims": {"below_minimum.value": 1},
    "disputes": {"before_event.closed_at": 1},
    "paper_survey": {"unreadable.event_at": 1, "unreadable.value": 1, "unreadable_row": 1},
    "suggestion_box": {"unknown_value.theme": 1, "unreadable_row": 1},
    "promise_checks": {"unreadable.is_kept": 1},
    "reviews": {"unreadable.rating": 1},
    "home_survey": {"above_scale": 1, "unknown_segment.district": 1, "unreadable.event_at": 1},
    "focus_groups": {"unknown_value.theme": 1},
    "letters": {"unknown_value.characteristic_key": 1},
    "contacts": {"missing.disposition": 1},
}


@pytest.fixture(scope="module")
def organisations(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Judged]:
    """Return a function that gives an organisation, judged once."""
    judged: dict[str, Judged] = {}

    def of(name: str) -> Judged:
        if name not in judged:
            judged[name] = judge(name, tmp_path_factory.mktemp(name))
        return judged[name]

    return of


@pytest.mark.parametrize("name", NAMES)
def test_every_file_lands_and_every_row_is_accounted_for(organisations: Callable[[str], Judged], name: str) -> None:
    organisation = organisations(name)
    assert (organisation.report.refused, organisation.report.missing_sources) == ([], [])
    assert organisation.counts() == EXPECTED[name]
    broken = {source: result.rules for source, result in organisation.results.items() if result.rules}
    assert broken == {source: rules for source, rules in BROKEN.items() if source in organisation.results}


@pytest.mark.parametrize("name", NAMES)
def test_only_the_dispute_file_waits_for_a_person(organisations: Callable[[str], Judged], name: str) -> None:
    """One of its three lines is bad, and its profile leaves the limit at one in twenty."""
    held = [source for source, result in organisations(name).results.items() if result.status != "passed"]
    assert held == (["disputes"] if name == "manufacturer" else [])


def test_together_they_use_every_method_but_one_and_every_format() -> None:
    profiles = [load_profile(ORGANISATIONS / name) for name in NAMES]
    contracts = {record.contract for profile in profiles for source in profile.sources for record in source.records}
    assert set(CONTRACTS) - contracts == {"mystery_visit_item", "quality_level"}
    formats = {source.reader.format for profile in profiles for source in profile.sources}
    assert formats == {"csv", "tsv", "xlsx", "ods", "json", "jsonl", "parquet", "sav"}


def test_roles_of_the_firms_people(organisations: Callable[[str], Judged]) -> None:
    rows = organisations("manufacturer").rows(
        "survey_response", "respondent_role, segments['industry'], event_at", "source_row <= 6"
    )
    # 2 March at noon in Madrid is 11:00 in UTC.
    noon = dt.datetime(2026, 3, 2, 11)
    assert rows == [
        ("buyer", "water", noon),
        ("user", "food", noon),
        ("decision_maker", "water", noon),
        ("intermediary", "food", noon),
    ]


def test_decimal_commas_of_the_sales(organisations: Callable[[str], Judged]) -> None:
    rows = organisations("manufacturer").rows("operation", "period_start, value", "measure = 'units_sold'")
    assert [(day.month, value) for day, value in rows] == [
        (1, Decimal("1250")),
        (2, Decimal("1310.5")),
        (3, Decimal("1290")),
    ]


def test_catalan_dates_and_labels_of_the_paper_forms(organisations: Callable[[str], Judged]) -> None:
    library = organisations("library")
    days = library.rows("survey_response", "source_row, event_at::DATE", "event_at IS NOT NULL")
    # The header is line 3. 31 April does not exist; it stays unread.
    assert dict(days)[4] == dt.date(2026, 3, 12)
    assert dict(days)[6] == dt.date(2026, 4, 2)
    assert 8 not in dict(days)
    answers = library.rows("survey_answer", "question_key, value, missing_code", "source_row IN (4, 5, 6)")
    given = {(key, value and int(value), code) for key, value, code in answers}
    assert {("overall", 5, None), ("overall", 4, None), ("opening_hours", 1, None)} <= given
    # Form 2 has a dash, form 3 an empty cell: two different reasons for no answer.
    assert {("opening_hours", None, "not_applicable"), ("staff", None, "blank")} <= given


def test_the_catalan_middle_dot_survives(organisations: Callable[[str], Judged]) -> None:
    texts = organisations("library").rows("suggestion", "verbatim_normalised", "theme = 'hours'")
    assert texts == [("Obriu els diumenges. El col·legi hi vindria.",)]


def test_solar_hijri_days_of_the_interviews(organisations: Callable[[str], Judged]) -> None:
    rows = organisations("charity").rows("survey_response", "source_row, event_at")
    # 1 Farvardin 1404 was 21 March 2025, so 15 Bahman 1404 is 4 February 2026; noon in Tehran is 8:30 in UTC.
    assert rows[0] == (2, dt.datetime(2026, 2, 4, 8, 30))
    assert rows[2] == (4, dt.datetime(2026, 2, 5, 8, 30))
    # 1404 is a common year: it has no 30 Esfand.
    assert rows[3] == (5, None)
    notes = organisations("charity").rows("focus_group_note", "DISTINCT ON (session) event_at::DATE, source_row")
    assert notes[0][0] == dt.date(2026, 2, 9)


def test_persian_digits_are_numbers_and_words_are_codes(organisations: Callable[[str], Judged]) -> None:
    charity = organisations("charity")
    answers = charity.rows("survey_answer", "question_key, value, missing_code", "source_row = 4")
    assert {key: (value and int(value), code) for key, value, code in answers} == {
        "overall": (4, None),
        "respect": (None, "dont_know"),
        "parcels": (None, "dont_know"),
        "parcels_expected": (None, "refused"),
        "why": (None, "blank"),
    }
    assert charity.rows("population_margin", "population_count") == [(Decimal(1200),), (Decimal(2300),)]


@pytest.mark.parametrize("name", NAMES)
def test_no_identifier_lands(organisations: Callable[[str], Judged], name: str) -> None:
    landing = organisations(name).home / "landing"
    spoken = r"example\.org|[69]00 000 000|Persona Dos|\b9001\b"
    with duckdb.connect() as connection:
        for path in landing.rglob("*.parquet"):
            found = connection.execute(
                "SELECT row::VARCHAR FROM read_parquet($1) AS row WHERE regexp_matches(row::VARCHAR, $2)",
                [str(path), spoken],
            ).fetchall()
            assert found == [], path


def test_quotas_leave_no_margin_of_error() -> None:
    """A quota sample is declared as one, so that no figure from it gets an interval as if it had been drawn."""
    survey = next(source for source in load_profile(ORGANISATIONS / "charity").sources if source.method == "survey")
    assert survey.sampling.kind == "quota"
