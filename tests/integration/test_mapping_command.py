"""``satisfaction profile check`` as a person runs it."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import satisfaction
from tests.fixtures_profile import HEADER, PROFILE, write_profile, write_survey


def test_a_good_profile_says_what_it_holds(tmp_path: Path) -> None:
    done = satisfaction("profile", "check", write_profile(tmp_path))
    assert (done.returncode, done.stdout) == (
        0,
        "Shop: 1 source, 2 characteristics, 3 questions. The profile is valid.\n",
    )


def test_all_contradictions_are_told(tmp_path: Path) -> None:
    text = PROFILE.replace("Asia/Tehran", "Persia").replace("mode: {value: web}", "mode: {value: smoke}")
    done = satisfaction("profile", "check", write_profile(tmp_path, text))
    assert done.returncode == 2
    assert "'Persia' is no IANA time zone" in done.stdout
    assert "'smoke'" in done.stdout
    assert "2 things are wrong" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_the_files_columns_are_told(tmp_path: Path) -> None:
    write_survey(tmp_path / "data", header=HEADER.replace("weight", "WEIGHT"))
    done = satisfaction("profile", "check", write_profile(tmp_path / "profile"), "--data", tmp_path / "data")
    assert done.returncode == 1
    assert "missing: weight (most likely renamed to 'WEIGHT')" in done.stdout
    assert "mapped by nothing: WEIGHT" in done.stdout
    write_survey(tmp_path / "data")
    done = satisfaction("profile", "check", write_profile(tmp_path / "profile"), "--data", tmp_path / "data")
    assert (done.returncode, "✓ survey: survey/2024.csv, 5 rows" in done.stdout) == (0, True)
