"""What a profile says of text coding: checked when it is read, and written where the models look for it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from ingest.errors import ProfileError
from ingest.profiles import load_profile
from ingest.reference import write_reference
from tests.fixtures_profile import PROFILE, write_profile

THEMES = 'themes: [{key: kind, name: {en: "Kind", fa: "مهربان"}}]\n'
CODING = "text_coding: {minimum_kappa: 0.7, minimum_human_codes: 150, code_book_themes: {kind: staff_courtesy}}\n"
DECLARED = PROFILE.replace("reporting: {", THEMES + CODING + "reporting: {")


def test_the_rules_reach_the_reference_tables(tmp_path: Path) -> None:
    folder = tmp_path / "profile"
    folder.mkdir()
    write_reference(load_profile(write_profile(folder, DECLARED)), tmp_path / "home")
    written = tmp_path / "home" / "landing" / "_reference"
    with duckdb.connect() as connection:
        settings = dict(connection.execute(f"select setting, value from '{written}/setting.parquet'").fetchall())
        themes = connection.execute(f"from '{written}/code_book_theme.parquet'").fetchall()
    assert (settings["text_minimum_kappa"], settings["text_minimum_human_codes"]) == ("0.7", "150")
    assert int(settings["text_seed"]) >= 0
    assert themes == [("kind", "staff_courtesy")]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "{kind: staff_courtesy}",
            "{unkind: staff_courtesy}",
            "there is no theme 'unkind'; declare it or choose one of",
        ),
        ("{kind: staff_courtesy}", "{kind: weather}", "text_coding.code_book_themes.kind"),
        ("minimum_kappa: 0.7", "minimum_kappa: 1.7", "text_coding.minimum_kappa"),
        ("minimum_human_codes: 150", "minimum_human_codes: 5", "text_coding.minimum_human_codes"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    with pytest.raises(ProfileError, match=sentence):
        load_profile(write_profile(tmp_path, DECLARED.replace(old, new)))
