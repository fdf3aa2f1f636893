"""The gate on whole deliveries, with Great Expectations: what is let in, what is told, what is written."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations import gate, ge_engine, predicates
from expectations.rules import AT_LEAST, IN_SET, Rule
from expectations.summary import NOTHING, explain
from tests.fixtures_gate import SOURCE, Row, answers, deliver, good_line, interview, make_profile, survey

PROFILE = make_profile()
GOOD = [good_line(line) for line in range(2, 12)]


def query(sql: str) -> list[tuple[Any, ...]]:
    return duckdb.sql(sql).fetchall()


def reasons(home: Path, batch_id: str, source_id: str = SOURCE) -> dict[int, set[str]]:
    file = home / "quarantine" / source_id / batch_id / "rows.parquet"
    told = query(f"select source_row, reasons from read_parquet('{file}') where status = 'quarantined'")
    return {row: set(text.split(",")) for row, text in told}


def files_below(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        path.relative_to(folder).as_posix(): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def bad_line(line: int, q1: Any = 4, q2: Any = 5, **changes: Any) -> tuple[Row, list[Row]]:
    response = interview(line, **changes)
    return response, answers(response, q1, q2)


TEN_KINDS = {
    12: (bad_line(12, mode=None), {"missing.mode"}),
    13: (bad_line(13, event_at=None, unparsed="event_at=31/02/2025"), {"unreadable.event_at"}),
    14: (bad_line(14, mode="fax"), {"unknown_value.mode"}),
    15: (bad_line(15, q1=7), {"above_scale"}),
    16: (bad_line(16, event_at="2026-02-01 00:00:00"), {"in_the_future"}),
    17: (bad_line(17, started_at="2025-11-03 10:00:00", ended_at="2025-11-03 09:50:00"), {"ended_before_started"}),
    18: (bad_line(18, base_weight="-1"), {"not_positive.base_weight"}),
    19: (bad_line(19, is_internal=True), {"staff"}),
    20: (bad_line(20, segments={"region": "west"}), {"unknown_segment.region"}),
    21: (bad_line(21, mode="zz", unparsed="row=3 fields where 9 expected"), {"unreadable_row"}),
}


@pytest.fixture(scope="module")
def ten(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, gate.GateResult]:
    home = tmp_path_factory.mktemp("ten")
    deliver(home, survey([*GOOD, *(line for line, _ in TEN_KINDS.values())]))
    return home, gate.validate_pending(home, PROFILE)[0]


def test_ten_bad_rows_of_ten_kinds_are_quarantined_for_the_right_reasons_and_the_rest_accepted(
    ten: tuple[Path, gate.GateResult],
) -> None:
    home, result = ten
    assert reasons(home, result.batch_id) == {line: expected for line, (_, expected) in TEN_KINDS.items()}
    assert result.counts["survey_response"] == {"landed": 20, "accepted": 10, "quarantined": 10, "duplicate": 0}
    assert result.counts["survey_answer"] == {"landed": 40, "accepted": 20, "quarantined": 20, "duplicate": 0}
    assert (result.status, result.agrees) == ("passed", True)
    assert result.rules == {next(iter(kinds)): 1 for _, kinds in TEN_KINDS.values()}


def test_each_reason_is_told_once_with_what_was_found(ten: tuple[Path, gate.GateResult]) -> None:
    home, result = ten
    file = home / "quarantine" / SOURCE / result.batch_id / "broken_rules.parquet"
    told = {row: (rule, found) for row, rule, found in query(f"select source_row, rule_id, found from '{file}'")}
    assert len(query(f"from '{file}'")) == 10
    assert told[13] == ("unreadable.event_at", "31/02/2025")
    assert told[15] == ("above_scale", "q1: 7 against 5")
    assert told[18] == ("not_positive.base_weight", "-1")
    assert told[21] == ("unreadable_row", "3 fields where 9 expected")


def test_the_summary_names_file_line_and_fault(ten: tuple[Path, gate.GateResult]) -> None:
    text = explain(ten[0], SOURCE)
    assert (
        "  above_scale: 1 line\n    visitors_1.csv, line 15: The answer lies above its scale: q1: 7 against 5." in text
    )
    assert explain(ten[0], "complaints") == NOTHING


def test_great_expectations_reports_the_same_broken_rules(ten: tuple[Path, gate.GateResult]) -> None:
    home, result = ten
    kept = json.loads((home / "quarantine" / "_validations" / f"survey_answer__{SOURCE}.json").read_text("utf-8"))
    failed = {one["expectation_config"]["meta"]["rule_id"] for one in kept["results"] if not one["success"]}
    assert failed >= {"above_scale", "unreadable_row", "unreadable.event_at", "in_the_future"}
    assert kept["statistics"]["unsuccessful_expectations"] == len(failed)
    assert result.great_expectations[f"survey_answer__{SOURCE}"] == {
        "success": False,
        "evaluated": kept["statistics"]["evaluated_expectations"],
        "unsuccessful": len(failed),
    }


def test_a_row_that_breaks_two_rules_lists_both(tmp_path: Path) -> None:
    batch_id = deliver(
        tmp_path, survey([*GOOD, bad_line(12, q2=0, mode=None, base_weight=None, unparsed="base_weight=1,5")])
    )
    gate.validate_pending(tmp_path, PROFILE)
    assert reasons(tmp_path, batch_id) == {12: {"missing.mode", "unreadable.base_weight", "below_scale"}}


def test_answers_are_judged_with_their_interview(tmp_path: Path) -> None:
    empty = bad_line(12, q1=None)
    contradiction = (interview(13), [each | {"missing_code": "refused"} for each in answers(interview(13))])
    silent = (interview(14), [])
    unread = (
        interview(15),
        [each | {"value": None, "unparsed": f"{each['question_key']}=5x"} for each in answers(interview(15))],
    )
    refused = bad_line(16, q1="refused", q2="not_asked")
    batch_id = deliver(tmp_path, survey([*GOOD, empty, contradiction, silent, unread, refused]))
    gate.validate_pending(tmp_path, PROFILE)
    assert reasons(tmp_path, batch_id) == {
        12: {"empty_answer"},
        13: {"answer_and_missing_code"},
        14: {"no_answer"},
        15: {"unreadable.value"},
    }


def test_a_weight_out_of_all_proportion_is_quarantined(tmp_path: Path) -> None:
    light = [good_line(line, base_weight="0.5") for line in range(2, 12)]
    just, beyond = good_line(12, base_weight="500"), good_line(13, base_weight="500.000001")
    batch_id = deliver(tmp_path, survey([*light, just, beyond]))
    gate.validate_pending(tmp_path, PROFILE)
    assert reasons(tmp_path, batch_id) == {13: {"weight_too_large"}}


OTHERS: dict[str, tuple[str, list[Row], dict[int, set[str]]]] = {
    "complaint": (
        "complaints",
        [
            {"is_internal": False, "segments": {}, "cause_key": "delay"},
            {"is_internal": False, "segments": {}, "cause_key": "weather", "verbatim_original": "call me"},
            {"is_internal": False, "segments": {}, "occurred_at": "2025-11-04 00:00:00"},
            {"is_internal": None, "segments": {"planet": "mars"}, "handling_score_complainant": "101"},
        ],
        {
            3: {"unknown_value.cause_key"},
            4: {"occurred_after_received"},
            5: {"missing.is_internal", "undeclared_segmentation", "above_maximum.handling_score_complainant"},
        },
    ),
    "operation": (
        "counts",
        [
            {"measure": "visitors", "entity_key": "own", "value": "10", "period_start": "2025-11-01"},
            {"measure": "visitors", "entity_key": "rival", "value": "-1", "period_start": "2025-11-01"},
            {
                "measure": "visits",
                "entity_key": "nobody",
                "value": "1",
                "period_start": "2025-11-02",
                "period_end": "2025-11-01",
            },
        ],
        {3: {"below_minimum.value"}, 4: {"unknown_value.measure", "unknown_value.entity_key", "period_reversed"}},
    ),
    "quality_level": (
        "register",
        [
            {"event_at": "2027-01-01", "cut": "region", "cut_value": "s", "score_0_100": "90"},
            {"cut": "region", "cut_value": "x", "score_0_100": "101", "n": -1},
        ],
        {3: {"unknown_value.cut_value", "above_maximum.score_0_100", "below_minimum.n"}},
    ),
    "competitor_score": (
        "register",
        [
            {"estimate": "0.9", "unit": "share", "competitor_key": "rival"},
            {"estimate": "1.1", "unit": "share", "competitor_key": "rival"},
            {"estimate": "99", "unit": "score_0_100", "competitor_key": "unknown", "se": "-0.1"},
        ],
        {3: {"above_maximum.estimate"}, 4: {"unknown_value.competitor_key", "below_minimum.se"}},
    ),
}
LEVEL = {"characteristic_key": "staff", "level": "planned", "period_start": "2025-01-01", "period_end": "2025-12-31"}
SCORE = {"characteristic_key": "staff", "study": "s1", "period_start": "2025-01-01"}


@pytest.mark.parametrize("contract", sorted(OTHERS))
def test_the_other_contracts_are_judged_by_their_own_rules(tmp_path: Path, contract: str) -> None:
    source_id, rows, expected = OTHERS[contract]
    shared = {"quality_level": LEVEL, "competitor_score": SCORE}.get(contract, {})
    full = [
        {"source_record_id": f"r{line}", "source_row": line, "event_at": "2025-11-03 10:00:00", "timezone": "UTC"}
        | shared
        | row
        for line, row in enumerate(rows, start=2)
    ]
    batch_id = deliver(tmp_path, {contract: full}, source_id=source_id)
    result = gate.validate_pending(tmp_path, PROFILE)[0]
    assert reasons(tmp_path, batch_id, source_id) == expected
    assert result.agrees


def test_values_that_speak_of_persons_are_hidden(tmp_path: Path) -> None:
    lines = [
        *GOOD,
        bad_line(12, mode="ask anna@example.org"),
        bad_line(13, base_weight=None, unparsed="base_weight=0612 345 678"),
    ]
    batch_id = deliver(tmp_path, survey(lines))
    gate.validate_pending(tmp_path, PROFILE)
    file = tmp_path / "quarantine" / SOURCE / batch_id / "broken_rules.parquet"
    assert query(f"select distinct found from '{file}'") == [("(hidden)",)]
    written = b"".join(path.read_bytes() for path in (tmp_path / "quarantine").rglob("*.json"))
    assert b"anna" not in written


@pytest.mark.parametrize("expectation", [IN_SET, AT_LEAST])
def test_a_wrong_predicate_makes_the_gate_refuse_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expectation: str
) -> None:
    batch_id = deliver(tmp_path, survey([*GOOD, bad_line(12, q1=7, mode="fax")]))
    monkeypatch.setitem(predicates.PREDICATES, expectation, lambda _: "false")
    result = gate.validate_pending(tmp_path, PROFILE)[0]
    assert (result.status, result.agrees) == ("held", False)
    assert "1 by Great Expectations, 0 by the quarantine" in result.message
    assert not (tmp_path / "quarantine" / SOURCE / batch_id / "gate.json").exists()
    assert [each.batch_id for each in gate.pending(tmp_path)] == [batch_id]


def test_too_many_bad_lines_hold_the_delivery(tmp_path: Path) -> None:
    profile = make_profile(max_quarantined_share=0.1)
    at_limit = [*[good_line(line) for line in range(2, 11)], bad_line(11, mode="fax")]
    over = [*at_limit, bad_line(12, mode="fax"), bad_line(13, q1=9)]
    deliver(tmp_path, survey(at_limit))
    deliver(tmp_path, survey(over), sequence=2)
    passed, held = gate.validate_pending(tmp_path, profile)
    assert (passed.status, passed.message) == ("passed", "")
    assert held.status == "held"
    assert held.message == (
        "visitors_2.csv: 3 of 12 lines (25.0%) broke a rule, more than the 10.0% that source 'visitors' allows; "
        "most often unknown_value.mode (2 lines) and above_scale (1 line). "
        "Nothing of this file is used: see the lines with 'satisfaction quarantine list', then correct the file or the "
        "mapping and deliver it again, or raise the source's max_quarantined_share if this is expected. "
        f"A person may let it in with 'satisfaction quarantine release {held.batch_id}'."
    )
    totals = gate.write_ledger(tmp_path, profile)
    assert (totals.deliveries, totals.held, totals.arithmetic_closes) == (2, 1, True)


def test_a_delivery_without_a_row_is_held(tmp_path: Path) -> None:
    deliver(tmp_path, {"operation": []}, source_id="counts")
    result = gate.validate_pending(tmp_path, PROFILE)[0]
    assert (result.status, result.agrees) == ("held", True)
    assert result.message == "counts_1.csv: no row for operation; check the export and deliver it again."


def test_columns_that_are_not_the_contracts_hold_the_delivery(tmp_path: Path) -> None:
    deliver(tmp_path, survey(GOOD), extra={"mood": "VARCHAR"})
    deliver(tmp_path, survey(GOOD), sequence=2, contract_version=99)
    wrong, outdated = gate.validate_pending(tmp_path, PROFILE)
    assert (wrong.status, outdated.status) == ("held", "held")
    assert "the landed columns of survey_response are not the contract's: mood" in wrong.message
    assert "landed by version 99" in outdated.message
    assert wrong.counts["survey_response"] == {"landed": 10, "accepted": 0, "quarantined": 10, "duplicate": 0}


def test_judging_again_changes_no_byte_and_the_ledger_stays_untouched(tmp_path: Path) -> None:
    lines = [*GOOD, bad_line(12, mode="fax"), good_line(13, source_record_id="r2")]
    batch_id = deliver(tmp_path, survey(lines))
    gate.validate_pending(tmp_path, PROFILE)
    gate.write_ledger(tmp_path, PROFILE)
    before = files_below(tmp_path / "quarantine")
    assert gate.validate_pending(tmp_path, PROFILE) == []
    gate.validate_delivery(tmp_path, PROFILE, SOURCE, batch_id)
    gate.write_ledger(tmp_path, PROFILE)
    assert files_below(tmp_path / "quarantine") == before


def test_together_or_alone_a_delivery_is_judged_alike(tmp_path: Path) -> None:
    deliveries = [[*GOOD, bad_line(12, mode="fax")], [good_line(2), good_line(3), bad_line(4, q1=9)]]
    together, alone = tmp_path / "together", tmp_path / "alone"
    for home in (together, alone):
        for number, lines in enumerate(deliveries, start=1):
            deliver(home, survey(lines), sequence=number)
            if home == alone:
                gate.validate_pending(home, PROFILE)
    gate.validate_pending(together, PROFILE)
    hashes = [
        {name: content for name, (content, _) in files_below(home / "quarantine" / SOURCE).items()}
        for home in (together, alone)
    ]
    assert hashes[0] == hashes[1]
    assert len(hashes[0]) == 10


def test_new_rules_mean_judging_again(tmp_path: Path) -> None:
    batch_id = deliver(tmp_path, survey([*GOOD, bad_line(12, segments={"region": "s"})]))
    gate.validate_pending(tmp_path, PROFILE)
    narrow = make_profile()
    cut = narrow.segmentations[0]
    narrow = narrow.model_copy(update={"segmentations": [cut.model_copy(update={"values": cut.values[:1]})]})
    assert [each.batch_id for each in gate.pending(tmp_path, narrow)] == [batch_id]
    gate.validate_pending(tmp_path, narrow)
    assert reasons(tmp_path, batch_id) == {12: {"unknown_segment.region"}}
    assert gate.pending(tmp_path, narrow) == []


def test_a_half_landed_delivery_waits(tmp_path: Path) -> None:
    batch_id = deliver(tmp_path, survey(GOOD))
    (tmp_path / "landing" / "survey_answer" / SOURCE / batch_id / "manifest.json").unlink()
    assert gate.validate_pending(tmp_path, PROFILE) == []


def test_a_rule_that_cannot_be_computed_stops_the_run_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(tmp_path, {"operation": []}, source_id="counts")
    build = ge_engine.build_suite

    def build_wrongly(contract: str, source_id: str, rules: list[Rule]) -> Any:
        lost = [
            replace(rule, kwargs=rule.kwargs | {"column": "nowhere"}) for rule in rules if rule.rule_id == "before_1990"
        ]
        return build(contract, source_id, lost)

    monkeypatch.setattr(ge_engine, "build_suite", build_wrongly)
    with pytest.raises(
        gate.GateError, match=r"operation__counts, rule before_1990: Great Expectations could not compute it"
    ):
        gate.validate_pending(tmp_path, PROFILE)


def test_lost_rows_stop_the_run(tmp_path: Path) -> None:
    deliver(tmp_path, survey(GOOD), rows=11)
    with pytest.raises(gate.GateError, match=r"visitors_1.csv, survey_response: 11 rows by the manifest, 10 landed"):
        gate.validate_pending(tmp_path, PROFILE)


def test_an_undeclared_source_is_told_and_left_alone(tmp_path: Path) -> None:
    deliver(tmp_path, survey(GOOD), source_id="gone")
    result = gate.validate_pending(tmp_path, PROFILE)[0]
    assert "no longer declares source 'gone'" in result.message
    assert gate.write_ledger(tmp_path, PROFILE).deliveries == 0


def test_the_ledger_exists_and_is_typed_when_nothing_has_landed(tmp_path: Path) -> None:
    totals = gate.write_ledger(tmp_path, PROFILE)
    ledger = tmp_path / "quarantine" / "_ledger"
    assert totals.arithmetic_closes
    described = query(f"describe from '{ledger / 'batch.parquet'}'")
    assert {row[0]: row[1] for row in described}["landed"] == "BIGINT"
    assert [
        query(f"select count(*) from '{ledger / name}.parquet'") for name in ("rows", "broken_rules", "refusal")
    ] == [[(0,)]] * 3


def test_the_ledger_counts_each_broken_rule_once_per_line_and_knows_refusals(tmp_path: Path) -> None:
    deliver(tmp_path, survey([*GOOD, bad_line(12, event_at=None, unparsed="event_at=never")]))
    refused = tmp_path / "landing" / "_refusals" / SOURCE / "0123456789ab.json"
    refused.parent.mkdir(parents=True)
    refused.write_text(
        json.dumps({"source_id": SOURCE, "file": "x.csv", "rule": "it is empty", "message": "x.csv: it is empty."})
    )
    gate.validate_pending(tmp_path, PROFILE)
    totals = gate.write_ledger(tmp_path, PROFILE)
    ledger = tmp_path / "quarantine" / "_ledger"
    counted = query(
        f"select contract, rule_id, rule_kind, column_name, n_rows from '{ledger / 'broken_rules.parquet'}'"
    )
    assert counted == [("survey_response", "unreadable.event_at", "unreadable", "event_at", 1)]
    assert query(f"select file, place from '{ledger / 'refusal.parquet'}'") == [("x.csv", "")]
    assert totals.refused == 1


def test_with_nothing_to_judge_great_expectations_is_not_imported(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from expectations import data_docs, gate, summary; "
        "from tests.fixtures_gate import make_profile; "
        f"home, profile = Path({str(tmp_path)!r}), make_profile(); "
        "gate.validate_pending(home, profile); gate.write_ledger(home, profile); "
        "print(summary.explain(home)); print('great_expectations' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout.split("\n")[:2] == [NOTHING, "False"]
