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


def test_rows_are_written_in_file_order_and_answers_question_by_question(tmp_path: Path) -> None:
    write_survey(tmp_path / "data", ROWS[:3] * 2000)
    land(tmp_path)
    (path,) = (tmp_path / "home/landing/survey_response").rglob("2024-05.parquet")
    lines = [row[0] for row in duckdb.sql(f"SELECT source_row FROM read_parquet('{path}')").fetchall()]
    assert lines == sorted(lines)
    assert len(lines) == 2 * 2000
    (path,) = (tmp_path / "home/landing/survey_answer").rglob("2024-05.parquet")
    answers = duckdb.sql(f"SELECT question_key, source_row FROM read_parquet('{path}')").fetchall()
    questions = list(dict.fromkeys(question for question, _ in answers))
    assert len(questions) == 3
    assert answers == [(question, line) for question in questions for line in lines]


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


def test_a_file_without_its_header_publishes_no_cell_of_its_first_row(tmp_path: Path) -> None:
    cells = "7,Zebra Invented,zebra@example.org,I was treated badly by Invented,x,1,en,5,4,Zebra\n"
    write_survey(tmp_path / "data", ROWS[:1], header=cells)
    [refusal] = land(tmp_path).refused
    assert "is among the file's 10; the file seems to lack its header; deliver it with its header" in refusal.message
    told = "".join(path.read_text("utf-8") for path in (tmp_path / "home").rglob("*.json"))
    assert "lack its header" in told
    for cell in ("Zebra", "Invented", "treated"):
        assert cell not in told


def test_columns_of_a_refused_file_are_named_shortly_and_without_persons(tmp_path: Path) -> None:
    more = f"{'y' * 100_000},I was treated badly by Invented,zebra@example.org,tel 600 000 000"
    header = f"{HEADER.replace('weight', 'x' * 60).strip()},{more}\n"
    write_survey(tmp_path / "data", [ROWS[0].strip() + ",,,,\n"], header=header)
    [refusal] = land(tmp_path).refused
    assert refusal.message.endswith(
        f"columns found that no mapping uses: '{'x' * 39}…', '{'y' * 39}…', '(hidden)', '(hidden)', '(hidden)'; "
        "correct the file's header, or add the new name to source 'survey' in the profile."
    )


def test_long_names_of_columns_are_kept_cut_and_are_not_new_again(tmp_path: Path) -> None:
    write_survey(tmp_path / "data", ROWS[:1])
    land(tmp_path)
    header = f"{HEADER.strip()},{'y' * 100_000},zebra@example.org\n"
    for year, news in ((2025, {f"{'y' * 119}…", "[email]"}), (2026, set())):
        write_survey(tmp_path / "data", [f"1,01/05/{year},,1,no,1,en,5,4,Fine,,\n"], name=f"{year}.csv", header=header)
        for manifest in land(tmp_path).new:
            assert set(manifest.new_columns) == news
            assert max(map(len, manifest.columns)) <= 120


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


# ── Turns: what is a new delivery, and what merely lies there ──

MAPPED_ANEW = ('"6": not_applicable', '"6": dont_know')


def landed_files(folder: Path) -> list[tuple[int, str, int]]:
    """Return sequence, file and lines of each delivery."""
    ledger = read_ledger(folder / "home")
    return [(m.sequence, m.file.removeprefix("survey/"), m.rows) for m in ledger if m.contract == "survey_response"]


def test_the_same_bytes_for_two_scopes_are_two_deliveries(tmp_path: Path) -> None:
    write_survey(tmp_path / "data", ROWS[:1], name="2024.csv")
    write_survey(tmp_path / "data", ROWS[:1], name="2026.csv")
    assert {manifest.scope for manifest in land(tmp_path).new} == {"2024", "2026"}
    assert land(tmp_path).unchanged == ["survey/2024.csv", "survey/2026.csv"]


@pytest.mark.parametrize("text", [PROFILE, PROFILE.replace("snapshot", "incremental")])
def test_a_file_that_is_corrected_and_corrected_back_counts_again(tmp_path: Path, text: str) -> None:
    for lines in (ROWS[:1], ROWS[:2], ROWS[:1]):
        write_survey(tmp_path / "data", lines)
        assert len(land(tmp_path, text=text).new) == 2
        assert land(tmp_path, text=text).unchanged == ["survey/2024.csv"]
    assert landed_files(tmp_path) == [(1, "2024.csv", 1), (2, "2024.csv", 2), (3, "2024.csv", 1)]
    assert len({manifest.batch_id for manifest in read_ledger(tmp_path / "home")}) == 3


def test_a_copy_under_another_name_is_no_delivery(tmp_path: Path) -> None:
    write_survey(tmp_path / "data", ROWS[:1], name="2024.csv")
    land(tmp_path)
    write_survey(tmp_path / "data", ROWS[:1], name="2024 copy.csv")
    for _ in range(2):
        assert sorted(land(tmp_path).unchanged) == ["survey/2024 copy.csv", "survey/2024.csv"]
    write_survey(tmp_path / "data", ROWS[:2], name="2024.csv")
    assert len(land(tmp_path).new) == 2
    assert land(tmp_path).new == []


def test_names_that_read_alike_without_their_persons_are_kept_apart(tmp_path: Path) -> None:
    write_survey(tmp_path / "data", ROWS[:1], name="2024 one@example.org.csv")
    write_survey(tmp_path / "data", ROWS[:2], name="2024 two@example.org.csv")
    assert len({manifest.file for manifest in land(tmp_path).new}) == 1
    assert len(land(tmp_path).unchanged) == 2
    write_survey(tmp_path / "data", ROWS[:3], name="2024 one@example.org.csv")
    assert len(land(tmp_path).new) == 2
    write_survey(tmp_path / "data", ROWS[:1], name="2024 one@example.org.csv")
    assert {manifest.sequence for manifest in land(tmp_path).new} == {4}
    assert b"@example.org" not in b"".join(contents(tmp_path / "home/landing").values())


def test_a_mapping_that_is_taken_back_counts_again(tmp_path: Path) -> None:
    write_survey(tmp_path / "data", ROWS[:1])
    for number, text in enumerate((PROFILE, PROFILE.replace(*MAPPED_ANEW), PROFILE), start=1):
        assert {manifest.sequence for manifest in land(tmp_path, text=text).new} == {number}
    assert land(tmp_path).new == []


def test_a_changed_mapping_reads_files_in_the_order_in_which_they_came(tmp_path: Path) -> None:
    write_survey(tmp_path / "data", ROWS[:1], name="2024_b.csv")
    land(tmp_path)
    write_survey(tmp_path / "data", ROWS[:2], name="2024_a_corrected.csv")
    land(tmp_path)
    write_survey(tmp_path / "data", ROWS[:3], name="2024_0_new.csv")
    land(tmp_path, text=PROFILE.replace(*MAPPED_ANEW))
    assert [name for _, name, _ in landed_files(tmp_path)] == [
        "2024_b.csv", "2024_a_corrected.csv",
        "2024_b.csv", "2024_a_corrected.csv", "2024_0_new.csv",
    ]  # fmt: skip


def test_a_file_that_was_corrected_back_keeps_its_last_place(tmp_path: Path) -> None:
    for name, lines in (("2024_a.csv", 1), ("2024_b.csv", 2), ("2024_a.csv", 3), ("2024_a.csv", 1)):
        write_survey(tmp_path / "data", ROWS[:lines], name=name)
        land(tmp_path)
    land(tmp_path, text=PROFILE.replace(*MAPPED_ANEW))
    assert [(name, lines) for _, name, lines in landed_files(tmp_path)[4:]] == [("2024_b.csv", 2), ("2024_a.csv", 1)]


def test_a_home_of_before_reads_its_manifests(tmp_path: Path) -> None:
    write_survey(tmp_path / "data", ROWS[:1])
    land(tmp_path)
    for path in (tmp_path / "home/landing").rglob("manifest.json"):
        told = json.loads(path.read_text())
        path.write_text(json.dumps({k: v for k, v in told.items() if k not in ("name_key", "replaces_earlier")}))
    assert land(tmp_path).unchanged == ["survey/2024.csv"]


def test_a_name_with_a_very_long_end_lands(tmp_path: Path) -> None:
    write_survey(tmp_path / "data", ROWS[:1], name=f"2024.{'x' * 248}")
    assert len(land(tmp_path, text=PROFILE.replace("survey/*.csv", "survey/*")).new) == 2
