"""Landing twice, corrected, interrupted, refused: what changes and what does not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from ingest.errors import IngestError
from ingest.landing import describe_refusals, land_source, read_ledger
from ingest.ledger import read_manifests
from ingest.profiles import load_profile
from ingest.refusals import read_refusals
from tests.fixtures_profile import HEADER, LANDED_AT, PROFILE, ROWS, land, rows, write_profile, write_survey

WITHOUT_KEYS = PROFILE.replace("respondent_key: {columns: [mail], optional: true, pseudonymise: true}", "")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_landing_the_same_bytes_again_changes_nothing(tmp_path: Path) -> None:
    write_survey(tmp_path / "data")
    assert len(land(tmp_path).new) == 2
    before = contents(tmp_path / "home")
    again = land(tmp_path)
    assert (again.new, again.unchanged) == ([], ["survey/2024.csv"])
    assert contents(tmp_path / "home") == before


def test_the_same_file_gives_the_same_bytes_in_another_home(tmp_path: Path) -> None:
    write_survey(tmp_path / "data", ROWS * 500)
    first, second = (land(tmp_path, home=home, text=WITHOUT_KEYS).new for home in ("one", "two"))
    assert [m.months for m in first] == [m.months for m in second]
    assert contents(tmp_path / "one" / "landing") == contents(tmp_path / "two" / "landing")


def test_rows_are_written_in_file_order(tmp_path: Path) -> None:
    write_survey(tmp_path / "data", ROWS[:3] * 2000)
    land(tmp_path)
    (path,) = (tmp_path / "home/landing/survey_answer").rglob("2024-05.parquet")
    lines = [row[0] for row in duckdb.sql(f"SELECT source_row FROM read_parquet('{path}')").fetchall()]
    assert len(lines) == 2 * 3 * 2000
    assert lines == sorted(lines)


def test_a_corrected_file_is_a_new_batch_with_the_next_number(tmp_path: Path) -> None:
    write_survey(tmp_path / "data")
    land(tmp_path)
    write_survey(tmp_path / "data", ROWS[:2])
    corrected = land(tmp_path).new
    assert {manifest.sequence for manifest in corrected} == {2}
    assert [(m.sequence, m.rows) for m in read_ledger(tmp_path / "home") if m.contract == "survey_response"] == [
        (1, 5),
        (2, 2),
    ]


def test_a_changed_mapping_lands_the_file_anew_and_a_changed_label_does_not(tmp_path: Path) -> None:
    write_survey(tmp_path / "data")
    land(tmp_path)
    assert land(tmp_path, text=PROFILE.replace('en: "North"', 'en: "The North"')).new == []
    changed = land(tmp_path, text=PROFILE.replace('"6": not_applicable', '"6": dont_know'))
    assert {manifest.sequence for manifest in changed.new} == {2}


def test_an_interrupted_delivery_does_not_count_and_is_completed(tmp_path: Path) -> None:
    write_survey(tmp_path / "data")
    land(tmp_path)
    shutil.rmtree(tmp_path / "home/landing/survey_answer")
    leftover = tmp_path / "home/landing/.work/survey--killed"
    leftover.mkdir(parents=True)
    assert read_ledger(tmp_path / "home") == []
    healed = land(tmp_path)
    assert [(m.contract, m.sequence) for m in healed.new] == [("survey_answer", 1)]
    assert len(read_ledger(tmp_path / "home")) == 2
    assert not leftover.exists()


def test_columns_that_were_not_there_before_are_listed(tmp_path: Path) -> None:
    write_survey(tmp_path / "data", ROWS[:1])
    assert land(tmp_path).new[0].new_columns == []
    write_survey(
        tmp_path / "data",
        ["1,01/05/2025,,1,no,1,en,5,4,Fine,Lleida\n"],
        name="2025.csv",
        header=HEADER.strip() + ",city\n",
    )
    assert {tuple(manifest.new_columns) for manifest in land(tmp_path).new} == {("city",)}


def test_a_renamed_column_refuses_the_file_and_names_the_new_one(tmp_path: Path) -> None:
    write_survey(tmp_path / "data", ROWS[:1])
    land(tmp_path)
    write_survey(tmp_path / "data", ROWS[1:2], name="2025.csv", header=HEADER.replace("q_whole", "Q-Whole 2025"))
    write_survey(tmp_path / "data", ROWS[1:2], name="2026.csv")
    report = land(tmp_path)
    assert [refusal.file for refusal in report.refused] == ["survey/2025.csv"]
    assert "'q_whole' is missing, most likely renamed to 'Q-Whole 2025'" in report.refused[0].message
    assert {manifest.scope for manifest in report.new} == {"2026"}
    assert "survey refused survey/2025.csv" in describe_refusals(report)


def test_the_only_new_column_is_the_likely_one_whatever_its_name(tmp_path: Path) -> None:
    write_survey(tmp_path / "data", ROWS[:1])
    land(tmp_path)
    write_survey(tmp_path / "data", ROWS[1:2], name="2025.csv", header=HEADER.replace("weight", "factor"))
    assert "most likely renamed to 'factor'" in land(tmp_path).refused[0].message


def test_a_refusal_stands_until_the_file_lands_or_goes(tmp_path: Path) -> None:
    path = write_survey(tmp_path / "data", header=HEADER.replace("weight", "w"))
    land(tmp_path)
    stored = list((tmp_path / "home/landing/_refusals/survey").glob("*.json"))
    assert set(json.loads(stored[0].read_text())) == {
        "source_id", "file", "place", "rule", "message", "action", "landed_at",
    }  # fmt: skip
    before = contents(tmp_path / "home")
    land(tmp_path)
    assert contents(tmp_path / "home") == before
    write_survey(tmp_path / "data")
    land(tmp_path)
    assert read_refusals(tmp_path / "home") == []
    write_survey(tmp_path / "data", header=HEADER.replace("weight", "w"))
    land(tmp_path)
    assert len(read_refusals(tmp_path / "home")) == 1
    path.unlink()
    land(tmp_path)
    assert read_refusals(tmp_path / "home") == []


def test_a_name_without_scope_is_refused(tmp_path: Path) -> None:
    write_survey(tmp_path / "data", name="latest.csv")
    assert "does not fit the pattern" in land(tmp_path).refused[0].message


def test_a_source_without_files_is_missing_and_no_error(tmp_path: Path) -> None:
    report = land(tmp_path)
    assert report.missing
    assert describe_refusals(report) == "survey: no file found."


def test_every_contract_has_a_file_without_rows(tmp_path: Path) -> None:
    land(tmp_path)
    assert rows(tmp_path, "survey_response", "source_row, segments, base_weight") == []
    names = {path.stem for path in (tmp_path / "home/landing/_schema").glob("*.parquet")}
    assert {"survey_response", "survey_answer", "complaint", "operation"} <= names


def test_a_home_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    write_survey(tmp_path / "data")
    (tmp_path / "home").write_text("a file where a folder should be")
    with pytest.raises(IngestError, match="nothing can be written there"):
        land(tmp_path)


def test_an_absent_data_folder_is_one_sentence(tmp_path: Path) -> None:
    profile = load_profile(write_profile(tmp_path / "profile"))
    with pytest.raises(IngestError, match="does not exist; name the folder with --data"):
        land_source(profile, "survey", tmp_path / "nowhere", tmp_path / "home", LANDED_AT)


def test_a_full_disk_is_one_sentence_and_leaves_no_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    write_survey(tmp_path / "data")
    monkeypatch.setattr("ingest.batches.sync_tree", no_space)
    with pytest.raises(IngestError, match=r"No space left on device\); free some space"):
        land(tmp_path)
    assert read_manifests(tmp_path / "home") == []
    assert not list((tmp_path / "home/landing/.work").iterdir())
