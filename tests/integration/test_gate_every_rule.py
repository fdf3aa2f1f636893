"""Every rule of every contract is broken by a row made from its declaration, and both counts of it are the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations import batch_view, ge_engine, quarantine
from expectations.deliveries import landed
from expectations.predicates import broken
from expectations.rules import AT_LEAST, BETWEEN, IN_SET, Rule, is_typed, rules_of, vocabulary
from ingest.contracts import CONTRACTS
from ingest.profiles.models import Named, Profile, Sampling
from tests.fixtures_gate import SOURCE, Row, deliver, make_profile

NOW, EARLIER, LATER, FAR = "2025-11-03 10:00:00", "2001-01-01", "2002-01-01", "2099-01-01"
EXAMPLES: dict[str, Any] = {
    "VARCHAR": "text",
    "BOOLEAN": False,
    "BIGINT": 1,
    "DATE": "2025-11-03",
    "TIMESTAMP": NOW,
    "MAP(VARCHAR, VARCHAR)": {"region": "n"},
}
# What of a faultless row follows from its columns' meaning, not from their types.
GOOD: dict[str, Row] = {
    "survey_response": {"base_weight": "0.001", "disposition": "1.1"},
    "survey_answer": {"value": "4", "scale_min": "1", "scale_max": "5", "missing_code": None, "question_key": "q1"},
    "competitor_score": {"unit": "share"},
    "operation": {"entity_key": "own"},
    "review": {"rating": "4", "rating_min": "1", "rating_max": "5"},
    "sample_unit": {"disposition": "2.10", "survey_source_id": SOURCE},
    "expectation": {"origin_source_id": SOURCE},
    "programme": {"source_ids": f"{SOURCE} register"},
    "population_margin": {"population_share": None},
}
# Rows that break a rule about more than one column or row, by contract and rule; several where the rule needs a neighbour.
BREAKING: dict[tuple[str, str], list[Row]] = {
    ("survey_response", "no_answer"): [{"source_record_id": "silent"}],
    ("survey_response", "weight_too_large"): [{"base_weight": "2"}],
    ("survey_answer", "answer_without_interview"): [{"source_record_id": "nobody's"}],
    ("survey_answer", "empty_answer"): [{"value": None, "text_original": None}],
    ("survey_answer", "scale_missing"): [{"scale_max": None}],
    ("survey_answer", "answer_and_missing_code"): [{"missing_code": "refused"}],
    ("survey_answer", "unknown_value.missing_code"): [{"missing_code": "lost"}],
    ("competitor_score", "above_maximum.estimate"): [{"estimate": "2"}],
    ("suggestion", "no_text"): [{"verbatim_original": " ", "verbatim_normalised": None}],
    ("letter", "no_text"): [{"verbatim_original": None, "verbatim_normalised": ""}],
    ("review", "no_text"): [
        dict.fromkeys(("rating", "verbatim_original", "verbatim_normalised", "title_original", "title_normalised"))
    ],
    ("review", "scale_missing.rating"): [{"rating_min": None}],
    ("mystery_visit_item", "points_without_item"): [{"is_not_applicable": True, "points": "1"}],
    ("mystery_visit_item", "not_scored"): [{"points": None}],
    ("dispute", "closed_without_outcome"): [{"outcome": None}],
    ("dispute", "outcome_while_open"): [{"closed_at": None}],
    ("population_margin", "count_or_share"): [{"population_count": "5", "population_share": "1"}],
    ("population_margin", "shares_not_whole"): [
        {"population_count": None, "population_share": "0.6", "as_of": EARLIER},
        {"population_count": None, "population_share": "0.3", "as_of": EARLIER, "cut_value": "s"},
    ],
    ("population_margin", "above_maximum.population_share"): [{"population_count": None, "population_share": "2"}],
    ("programme", "unknown_value.source_ids"): [{"source_ids": f"{SOURCE} unheard_of"}],
}
TWICE = [{"source_record_id": "first"}, {"source_record_id": "second"}]


def profile() -> Profile:
    name = {"en": "Queues"}
    return make_profile(sampling=Sampling(kind="probability", stratified=True, clustered=True)).model_copy(
        update={"themes": [Named(key="queues", name=name)]}
    )


PROFILE = profile()
DELIVERIES = [["survey_response", "survey_answer"], *([name] for name in CONTRACTS if not name.startswith("survey_"))]


def good_row(contract: str, line: int) -> Row:
    """Return a faultless row: every column filled by its type and vocabulary, names unique by line."""
    row: Row = {}
    for name, column in CONTRACTS[contract].columns().items():
        values = vocabulary(column, PROFILE)
        row[name] = values[0] if values else EXAMPLES.get(column.sql_type, "1")
        if name.endswith(("_key", "_id")) and not values and not is_typed(column):
            row[name] = f"{name}-{line}"
    named = {"language": "en", "currency": "EUR", "cut": "region", "cut_value": "n", "unparsed": None}
    named |= {"as_of": f"2025-{1 + line // 28 % 12:02d}-{1 + line % 28:02d}"}
    known = {name: value for name, value in named.items() if name in row}
    return (
        row
        | known
        | GOOD.get(contract, {})
        | {"source_row": line, "source_record_id": f"r{line}", "record_version": None}
    )


def breaking(rule: Rule) -> list[Row]:
    """Return the changes to good rows that break a rule, from its declaration."""
    if (rule.contract, rule.rule_id) in BREAKING:
        return BREAKING[rule.contract, rule.rule_id]
    by_kind = {
        "missing": [{rule.column: None}],
        "unreadable": [{rule.column: None, "unparsed": f"{rule.column}=abc"}],
        "unreadable_row": [{"unparsed": "row=3 fields where 9 expected"}],
        "key_conflict": [{"source_record_id": "same"}, {"source_record_id": "same", "language": "fa"}],
        "stated_twice": [each | {"_same": True} for each in TWICE],
        "unknown_segment": [{"segments": {"region": "nowhere"}}],
        "undeclared_segmentation": [{"segments": {"planet": "mars"}}],
        "staff": [{rule.column: True}],
    }
    return by_kind.get(rule.kind) or [by_expectation(rule)]


def by_expectation(rule: Rule) -> Row:
    columns = CONTRACTS[rule.contract].columns()
    if rule.expectation == IN_SET and not is_typed(columns[rule.column]):
        return {rule.column: "not declared"}
    if rule.expectation == BETWEEN:
        kwargs = rule.kwargs
        if rule.column == "event_at":
            return {"event_at": "1980-01-01"}
        beyond = kwargs["min_value"] - 1 if "min_value" in kwargs else kwargs["max_value"] + 1
        return {rule.column: beyond if columns[rule.column].sql_type == "BIGINT" else str(beyond)}
    if rule.expectation == AT_LEAST:
        later, earlier = rule.kwargs["column_A"], rule.kwargs["column_B"]
        is_time = columns[rule.column].sql_type in ("DATE", "TIMESTAMP")
        small, great = (EARLIER, LATER) if is_time else ("2", "3")
        if later not in columns:
            return {earlier: FAR if is_time else "999"}
        return {later: small, earlier: great}
    raise AssertionError(f"no row is known that breaks {rule.contract} {rule.rule_id}: say one in BREAKING")


def batch(contract: str, rules: list[Rule]) -> tuple[list[Row], dict[str, set[int]]]:
    """Return the rows of a batch, and the lines that were made to break each rule."""
    rows = [good_row(contract, line) for line in range(2, 6)]
    lines: dict[str, set[int]] = {}
    for rule in rules:
        first = len(rows) + 2
        for changes in breaking(rule):
            line = len(rows) + 2
            row = good_row(contract, first if changes.get("_same") else line) | {"source_row": line}
            row["source_record_id"] = f"r{line}"
            rows.append(row | {name: value for name, value in changes.items() if name != "_same"})
            lines.setdefault(rule.rule_id, set()).add(line)
    return rows, lines


def with_companions(contracts: dict[str, list[Row]], made: dict[str, dict[str, set[int]]]) -> dict[str, list[Row]]:
    """Give every interview an answer and every answer an interview, but for those that are to have none."""
    responses, answers = contracts["survey_response"], contracts["survey_answer"]
    offset = 1000
    for row in answers:
        row["source_row"] += offset
        if row["source_record_id"] not in (None, "nobody's"):
            row["source_record_id"] = f"a-{row['source_record_id']}"
    made["survey_answer"] = {rule: {line + offset for line in lines} for rule, lines in made["survey_answer"].items()}
    names = {row["source_record_id"] for row in answers} - {None, "nobody's"}
    own = [
        good_row("survey_response", 5000 + number) | {"source_record_id": name}
        for number, name in enumerate(sorted(names))
    ]
    alone = {row["source_row"] for row in responses if row["source_record_id"] != "silent"}
    given = [good_row("survey_answer", line) | {"source_record_id": f"x{line}"} for line in sorted(alone)]
    return {"survey_response": responses + own, "survey_answer": answers + given}


@pytest.fixture(scope="module", params=DELIVERIES, ids=lambda contracts: contracts[0])
def judged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    contracts: list[str] = request.param
    source = PROFILE.sources[0]
    rules = rules_of(contracts, source, PROFILE)
    made: dict[str, dict[str, set[int]]] = {}
    rows = {}
    for name in contracts:
        rows[name], made[name] = batch(name, rules[name])
    home = tmp_path_factory.mktemp(contracts[0])
    deliver(home, with_companions(rows, made) if len(contracts) == 2 else rows)
    with ge_engine.working_connection(Path(home) / "spill") as connection:
        batch_view.build(connection, landed(home), source, PROFILE)
        quarantine.judge(connection, rules)
        engine = ge_engine.Engine(connection)
        validations = {name: engine.validate(name, source.id, rules[name]) for name in contracts}
        yield rules, made, validations, connection


def test_both_count_the_same_for_every_rule_and_every_rule_is_broken(judged: Any) -> None:
    rules, _, validations, connection = judged
    counted = quarantine.rule_counts(connection)
    for contract, some in rules.items():
        assert {rule.rule_id for rule in some} == set(validations[contract].unexpected)
        for rule in some:
            found = counted.get((contract, rule.rule_id), 0)
            assert found == validations[contract].unexpected[rule.rule_id], (contract, rule.rule_id)
            assert found > 0, (contract, rule.rule_id)


def test_each_rule_finds_the_line_that_was_made_to_break_it_and_no_good_line(judged: Any) -> None:
    _, made, _, connection = judged
    found: dict[tuple[str, str], set[int]] = {}
    query = "select contract, rule_id, source_row from broken"
    for contract, rule_id, line in connection.execute(query).fetchall():
        found.setdefault((contract, rule_id), set()).add(line)
    for contract, by_rule in made.items():
        for rule_id, lines in by_rule.items():
            assert lines <= found[contract, rule_id], (contract, rule_id)
    good = {line for lines in found.values() for line in lines if line < 6}
    assert good == set()


def test_a_rule_without_a_row_that_breaks_it_is_found_out() -> None:
    unheard_of = Rule("unheard_of", "letter", "medium", "expect_nothing", {"column": "medium"}, "Nothing.")
    with pytest.raises(AssertionError, match="no row is known that breaks letter unheard_of"):
        breaking(unheard_of)


def test_shares_that_miss_one_by_more_than_the_tolerance_are_found_and_no_others() -> None:
    rule = next(
        each
        for each in rules_of(["population_margin"], PROFILE.sources[0], PROFILE)["population_margin"]
        if each.rule_id == "shares_not_whole"
    )

    sums = ((0.985, True), (0.99, False), (1.0, False), (1.01, False), (1.011, True))
    for total, expected in sums:
        query = f"select {broken(rule)} from (select {total}::double as share_sum)"
        assert duckdb.sql(query).fetchall() == [(expected,)], total
