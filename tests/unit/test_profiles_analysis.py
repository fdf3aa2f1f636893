"""The parts of a profile that steer analyses: what they must agree with, what they default to, what SQL is told."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from ingest.profiles.analysis_checks import analysis_problems
from ingest.profiles.competition import Competition
from ingest.profiles.complaint_handling import UnvoicedProblem
from ingest.profiles.drivers import Drivers
from ingest.profiles.loader import load_profile
from ingest.profiles.models import Profile
from ingest.profiles.outcomes import Outcome
from ingest.profiles.quadrant import Quadrant
from ingest.reference import driver_keys, reference_rows

CHURN: dict[str, Any] = {"key": "churn", "name": {"en": "Lost"}, "kind": "retention", "higher_is": "worse"}


@pytest.fixture(scope="module")
def demo() -> Profile:
    return load_profile("demo")


def rules(profile: Profile) -> list[str]:
    return [problem.rule for problem in analysis_problems(profile)]


def test_the_demo_agrees_with_itself(demo: Profile) -> None:
    assert rules(demo) == []


def test_drivers_must_be_declared_and_not_be_the_judgement_itself(demo: Profile) -> None:
    wrong = demo.model_copy(update={"drivers": Drivers(characteristics=["overall", "no_such"], cuts=["shoe_size"])})
    assert rules(wrong) == [
        "'overall' is the judgement that drivers are set against",
        "there is no characteristic 'no_such'",
        "there is no segmentation 'shoe_size'",
    ]


def test_outcomes_must_name_declared_operations(demo: Profile) -> None:
    outcomes = [
        Outcome(**CHURN, measure="churned_customers", per="heads"),
        Outcome(**CHURN, measure="no_such"),
        Outcome(**{**CHURN, "key": "stars"}, measure="review_rating"),
    ]
    assert rules(demo.model_copy(update={"outcomes": outcomes})) == [
        "there is no operation measure 'heads'",
        "'churn' is declared twice",
        "there is no operation measure 'no_such'",
    ]


def test_a_rating_has_no_denominator() -> None:
    with pytest.raises(ValidationError, match="leave 'per' out"):
        Outcome(**CHURN, measure="review_rating", per="customers")


def test_the_unvoiced_problem_is_asked_by_questions_of_facts(demo: Profile) -> None:
    told = {
        "problem_question": "no_such",
        "problem_values": [1],
        "complained_question": "overall",
        "complained_values": [11],
    }
    handling = demo.complaint_handling.model_copy(update={"unvoiced_problem": UnvoicedProblem(**told)})
    assert rules(demo.model_copy(update={"complaint_handling": handling})) == [
        "there is no question 'no_such'",
        "'overall' is asked as overall: what happened would be scored as a judgement",
        "11 is not on the scale of 'overall'",
    ]


@pytest.mark.parametrize("line", ["middle", None])
def test_a_line_is_a_number_mean_or_median(line: Any) -> None:
    with pytest.raises(ValidationError):
        Quadrant(importance_line=line)
    assert [Quadrant(importance_line=good).importance_line for good in ("mean", "median", 70)] == ["mean", "median", 70]


def test_without_a_list_all_perceived_characteristics_are_drivers(demo: Profile) -> None:
    bare = demo.model_copy(update={"drivers": Drivers()})
    assert driver_keys(bare) == [item.key for item in demo.characteristics if item.key != "overall"]
    assert driver_keys(demo.model_copy(update={"drivers": Drivers(characteristics=["staff"])})) == ["staff"]


def test_sql_learns_of_lines_and_thresholds(demo: Profile) -> None:
    reporting = demo.reporting.model_copy(
        update={"quadrant": Quadrant(importance_line=70), "competition": Competition(weak_below=45)}
    )
    rows = reference_rows(demo.model_copy(update={"reporting": reporting}))
    settings = dict(rows["setting"])
    assert settings["quadrant_importance_line"] == "70.0"
    assert settings["quadrant_performance_line"] == "mean"
    assert settings["competition_weak_below"] == "45.0"
    assert settings["driver_missing"] == "pairwise"
    assert "quadrant" not in settings
    assert rows["driver_cut"] == [("overall",), ("region",)]
    assert rows["outcome"][0] == ("churn_rate", "retention", "churned_customers", "active_customers", "worse", 0)
