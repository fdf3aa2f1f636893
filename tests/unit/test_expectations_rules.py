"""Rules are derived from the contracts and the profile, and say in SQL what they say as expectations."""

from __future__ import annotations

import duckdb
import pytest

from expectations import batch_view
from expectations.predicates import PREDICATES, broken
from expectations.rules import Rule, batch_rules, fingerprint, row_rules, rules_of
from ingest.contracts import CONTRACTS
from ingest.profiles.models import Sampling
from tests.fixtures_gate import make_profile

PROFILE = make_profile()
SOURCE = PROFILE.sources[0]
SURVEY = ["survey_response", "survey_answer"]


def rules_by_id(contract: str, **source: object) -> dict[str, Rule]:
    profile = make_profile(**source)
    return {rule.rule_id: rule for rule in row_rules(contract, profile.sources[0], profile, set(SURVEY) - {contract})}


@pytest.mark.parametrize("contract", sorted(CONTRACTS))
def test_every_contract_has_rules_with_ids_that_name_one_rule_each(contract: str) -> None:
    rules = row_rules(contract, SOURCE, PROFILE, SURVEY)
    assert len({rule.rule_id for rule in rules}) == len(rules)
    assert {f"missing.{name}" for name in ("source_record_id", "event_at", "timezone")} <= {
        rule.rule_id for rule in rules
    }
    assert all(rule.contract == contract and rule.message.endswith(".") for rule in rules)
    assert all("," not in rule.rule_id for rule in rules), "reasons are joined by commas"


@pytest.mark.parametrize("contract", sorted(CONTRACTS))
def test_every_rule_looks_at_columns_that_the_checked_batch_has(contract: str) -> None:
    contracts = SURVEY if contract in SURVEY else [contract]
    known = set(CONTRACTS[contract].columns()) | set(batch_view.helper_columns(contract, contracts, SOURCE, PROFILE))
    for rule in rules_of(contracts, SOURCE, PROFILE)[contract]:
        used = {rule.kwargs.get("column"), rule.kwargs.get("column_A"), rule.kwargs.get("column_B"), *rule.shown} - {
            None
        }
        assert used <= known, rule.rule_id


def test_the_sampling_design_decides_which_columns_are_required() -> None:
    simple = rules_by_id("survey_response")
    complex_design = rules_by_id(
        "survey_response", sampling=Sampling(kind="probability", stratified=True, clustered=True)
    )
    assert set(complex_design) - set(simple) == {"missing.stratum", "missing.psu"}


def test_vocabularies_come_from_the_contract_and_from_the_profile() -> None:
    answer = rules_by_id("survey_answer")
    assert answer["unknown_value.question_key"].kwargs["value_set"] == ["q1", "q2"]
    assert "blank" in answer["unknown_value.missing_code"].kwargs["value_set"]
    score = rules_by_id("competitor_score")
    assert score["unknown_value.competitor_key"].kwargs["value_set"] == ["own", "rival"]
    level = rules_by_id("quality_level")["unknown_value.cut_value"].kwargs["value_set"]
    assert level == ["overall=all", "region=n", "region=s"]


def test_a_vocabulary_that_the_profile_leaves_empty_lets_nothing_pass() -> None:
    theme = rules_by_id("focus_group_note")["unknown_value.theme"]
    assert holds(theme, "varchar", "'queues'") is True


def test_columns_about_persons_are_never_shown() -> None:
    hidden = [
        rule
        for contract in CONTRACTS
        for rule in row_rules(contract, SOURCE, PROFILE)
        if rule.column and CONTRACTS[contract].columns()[rule.column].personal
    ]
    assert all(rule.hidden for rule in hidden)


def holds(rule: Rule, sql_type: str, value: str) -> bool:
    """Return whether ``value`` breaks a rule about one column, by its predicate."""
    query = f'select {broken(rule)} from (select {value}::{sql_type} as "{rule.kwargs["column"]}")'
    return bool(duckdb.sql(query).fetchall()[0][0])


@pytest.mark.parametrize(
    ("rule_id", "sql_type", "value", "expected"),
    [
        ("missing.mode", "varchar", "null", True),
        ("missing.mode", "varchar", "'web'", False),
        ("unreadable.base_weight", "varchar", "'abc'", True),
        ("unreadable.base_weight", "varchar", "null", False),
        ("unknown_value.mode", "varchar", "'fax'", True),
        ("unknown_value.mode", "varchar", "'web'", False),
        ("unknown_value.mode", "varchar", "null", False),
        ("unknown_value.language", "varchar", "'fa'", False),
        ("unknown_value.language", "varchar", "'farsi'", True),
        ("not_positive.base_weight", "decimal(9,6)", "0", True),
        ("not_positive.base_weight", "decimal(9,6)", "0.000001", False),
        ("before_1990", "timestamp", "'1989-12-31 23:59:59'", True),
        ("before_1990", "timestamp", "'1990-01-01'", False),
        ("staff", "boolean", "true", True),
        ("staff", "boolean", "false", False),
    ],
)
def test_a_predicate_is_true_of_exactly_the_values_that_break_the_rule(
    rule_id: str, sql_type: str, value: str, expected: bool
) -> None:
    assert holds(rules_by_id("survey_response")[rule_id], sql_type, value) is expected


@pytest.mark.parametrize(
    ("value", "scale_max", "expected"), [("6", "5", True), ("5", "5", False), ("4.5", "5", False), ("null", "5", False)]
)
def test_an_answer_above_its_scale_is_found_and_a_fraction_within_it_is_fine(
    value: str, scale_max: str, expected: bool
) -> None:
    rule = rules_by_id("survey_answer")["above_scale"]
    query = (
        f"select {broken(rule)} from (select {value}::decimal(9,6) as value, {scale_max}::decimal(9,6) as scale_max)"
    )
    assert duckdb.sql(query).fetchall() == [(expected,)]


def test_every_expectation_that_rules_use_has_a_predicate() -> None:
    used = {rule.expectation for contract in CONTRACTS for rule in row_rules(contract, SOURCE, PROFILE, SURVEY)}
    assert used == set(PREDICATES)


def test_batch_rules_demand_the_contracts_columns_and_a_row() -> None:
    columns, rows = batch_rules("operation")
    assert columns.kwargs["column_set"] == list(CONTRACTS["operation"].columns())
    assert rows.kwargs == {"min_value": 1}
    assert {columns.severity, rows.severity} == {"batch"}


def test_another_vocabulary_or_limit_is_another_fingerprint() -> None:
    rules = rules_of(SURVEY, SOURCE, PROFILE)
    wider = make_profile()
    wider = wider.model_copy(update={"questions": wider.questions[:1]})
    assert fingerprint(rules, 0.05) == fingerprint(rules_of(SURVEY, SOURCE, make_profile()), 0.05)
    assert fingerprint(rules, 0.05) != fingerprint(rules, 0.1)
    assert fingerprint(rules, 0.05) != fingerprint(rules_of(SURVEY, SOURCE, wider), 0.05)


def test_a_description_names_the_fault_without_a_value() -> None:
    assert (
        rules_by_id("survey_response")["unreadable.event_at"].description == "Never: event_at cannot be read as a date."
    )
    assert rules_by_id("survey_answer")["above_scale"].description == "Never: The answer lies above its scale."
