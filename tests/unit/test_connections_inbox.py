"""The inbox: files that are still being written, links, odd names; and the sensor that starts a run."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
import unicodedata
from pathlib import Path

import pytest

from ingest.connections.inbox import look
from ingest.ledger import read_ledger
from ingest.profiles import load_profile
from ingest.profiles.models import Reader
from ingest.refusals import read_refusals
from orchestration.errors import RunError
from orchestration.inbox import changes, settle_seconds
from orchestration.settings import Settings
from tests.fixtures_profile import HEADER, PROFILE, ROWS, land, write_profile, write_survey


def names(folder: Path, settle: float = 0, moment: dt.datetime | None = None) -> tuple[list[str], list[str]]:
    inbox = look(folder, "survey/*", Reader(), moment or dt.datetime.now(dt.UTC), settle)
    return [arrival.shown for arrival in inbox.arrivals if arrival.problem is None], inbox.waiting


@pytest.mark.parametrize(
    "name",
    ["2024.csv.part", "2024.csv.tmp", "2024.csv.crdownload", "2024.CSV.PART", ".2024.csv", "~$2024.csv", ".~lock.2024.csv#"],
)  # fmt: skip
def test_names_of_unfinished_files_are_passed_over(tmp_path: Path, name: str) -> None:
    write_survey(tmp_path)
    write_survey(tmp_path, name=name)
    assert names(tmp_path) == (["survey/2024.csv"], [])


def test_a_hidden_folder_is_passed_over(tmp_path: Path) -> None:
    write_survey(tmp_path / ".sync")
    inbox = look(tmp_path, "**/*.csv", Reader(), dt.datetime.now(dt.UTC))
    assert inbox.arrivals == []


def test_a_file_waits_until_it_has_been_left_alone(tmp_path: Path) -> None:
    path = write_survey(tmp_path)
    assert names(tmp_path, settle=60) == ([], ["survey/2024.csv"])
    a_minute_ago = time.time() - 61
    os.utime(path, (a_minute_ago, a_minute_ago))
    assert names(tmp_path, settle=60) == (["survey/2024.csv"], [])


def test_a_clock_that_goes_ahead_does_not_make_a_file_settled(tmp_path: Path) -> None:
    path = write_survey(tmp_path)
    ahead = time.time() + 20
    os.utime(path, (ahead, ahead))
    assert names(tmp_path, settle=60) == ([], ["survey/2024.csv"])


def test_an_empty_file_that_has_just_appeared_is_the_beginning_of_a_copy(tmp_path: Path) -> None:
    path = write_survey(tmp_path)
    path.write_bytes(b"")
    assert names(tmp_path) == ([], ["survey/2024.csv"])
    a_minute_ago = time.time() - 61
    os.utime(path, (a_minute_ago, a_minute_ago))
    assert names(tmp_path) == (["survey/2024.csv"], [])


def test_a_source_whose_only_file_waits_is_not_missing(tmp_path: Path) -> None:
    from ingest.landing import land_source

    write_survey(tmp_path / "data")
    profile = load_profile(write_profile(tmp_path / "profile"))
    report = land_source(
        profile, "survey", tmp_path / "data", tmp_path / "home", dt.datetime.now(dt.UTC), settle_seconds=60
    )
    assert (report.new, report.missing, report.waiting) == ([], False, ["survey/2024.csv"])


def test_a_link_out_of_the_folder_is_refused_and_one_inside_is_not(tmp_path: Path) -> None:
    inside = write_survey(tmp_path / "data")
    outside = write_survey(tmp_path / "elsewhere", name="2025.csv")
    (tmp_path / "data/survey/2025.csv").symlink_to(outside)
    (tmp_path / "data/survey/2026.csv").symlink_to(tmp_path / "nowhere")
    (tmp_path / "data/survey/2027.csv").symlink_to(inside)
    report = land(tmp_path)
    assert [(refusal.file, refusal.rule) for refusal in report.refused] == [
        ("survey/2025.csv", "the link leads out of the data folder"),
        ("survey/2026.csv", "the link leads nowhere"),
    ]
    assert {manifest.scope for manifest in report.new} == {"2024", "2027"}
    (tmp_path / "data/survey/2025.csv").unlink()
    (tmp_path / "data/survey/2026.csv").unlink()
    land(tmp_path)
    assert read_refusals(tmp_path / "home") == []


def test_a_linked_folder_does_not_lead_out_either(tmp_path: Path) -> None:
    write_survey(tmp_path / "elsewhere")
    (tmp_path / "data").mkdir()
    (tmp_path / "data/survey").symlink_to(tmp_path / "elsewhere/survey")
    assert [refusal.rule for refusal in land(tmp_path).refused] == ["the link leads out of the data folder"]


def test_a_data_folder_that_is_itself_a_link_is_fine(tmp_path: Path) -> None:
    write_survey(tmp_path / "elsewhere")
    (tmp_path / "data").symlink_to(tmp_path / "elsewhere")
    assert len(land(tmp_path).new) == 2


ODD = [
    "2024 [1].csv",
    "2024'; drop.csv",
    "2024*?.csv",
    'Opinió "2024".csv',
    "نظر\u200cها ۲ 2024.csv",
    "2024\n.csv",
    "2024{a,b}.csv",
]


@pytest.mark.parametrize("name", ODD)
def test_files_of_any_name_land(tmp_path: Path, name: str) -> None:
    write_survey(tmp_path / "data", name=name)
    report = land(tmp_path)
    assert (len(report.new), report.refused) == (2, [])
    assert {manifest.file for manifest in report.new} == {f"survey/{name}".replace("\n", "\\n")}
    assert land(tmp_path).unchanged == [f"survey/{name}".replace("\n", "\\n")]


def test_a_name_that_looks_like_a_pattern_is_one_file(tmp_path: Path) -> None:
    write_survey(tmp_path / "data", ROWS[:1], name="2024*.csv")
    write_survey(tmp_path / "data", ROWS[1:3], name="2024 b.csv")
    rows = {m.file: m.rows for m in land(tmp_path).new if m.contract == "survey_response"}
    assert rows == {"survey/2024*.csv": 1, "survey/2024 b.csv": 2}


def test_a_name_that_is_no_text_lands(tmp_path: Path) -> None:
    path = write_survey(tmp_path / "data")
    path.rename(path.with_name(os.fsdecode(b"2024-\xff.csv")))
    assert {manifest.file for manifest in land(tmp_path).new} == {"survey/2024-\\xff.csv"}
    assert len(read_ledger(tmp_path / "home")) == 2


@pytest.mark.parametrize("on_disk", ["NFC", "NFD"])
@pytest.mark.parametrize("in_profile", ["NFC", "NFD"])
def test_a_pattern_fits_a_name_in_either_normal_form(tmp_path: Path, on_disk: str, in_profile: str) -> None:
    write_survey(tmp_path / "data", name=unicodedata.normalize(on_disk, "opinió 2024.csv"))
    pattern = unicodedata.normalize(in_profile, "survey/opinió*.csv")
    report = land(tmp_path, text=PROFILE.replace("survey/*.csv", pattern))
    assert {manifest.file for manifest in report.new} == {"survey/opinió 2024.csv"}


def test_a_file_that_changes_while_it_is_read_does_not_land(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ingest import landing

    path = write_survey(tmp_path / "data")
    read = landing.READERS["csv"]

    def read_and_grow(*given: object) -> object:
        raw = read(*given)
        with path.open("a") as file:
            file.write(ROWS[0])
        return raw

    with monkeypatch.context() as patch:
        patch.setitem(landing.READERS, "csv", read_and_grow)
        (refusal,) = land(tmp_path).refused
    assert refusal.rule == "the file changed while it was read"
    assert len(land(tmp_path).new) == 2


# ── What the sensor compares ──


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "data").mkdir()
    return Settings(tmp_path / "home", tmp_path / "data", str(write_profile(tmp_path / "profile")))


def test_new_and_changed_files_are_reasons_to_run_and_gone_ones_are_not(settings: Settings) -> None:
    profile = settings.profile()
    assert changes(settings, profile, None, 0).files == []
    path = write_survey(settings.data)
    first = changes(settings, profile, None, 0)
    assert first.files == ["survey/2024.csv"]
    assert changes(settings, profile, first.cursor, 0).files == []
    path.write_text(HEADER + ROWS[0])
    second = changes(settings, profile, first.cursor, 0)
    assert second.files == ["survey/2024.csv"]
    assert second.run_key != first.run_key
    path.unlink()
    assert changes(settings, profile, second.cursor, 0).files == []
    assert json.loads(second.cursor) != json.loads(first.cursor)


def test_a_file_that_is_being_written_is_none_until_it_settles(settings: Settings) -> None:
    profile = settings.profile()
    path = write_survey(settings.data)
    waiting = changes(settings, profile, None, 60)
    assert (waiting.files, waiting.waiting) == ([], ["survey/2024.csv"])
    a_minute_ago = time.time() - 61
    os.utime(path, (a_minute_ago, a_minute_ago))
    assert changes(settings, profile, waiting.cursor, 60).files == ["survey/2024.csv"]


def test_the_seconds_come_from_the_run_then_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SATISFACTION_INBOX_SETTLE_SECONDS", raising=False)
    assert (settle_seconds(None), settle_seconds(None, 60), settle_seconds("5")) == (0, 60, 5)
    monkeypatch.setenv("SATISFACTION_INBOX_SETTLE_SECONDS", "7")
    assert (settle_seconds(None, 60), settle_seconds("5")) == (7, 5)
    for wrong in ("soon", "-1", "nan", "inf"):
        monkeypatch.setenv("SATISFACTION_INBOX_SETTLE_SECONDS", wrong)
        with pytest.raises(RunError, match="give a number of seconds"):
            settle_seconds(None)
