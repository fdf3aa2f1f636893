"""Erasure, retention, vault and change of keys through the real command, on files that fit on a page."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import duckdb
import pytest

from expectations import gate
from ingest.landing import land_all
from ingest.ledger import read_ledger
from ingest.personal.erasure import erase
from ingest.personal.rewrite import Rewrite, recover
from ingest.profiles import load_profile
from ingest.pseudonyms import install_key, read_key
from tests.conftest import satisfaction
from tests.fixtures_profile import LANDED_AT, PROFILE, rows, write_profile, write_survey

ANA, BEA = "ana@example.org", "bea@example.org"
SURVEY = [
    f"1,01/05/2024,{ANA},1.5,no,1,en,5,4,Ana says fine\n",
    f"2,02/05/2024,{BEA},1,no,2,en,4,3,Bea says well\n",
    "3,03/06/2024,,1,no,2,en,3,3,Nobody in particular\n",
]
COMPLAINTS = """
  - id: complaints
    name: {en: "Complaints", fa: "شکایت"}
    method: complaints
    owner_role: Manager
    cadence: monthly
    files: complaints*.csv
    records:
      - contract: complaint
        key: [number]
        fields:
          event_at: &moment {columns: [day], dates: [{format: "%Y-%m-%d"}]}
          customer_key: {columns: [mail], pseudonymise: true}
          verbatim_original: {columns: [words]}
          is_internal: {value: false}
      - contract: complaint_event
        key: [number]
        fields:
          event_at: *moment
          complaint_record_id: {columns: [number]}
          event_type: {value: received}
"""
TEXT = PROFILE + COMPLAINTS + "personal: {vault: true, retention_months: 24}\n"


def write_complaints(data: Path) -> None:
    (data / "complaints.csv").write_text(
        f"number,day,mail,words\nC1,2024-05-03,{ANA},Late\nC2,2026-10-04,{BEA},Dirty\n", encoding="utf-8"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A home after landing and gate."""
    write_profile(tmp_path / "profile", TEXT)
    write_survey(tmp_path / "data", SURVEY)
    write_complaints(tmp_path / "data")
    land(tmp_path)
    (tmp_path / "home" / "warehouse").mkdir()
    (tmp_path / "home" / "warehouse" / "warehouse.duckdb").write_bytes(b"rows")
    return tmp_path


def land(folder: Path) -> None:
    profile = load_profile(folder / "profile")
    report = land_all(profile, folder / "data", folder / "home", LANDED_AT)
    assert not report.refused, report.refused


def run(folder: Path, *arguments: str) -> str:
    done = satisfaction(*arguments, "--home", folder / "home", "--profile", folder / "profile")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def bytes_below(home: Path) -> str:
    told = []
    for path in home.rglob("*"):
        if path.suffix == ".parquet":
            told.append(repr(duckdb.sql(f"FROM read_parquet('{path}')").fetchall()))
        elif path.is_file():
            told.append(path.read_bytes().decode("utf-8", "replace"))
    return "\n".join(told)


def key_of(folder: Path, record: str) -> str:
    return rows(folder, "survey_response", "respondent_key", f"source_record_id LIKE '%{record}'")[0][0]


def test_an_erased_person_is_gone_and_does_not_come_back(folder: Path) -> None:
    home = folder / "home"
    key = key_of(folder, "1")
    gate.validate_pending(home, load_profile(folder / "profile"))
    said = run(folder, "erase", ANA, "--reason", f"asked by {ANA}")
    assert "1 of complaint" in said
    assert "1 of survey_response" in said
    assert [row[0] for row in rows(folder, "survey_response", "source_record_id")] == ["2024|2", "2024|3"]
    assert "2024|1" not in {row[0] for row in rows(folder, "survey_answer", "source_record_id")}
    assert [row[0] for row in rows(folder, "complaint", "source_record_id")] == ["C2"]
    assert not (home / "warehouse" / "warehouse.duckdb").exists()
    shutil.copytree(home, folder / "seen", ignore=shutil.ignore_patterns("personal"))
    text = bytes_below(folder / "seen")
    assert key not in text
    assert "Ana says" not in text
    [entry] = [json.loads(line) for line in (home / "personal" / "log.jsonl").read_text("utf-8").splitlines()]
    assert entry["reason"] == "asked by [email]"
    assert entry["rows"] == {"complaint": 1, "complaint_event": 1, "survey_answer": 3, "survey_response": 1}

    # The arithmetic still closes, delivery by delivery, also by the gate's own ledger.
    for manifest in read_ledger(home):
        if manifest.contract != "survey_answer":
            assert manifest.source_rows == manifest.rows + manifest.out_of_scope_rows + manifest.erased_rows
    totals = gate.write_ledger(home, load_profile(folder / "profile"))
    assert totals.arithmetic_closes
    assert totals.deliveries == 2

    # The same person in other files: under the same address, or only by the number of the erased complaint.
    write_survey(folder / "data", [SURVEY[0].replace("1,01/05", "7,01/07"), SURVEY[1]], name="2025.csv")
    (folder / "data" / "complaints.csv").write_text(
        "number,day,mail,words\nC1,2024-05-03,,Late\nC2,2026-10-04,,Dirty\n", encoding="utf-8"
    )
    land(folder)
    assert {row[0] for row in rows(folder, "survey_response", "source_record_id")} == {"2024|2", "2024|3", "2025|2"}
    assert {row[0] for row in rows(folder, "complaint", "source_record_id")} == {"C2"}
    assert {row[0] for row in rows(folder, "complaint_event", "complaint_record_id")} == {"C2"}
    blocked = {(m.source_id, m.contract): m.erased_rows for m in read_ledger(home) if m.sequence == 2}
    assert blocked == {
        ("survey", "survey_response"): 1,
        ("survey", "survey_answer"): 2,
        ("complaints", "complaint"): 1,
        ("complaints", "complaint_event"): 1,
    }
    assert "records" in run(folder, "erase", "--list")
    assert ANA not in run(folder, "erase", "--list")


def test_quarantine_and_its_ledger_forget_the_lines_at_once(folder: Path) -> None:
    home, profile = folder / "home", load_profile(folder / "profile")
    write_survey(
        folder / "data", [f"{i},0{i}/05/2024,{ANA if i == 1 else ''},heavy,no,1,en,5,4,Ana says\n" for i in (1, 2)]
    )
    land(folder)
    gate.validate_pending(home, profile)
    gate.write_ledger(home, profile)
    [batch] = {(m.source_id, m.batch_id) for m in read_ledger(home) if m.source_id == "survey" and m.sequence == 2}
    places = [home.joinpath("quarantine", *batch), home / "quarantine" / "_ledger"]

    def lines() -> list[set[int]]:
        query = "SELECT DISTINCT source_row FROM read_parquet($file) WHERE batch_id = $batch"
        files = [place / "rows.parquet" for place in places]
        return [
            {row[0] for row in duckdb.execute(query, {"file": str(f), "batch": batch[1]}).fetchall()} for f in files
        ]

    assert lines() == [{2, 3}, {2, 3}]
    (home / "quarantine" / "_ledger" / "flags.parquet").unlink()
    duckdb.execute(
        f"COPY (SELECT 'survey' AS source_id, $batch AS batch_id, unnest([2, 3]) AS source_row, 'speeder' AS flag) "
        f"TO '{home}/quarantine/_ledger/flags.parquet' (FORMAT parquet)",
        {"batch": batch[1]},
    )
    erase(home, ANA, "asked", LANDED_AT)
    assert lines() == [{3}, {3}]
    assert duckdb.sql(f"SELECT source_row FROM '{home}/quarantine/_ledger/flags.parquet'").fetchall() == [(3,)]
    assert not (places[0] / "columns.parquet").exists()
    gate.validate_pending(home, profile)
    assert gate.write_ledger(home, profile).arithmetic_closes
    assert (places[0] / "columns.parquet").exists()


@pytest.mark.parametrize("spelling", ["ANA@Example.Org", " ana@EXAMPLE.org\u200e"])
def test_another_spelling_of_an_erased_address_does_not_come_back(folder: Path, spelling: str) -> None:
    run(folder, "erase", spelling, "--reason", "asked")
    left = {row[0] for row in rows(folder, "survey_response", "source_record_id")}
    assert left == {"2024|2", "2024|3"}
    write_survey(folder / "data", [SURVEY[0].replace(ANA, spelling), SURVEY[1]], name="2025.csv")
    land(folder)
    assert {row[0] for row in rows(folder, "survey_response", "source_record_id")} == {*left, "2025|2"}


def test_what_landed_with_a_key_from_before_folding_is_erased_as_well(folder: Path) -> None:
    home = folder / "home"
    for file in (home / "landing" / "survey_response").rglob("*.parquet"):
        with duckdb.connect() as connection:
            install_key(connection, read_key(home))
            connection.execute(
                f"COPY (SELECT * REPLACE (CASE WHEN source_row = 2 THEN person_key('Ana@example.org') ELSE respondent_key END "
                f"AS respondent_key) FROM read_parquet('{file}')) TO '{file}.new' (FORMAT parquet)"
            )
        file.with_name(file.name + ".new").rename(file)
    run(folder, "erase", "Ana@example.org", "--reason", "asked")
    assert {row[0] for row in rows(folder, "survey_response", "source_record_id")} == {"2024|2", "2024|3"}


def test_erasing_removes_the_pages_of_fetches_that_were_cut_off(folder: Path) -> None:
    work = folder / "home" / "landing" / ".work"
    for name in ("reviews.unfinished", "survey--a1b2"):
        (work / name).mkdir(parents=True)
        (work / name / "records.jsonl").write_text(f'{{"mail": "{ANA}"}}\n', encoding="utf-8")
    run(folder, "erase", ANA, "--reason", "asked")
    assert list(work.iterdir()) == []


def test_everything_personal_is_for_its_owner_only(folder: Path) -> None:
    home = folder / "home"

    def open_to_others() -> list[str]:
        found = [home / "personal", *(home / "personal").rglob("*")]
        assert len(found) >= 4
        return [str(path.relative_to(home)) for path in found if path.stat().st_mode & 0o077]

    before = os.umask(0o022)
    try:
        assert open_to_others() == []
        erase(home, ANA, "asked", LANDED_AT)
        assert open_to_others() == []
        write_survey(folder / "data", [SURVEY[0], SURVEY[1]], name="2025.csv")
        (home / "personal").chmod(0o755)
        land(folder)
        assert open_to_others() == []
    finally:
        os.umask(before)


def test_erasing_somebody_unknown_only_leaves_a_tombstone(folder: Path) -> None:
    before = read_ledger(folder / "home")
    assert "Nothing of this person has landed" in run(folder, "erase", "who@example.org", "--reason", "asked")
    assert read_ledger(folder / "home") == before
    assert (folder / "home" / "warehouse" / "warehouse.duckdb").exists()


def test_a_changed_key_changes_keys_and_nothing_else(folder: Path) -> None:
    home = folder / "home"
    kept = "* EXCLUDE (respondent_key)"
    before, key = rows(folder, "survey_response", kept), key_of(folder, "2")
    run(folder, "erase", ANA, "--reason", "asked")
    left = rows(folder, "survey_response", kept)
    run(folder, "key", "rotate", "--reason", "yearly")
    assert rows(folder, "survey_response", kept) == left != before
    newer = key_of(folder, "2")
    assert newer != key
    assert len((home / "pseudonym.key").read_text().split()) == 2
    assert {manifest.key_version for manifest in read_ledger(home)} == {2}
    for manifest in read_ledger(home):
        for month in manifest.months:
            path = home / "landing" / manifest.contract / manifest.source_id / manifest.batch_id / month.file
            found = duckdb.sql(f"SELECT sha256(content) FROM read_blob('{path}')").fetchone()
            assert found == (month.sha256,)
    # The same person in a new file has the new key; the erased one is still blocked; the vault knows the new key.
    write_survey(folder / "data", [SURVEY[0], SURVEY[1]], name="2025.csv")
    land(folder)
    assert rows(
        folder, "survey_response", "DISTINCT respondent_key, 1 AS source_row", "respondent_key IS NOT NULL"
    ) == [(newer, 1)]
    assert run(folder, "vault", "lookup", newer, "--reason", "call back").strip() == BEA


def test_another_key_is_not_taken_for_the_same(folder: Path) -> None:
    done = satisfaction(
        "erase", ANA, "--reason", "x", "--home", folder / "home", "--profile", folder / "profile",
        SATISFACTION_PSEUDONYM_KEY="a quite different key",
    )  # fmt: skip
    assert done.returncode == 2
    assert "this is not the pseudonym key that people in landing have their keys by" in done.stderr


def test_the_vault_holds_no_readable_identifier_and_logs_who_asked(folder: Path) -> None:
    assert ANA not in bytes_below(folder / "home")
    key = key_of(folder, "1")
    assert run(folder, "vault", "lookup", key, "--reason", "call back").strip() == ANA
    [entry] = [json.loads(line) for line in (folder / "home/personal/log.jsonl").read_text("utf-8").splitlines()]
    assert (entry["action"], entry["reason"], entry["found"]) == ("vault lookup", "call back", True)
    assert ANA not in json.dumps(entry)


def test_retention_removes_words_and_keys_and_keeps_answers(folder: Path) -> None:
    values = rows(folder, "survey_answer", "source_record_id, question_key, value")
    due = run(folder, "retention", "apply", "--dry-run", "--as-of", "2026-05-31")
    assert due.splitlines()[-1].startswith("Words and person keys of 0 rows")
    run(folder, "retention", "apply", "--as-of", "2026-06-01")
    assert rows(folder, "survey_answer", "source_record_id, question_key, value") == values
    assert rows(folder, "survey_response", "respondent_key", "event_at < '2024-06-01'") == [(None,), (None,)]
    assert rows(folder, "complaint", "verbatim_original, customer_key IS NULL") == [
        ("[removed]", True),
        ("Dirty", False),
    ]
    assert rows(folder, "survey_answer", "text_original", "text_original IS NOT NULL") == [
        ("[removed]",), ("[removed]",), ("Nobody in particular",),
    ]  # fmt: skip
    assert "2 entries" in run(folder, "vault", "status")


@pytest.mark.parametrize(("is_committed", "expected"), [(True, "new"), (False, "old")])
def test_a_change_that_was_cut_off_is_there_whole_or_not_at_all(
    tmp_path: Path, is_committed: bool, expected: str
) -> None:
    target = tmp_path / "landing" / "file"
    target.parent.mkdir()
    target.write_text("old")
    rewrite = Rewrite(tmp_path)
    rewrite.begin()
    rewrite.put(target).write_text("new")
    if is_committed:
        listed = {"moves": [["000000", "landing/file"]], "removed": ["landing/gone"]}
        (rewrite.folder / "committed.json").write_text(json.dumps(listed))
    recover(tmp_path)
    assert target.read_text() == expected
    assert not rewrite.folder.exists()
