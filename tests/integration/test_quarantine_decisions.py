"""A person decides: release, rejection and undoing, on record, through the same checks as any delivery."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from expectations import gate, release
from expectations.decisions import decisions_folder, read_decisions
from expectations.deliveries import Delivery, landed
from expectations.lines import export, lines_of
from expectations.summary import NOTHING, explain, show
from ingest.errors import IngestError
from tests.conftest import satisfaction
from tests.fixtures_gate import SOURCE, answers, deliver, good_line, interview, make_profile, survey

PROFILE = make_profile(max_quarantined_share=0.1)
SAID = {
    "reason": "The agency confirmed it",
    "decided_by": "head of research",
    "decided_at": "2026-02-01T09:30:00+00:00",
}
GOOD = [good_line(line) for line in range(2, 12)]
# Lines 12 and 13 break a rule that may be waived, 14 one that may not, 15 both.
BAD = [
    good_line(12, started_at="2025-11-03 10:00:00", ended_at="2025-11-03 09:00:00"),
    good_line(13, event_at="2026-01-16 00:00:00"),
    good_line(14, mode="fax"),
    good_line(15, mode="fax", started_at="2025-11-03 10:00:00", ended_at="2025-11-03 09:00:00"),
]
FAR_AHEAD = good_line(16, event_at="2026-02-16 00:00:00")
HELD = {"landed": 15, "accepted": 10, "quarantined": 5, "duplicate": 0}


@pytest.fixture
def held(tmp_path: Path) -> tuple[Path, Delivery]:
    """A delivery that the circuit breaker holds: 5 of 15 lines are bad."""
    deliver(tmp_path, survey([*GOOD, *BAD, FAR_AHEAD]))
    gate.validate_pending(tmp_path, PROFILE)
    return tmp_path, landed(tmp_path)[0]


def verdict(home: Path, delivery: Delivery) -> dict[str, Any]:
    """Return the verdict, after checking that the arithmetic of the whole ledger closes."""
    assert gate.write_ledger(home, PROFILE).arithmetic_closes
    return release.verdict_of(home, delivery)


def statuses(home: Path, delivery: Delivery) -> dict[int, str]:
    file = delivery.verdict_folder(home) / "rows.parquet"
    return dict(duckdb.sql(f"select source_row, reasons from '{file}' where status = 'quarantined'").fetchall())


def ledger(home: Path, columns: str) -> list[tuple[Any, ...]]:
    file = home / "quarantine" / "_ledger" / "decision.parquet"
    return duckdb.sql(f"select {columns} from '{file}' order by all").fetchall()


def test_a_released_delivery_passes_and_its_bad_lines_stay_out(held: tuple[Path, Delivery]) -> None:
    home, delivery = held
    assert verdict(home, delivery)["status"] == "held"
    made, result = release.release_batch(home, PROFILE, delivery, SAID)
    told = verdict(home, delivery)
    assert (told["status"], told["counts"]["survey_response"]) == ("passed", HELD)
    assert result.message == (
        "visitors_1.csv: released by head of research on 2026-02-01 (decision 1): The agency confirmed it."
    )
    assert set(statuses(home, delivery)) == {12, 13, 14, 15, 16}
    assert gate.pending(home, PROFILE) == []
    assert made.sentence == (
        "1: 2026-02-01 09:30 UTC, head of research released visitors_1.csv: The agency confirmed it"
    )
    with pytest.raises(IngestError, match="it is not held"):
        release.release_batch(home, PROFILE, delivery, SAID)


def test_undoing_a_release_holds_the_delivery_again_and_keeps_both_records(held: tuple[Path, Delivery]) -> None:
    home, delivery = held
    before = verdict(home, delivery)
    release.release_batch(home, PROFILE, delivery, SAID)
    release.undo(home, PROFILE, 1, SAID)
    assert verdict(home, delivery) == before
    assert [each.decision for each in read_decisions(home)] == ["release", "undo"]
    assert ledger(home, "decision_number, decision, source_row, is_in_effect") == [
        (1, "release", None, False),
        (2, "undo", None, False),
    ]
    with pytest.raises(IngestError, match="no decision of this number is in effect"):
        release.undo(home, PROFILE, 1, SAID)


def test_a_waived_rule_lets_in_the_lines_that_broke_nothing_else(held: tuple[Path, Delivery]) -> None:
    home, delivery = held
    release.release_rows(home, PROFILE, delivery, [12, 15], "ended_before_started", SAID)
    counts = verdict(home, delivery)["counts"]
    assert statuses(home, delivery) == {
        13: "in_the_future",
        14: "unknown_value.mode",
        15: "unknown_value.mode",
        16: "in_the_future",
    }
    assert counts["survey_response"] == {"landed": 15, "accepted": 11, "quarantined": 4, "duplicate": 0}
    assert counts["survey_answer"] == {"landed": 30, "accepted": 22, "quarantined": 8, "duplicate": 0}
    assert ledger(home, "source_row, rule_id, decided_by") == [
        (12, "ended_before_started", "head of research"),
        (15, "ended_before_started", "head of research"),
    ]


def test_a_date_in_the_future_may_be_waived_within_two_days_of_arrival(held: tuple[Path, Delivery]) -> None:
    home, delivery = held
    with pytest.raises(IngestError, match="no person may waive in_the_future for line 16"):
        release.release_rows(home, PROFILE, delivery, [13, 16], "in_the_future", SAID)
    assert read_decisions(home) == []
    release.release_rows(home, PROFILE, delivery, [13], "in_the_future", SAID)
    assert 13 not in statuses(home, delivery)


@pytest.mark.parametrize(
    ("rows", "rule", "said"),
    [
        ([14], "unknown_value.mode", "no person may waive unknown_value.mode for line 14"),
        ([2], "ended_before_started", "line 2 is not in quarantine because of ended_before_started"),
        ([14], "ended_before_started", "line 14 is not in quarantine because of ended_before_started"),
        ([12], "unheard_of", "line 12 is not in quarantine because of unheard_of"),
    ],
)
def test_what_may_not_be_waived_is_refused_and_not_recorded(
    held: tuple[Path, Delivery], rows: list[int], rule: str, said: str
) -> None:
    home, delivery = held
    with pytest.raises(IngestError, match=said):
        release.release_rows(home, PROFILE, delivery, rows, rule, SAID)
    assert read_decisions(home) == []


def test_a_waiver_of_a_rule_that_may_not_be_waived_changes_nothing(held: tuple[Path, Delivery]) -> None:
    """A record that was put there by other means goes through the same checks."""
    home, delivery = held
    release.release_rows(home, PROFILE, delivery, [12], "ended_before_started", SAID)
    record = decisions_folder(home) / "000001.json"
    forged = json.loads(record.read_text()) | {"number": 2, "rows": [14, 16], "rule_id": "unknown_value.mode"}
    (decisions_folder(home) / "000002.json").write_text(json.dumps(forged))
    (decisions_folder(home) / "000003.json").write_text(
        json.dumps(forged | {"number": 3, "rows": [16], "rule_id": "in_the_future"})
    )
    assert [each.batch_id for each in gate.pending(home, PROFILE)] == [delivery.batch_id]
    gate.validate_pending(home, PROFILE)
    assert set(statuses(home, delivery)) == {13, 14, 15, 16}


def test_a_rejected_delivery_nags_no_more(held: tuple[Path, Delivery]) -> None:
    home, delivery = held
    assert "Held: visitors_1.csv" in explain(home)
    _, result = release.reject(home, PROFILE, delivery, [], SAID)
    told = verdict(home, delivery)
    assert (result.status, told["status"], told["counts"]["survey_response"]) == ("rejected", "rejected", HELD)
    assert explain(home) == NOTHING
    release.undo(home, PROFILE, 1, SAID)
    assert verdict(home, delivery)["status"] == "held"


def test_rejected_lines_stay_out_and_are_listed_as_such(held: tuple[Path, Delivery]) -> None:
    home, delivery = held
    release.reject(home, PROFILE, delivery, [14, 15], SAID)
    assert set(statuses(home, delivery)) == {12, 13, 14, 15, 16}
    lines = lines_of(home, delivery).to_pylist()
    assert {row["line"]: row["status"] for row in lines} == {
        12: "quarantined",
        13: "quarantined",
        14: "rejected",
        15: "rejected",
        16: "quarantined",
    }
    assert "unknown_value.mode" not in explain(home)
    with pytest.raises(IngestError, match="line 3 is not in quarantine"):
        release.reject(home, PROFILE, delivery, [3], SAID)


def test_a_rejection_takes_back_a_waiver(held: tuple[Path, Delivery]) -> None:
    home, delivery = held
    release.release_rows(home, PROFILE, delivery, [12], "ended_before_started", SAID)
    release.reject(home, PROFILE, delivery, [12], SAID)
    assert statuses(home, delivery)[12] == "ended_before_started"


def test_an_empty_delivery_may_be_rejected_and_not_released(tmp_path: Path) -> None:
    deliver(tmp_path, {"operation": []}, source_id="counts")
    gate.validate_pending(tmp_path, PROFILE)
    delivery = landed(tmp_path)[0]
    with pytest.raises(IngestError, match="there is nothing to release"):
        release.release_batch(tmp_path, PROFILE, delivery, SAID)
    _, result = release.reject(tmp_path, PROFILE, delivery, [], SAID)
    assert result.status == "rejected"


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"reason": " "}, "--reason: it is empty"), ({"decided_by": ""}, "--by: it is empty")]
    + [({"reason": text}, "looks like an address or a number") for text in ("person@example.org", "+34 600 000 000")],
)
def test_who_and_why_must_be_said_without_personal_data(
    held: tuple[Path, Delivery], changed: dict[str, str], said: str
) -> None:
    home, delivery = held
    with pytest.raises(IngestError, match=said):
        release.release_batch(home, PROFILE, delivery, SAID | changed)
    assert read_decisions(home) == []


def test_a_record_is_read_only_and_says_who_in_which_account(held: tuple[Path, Delivery]) -> None:
    home, delivery = held
    release.release_batch(home, PROFILE, delivery, SAID)
    record = decisions_folder(home) / "000001.json"
    assert record.stat().st_mode & 0o222 == 0
    told = json.loads(record.read_text("utf-8"))
    assert (told["decided_by"], told["batch_id"]) == ("head of research", delivery.batch_id)
    assert told["account"]


def test_a_damaged_record_is_told_and_stops(held: tuple[Path, Delivery]) -> None:
    home, _ = held
    decisions_folder(home).mkdir(parents=True)
    (decisions_folder(home) / "000001.json").write_text("{")
    with pytest.raises(IngestError, match=r"000001\.json: this record of a decision is damaged"):
        gate.pending(home, PROFILE)


def test_an_export_has_the_reasons_and_no_formula_and_no_identifier(tmp_path: Path) -> None:
    response = interview(12, mode="=1+1", respondent_key="0f" * 16, interviewer="@team", wave=" -2", stratum="+x")
    talkative = [each | {"raw_value": "call person@example.org"} for each in answers(response)]
    deliver(tmp_path, survey([*GOOD, (response, talkative)]))
    gate.validate_pending(tmp_path, PROFILE)
    delivery = landed(tmp_path)[0]
    names = [tmp_path / "out.csv", tmp_path / "out.xlsx"]
    assert [export(tmp_path, [delivery], name) for name in names] == [1, 1]
    with names[0].open(newline="", encoding="utf-8") as stream:
        [from_csv] = csv.DictReader(stream)
    head, cells = openpyxl.load_workbook(names[1]).active.iter_rows(values_only=True)
    from_sheet = {name: "" if cell is None else str(cell) for name, cell in zip(head, cells, strict=True)}
    assert from_csv == from_sheet
    assert from_csv["line"] == "12"
    assert from_csv["rules"] == "unknown_value.mode"
    assert "is not one of face_to_face" in from_csv["what_is_wrong"]
    shown = {name: from_csv[name] for name in ("mode", "interviewer", "wave", "stratum", "respondent_key")}
    assert shown == {
        "mode": "'=1+1",
        "interviewer": "(hidden)",
        "wave": "' -2",
        "stratum": "'+x",
        "respondent_key": "(hidden)",
    }
    assert from_csv["survey_answer"] == "q1=(hidden); q2=(hidden)"
    for content in (name.read_bytes() for name in names):
        assert b"person@example" not in content
    with pytest.raises(IngestError, match="it exists already"):
        export(tmp_path, [delivery], names[0])
    with pytest.raises(IngestError, match=r"only .csv and .xlsx"):
        export(tmp_path, [delivery], tmp_path / "out.txt")


FORMULAS = {
    "\x01=HYPERLINK(A1)": "'=HYPERLINK(A1)",
    "\x02\x0b=2+3": "'=2+3",
    "\uff1d1+1": "'\uff1d1+1",
    "\u200b\uff20SUM(A1)": "'\u200b\uff20SUM(A1)",
    "\tx": "'\tx",
    "\x02\rx": "'\rx",
    "\uff0d1": "'\uff0d1",
    "#N/A": "#N/A",
    "a=b": "a=b",
}


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_no_cell_becomes_a_formula_behind_a_control_character_or_in_full_width(tmp_path: Path, suffix: str) -> None:
    bad = [good_line(line, mode=text) for line, text in enumerate(FORMULAS, start=12)]
    deliver(tmp_path, survey([*GOOD, *bad]))
    gate.validate_pending(tmp_path, PROFILE)
    target = tmp_path / f"out{suffix}"
    assert export(tmp_path, landed(tmp_path), target) == len(FORMULAS)
    if suffix == ".csv":
        with target.open(newline="", encoding="utf-8") as stream:
            modes = [row["mode"] for row in csv.DictReader(stream)]
        assert modes == list(FORMULAS.values())
        return
    head, *lines = openpyxl.load_workbook(target).active.iter_rows()
    place = [cell.value for cell in head].index("mode")
    # XML folds a carriage return into a line feed when it is read.
    assert [row[place].value.replace("\n", "\r") for row in lines] == list(FORMULAS.values())
    assert {cell.data_type for row in lines for cell in row if isinstance(cell.value, str)} == {"s"}


def test_exporting_nothing_says_so_and_writes_no_file(tmp_path: Path) -> None:
    deliver(tmp_path / "home", survey(GOOD))
    gate.validate_pending(tmp_path / "home", PROFILE)
    [delivery] = landed(tmp_path / "home")
    for where, suffix in [(SOURCE, ".csv"), (SOURCE, ".xlsx"), (delivery.batch_id, ".csv")]:
        target = tmp_path / f"out{suffix}"
        done = satisfaction("quarantine", "export", where, "--to", target, "--home", tmp_path / "home")
        assert (done.returncode, done.stdout.strip()) == (0, NOTHING), done.stderr
        assert not target.exists()


def test_an_export_into_a_folder_that_is_not_there_names_it(held: tuple[Path, Delivery]) -> None:
    home, delivery = held
    for suffix in (".csv", ".xlsx"):
        with pytest.raises(IngestError, match=r"absent: there is no such folder"):
            export(home, [delivery], home / "absent" / f"out{suffix}")


def test_show_tells_line_reason_and_values(held: tuple[Path, Delivery]) -> None:
    home, delivery = held
    told = show(home, [delivery], limit=3)
    assert f"visitors_1.csv (source 'visitors', batch {delivery.batch_id}): 5 lines" in told
    assert "  line 12 [quarantined] ended_before_started\n    The interview ended before it started: " in told
    assert "mode: fax" in told
    assert "survey_answer: q1=4; q2=5" in told
    assert "and 2 more; 'satisfaction quarantine export' writes all of them." in told


def test_a_batch_is_found_by_the_start_of_its_id(held: tuple[Path, Delivery]) -> None:
    home, delivery = held
    assert release.find_delivery(home, delivery.batch_id[:6]).batch_id == delivery.batch_id
    for wrong in ("ffffff", delivery.batch_id[:5], SOURCE):
        with pytest.raises(IngestError, match="no judged delivery has this id"):
            release.find_delivery(home, wrong)
