"""Which lines stay, which go to quarantine and which are repeats: every line is exactly one of them."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations import batch_view, quarantine
from expectations.deliveries import landed
from expectations.rules import rules_of
from tests.fixtures_gate import Row, answers, deliver, interview, make_profile, survey

PROFILE = make_profile()
SOURCE = PROFILE.sources[0]
Line = tuple[Row, list[Row]]

# A line of a generated file: the record it is about, its version, what is wrong with it, and its first answer.
PLANS = st.lists(
    st.tuples(
        st.integers(1, 8),
        st.sampled_from(["1", "2"]),
        st.sampled_from(["", "", "", "", "mode", "weight", "value"]),
        st.integers(1, 2),
    ),
    min_size=1,
    max_size=30,
)


def decide(lines: list[Line]) -> tuple[dict[int, str], dict[int, set[str]], dict[str, dict[str, int]]]:
    """Return status by line (accepted lines are absent), reasons by line, and counts by contract."""
    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        batch_id = deliver(Path(folder), survey(lines))
        contracts = batch_view.build(connection, landed(Path(folder)), SOURCE, PROFILE)
        rules = rules_of(contracts, SOURCE, PROFILE)
        quarantine.judge(connection, rules)
        quarantine.decide(connection, rules)
        rows, _ = quarantine.tables(connection, SOURCE.id, batch_id)
        told = rows.to_pylist()
        status = {row["source_row"]: row["status"] for row in told}
        reasons = {row["source_row"]: set(filter(None, row["reasons"].split(","))) for row in told}
        return status, reasons, quarantine.record_counts(connection, batch_id, contracts)


def make_line(number: int, record: int, version: str | None, fault: str, answer: int) -> Line:
    changes: dict[str, Any] = {"source_record_id": f"r{record}", "record_version": version}
    changes |= {"mode": {"mode": "fax"}, "weight": {"base_weight": "-1"}}.get(fault, {})
    response = interview(number, **changes)
    some = answers(response, q1=9 if fault == "value" else answer)
    return response, [each | {"record_version": version} for each in some]


def expected_status(plans: list[tuple[int, str, str, int]]) -> dict[int, str]:
    """Say what each line should become, straight from the rules' prose."""
    status = {}
    for number, (record, version, fault, _) in enumerate(plans, start=2):
        same = [(n, plan) for n, plan in enumerate(plans, start=2) if plan[0] == record]
        latest = max(plan[1] for _, plan in same)
        rivals = [(n, plan) for n, plan in same if plan[1] == latest]
        if fault:
            status[number] = "quarantined"
        elif version < latest:
            status[number] = "duplicate"
        elif len({(plan[2], plan[3]) for _, plan in rivals}) > 1:
            status[number] = "quarantined"
        elif number > rivals[0][0]:
            status[number] = "duplicate"
    return status


@given(PLANS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_line_is_accepted_quarantined_or_duplicate_and_the_arithmetic_closes(
    plans: list[tuple[int, str, str, int]],
) -> None:
    lines = [make_line(number, *plan) for number, plan in enumerate(plans, start=2)]
    status, reasons, counts = decide(lines)
    assert status == expected_status(plans)
    for line, state in status.items():
        assert bool(reasons[line]) is (state == "quarantined")
    for contract, per_line in (("survey_response", 1), ("survey_answer", 2)):
        count = counts[contract]
        assert count["landed"] == len(plans) * per_line == count["accepted"] + count["quarantined"] + count["duplicate"]
        assert count["quarantined"] == per_line * sum(state == "quarantined" for state in status.values())
        assert count["accepted"] == per_line * (len(plans) - len(status))


def test_the_same_line_twice_is_a_duplicate() -> None:
    first = make_line(2, 1, None, "", 4)
    again = make_line(3, 1, None, "", 4)
    status, _, counts = decide([first, again])
    assert status == {3: "duplicate"}
    assert counts["survey_answer"] == {"landed": 4, "accepted": 2, "quarantined": 0, "duplicate": 2}


def test_one_record_with_two_contents_is_a_conflict_of_both_lines() -> None:
    status, reasons, _ = decide(
        [make_line(2, 1, None, "", 4), make_line(3, 1, None, "", 5), make_line(4, 2, None, "", 5)]
    )
    assert status == {2: "quarantined", 3: "quarantined"}
    assert reasons == {2: {"key_conflict"}, 3: {"key_conflict"}}


def test_where_records_have_versions_the_greatest_wins() -> None:
    status, _, _ = decide([make_line(2, 1, "2025-02", "", 5), make_line(3, 1, "2025-01", "", 4)])
    assert status == {3: "duplicate"}


def test_a_record_twice_in_one_line_is_a_conflict() -> None:
    response, some = make_line(2, 1, None, "", 4)
    status, reasons, _ = decide([(response, [*some, some[0]])])
    assert (status, reasons) == ({2: "quarantined"}, {2: {"key_conflict"}})


def test_lines_without_a_record_id_are_no_repeats_of_each_other() -> None:
    nameless = [(interview(n, source_record_id=None), answers(interview(n, source_record_id=None))) for n in (2, 3)]
    status, reasons, _ = decide(nameless)
    assert status == {2: "quarantined", 3: "quarantined"}
    assert reasons[3] == {"missing.source_record_id"}


def test_a_repeated_interview_with_a_new_answer_keeps_the_line_and_counts_the_repeat() -> None:
    """Long files bring the interview again with each answer."""
    response, some = make_line(2, 1, None, "", 4)
    again = response | {"source_row": 3}
    status, _, counts = decide([(response, some[:1]), (again, [some[1] | {"source_row": 3}])])
    assert status == {}
    assert counts["survey_response"] == {"landed": 2, "accepted": 1, "quarantined": 0, "duplicate": 1}
    assert counts["survey_answer"]["accepted"] == 2
