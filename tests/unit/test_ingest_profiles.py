"""Profiles: the shipped ones load, and each thing wrong becomes one sentence with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import IngestError, ProfileError
from ingest.profiles import load_profile
from ingest.profiles.schema import SCHEMA_FILE, schema_text
from tests.fixtures_profile import PROFILE, write_profile

SHIPPED = Path(load_profile.__code__.co_filename).parent


def test_a_profile_loads_by_name_folder_and_file(tmp_path: Path) -> None:
    assert load_profile("airport").organisation.id == "airport"
    folder = write_profile(tmp_path)
    assert load_profile(folder) == load_profile(folder / "profile.yml") == load_profile(str(folder))


def test_shipped_profiles_point_editors_to_the_schema() -> None:
    for path in SHIPPED.glob("*/profile.yml"):
        assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=../profile.schema.json\n")


def test_the_schema_file_is_made_from_the_models() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text(), "run python -m ingest.profiles.schema"


# What is replaced in a good profile, by what, and the words of the sentence that must come out.
WRONG = [
    ("group: delivery", "group: delivery, colour: red", r"s\[1\].colour \(line 12\): the key 'colour' is not known"),
    ("kind: private", "kind: secret", r"organisation.kind \(line 6\)"),
    ("  default_language: en\n", "", "organisation.*: the key 'default_language' is required"),
    ("default_language: en", "default_language: ca", "'ca' is not among the languages"),
    ("Asia/Tehran", "Persia", "'Persia' is no IANA time zone; write it like Europe/Madrid"),
    ('{en: "North", fa: "شمال"}', '{en: "North"}', r"\[0\].values\[0\].name .*no text in .* language 'fa'"),
    ("{key: staff, name", "{key: whole, name", "the key 'whole' is used twice"),
    ("characteristic: staff,", "characteristic: stuff,", "no characteristic 'stuff'; declare it or choose one of: s"),
    ("aspect: overall, scale: five", "aspect: overall, scale: six", "there is no scale 'six'"),
    ("aspect: overall, scale: five", "aspect: overall", "the aspect 'overall' needs a scale"),
    ('"6": not_applicable', '"3": not_applicable', "the code '3' is declared as no answer but lies on the scale"),
    ("{min: 1, max: 5", "{min: 5, max: 5", "the lowest point is not below the highest"),
    ('"1": north', '"1": nord', "there is no value of the segmentation 'region' 'nord'"),
    ('{"1": south}}', '{"1": sud}}', "there is no value of the segmentation 'region' 'sud'"),
    ("question: staff", "question: stuff", "there is no question 'stuff'"),
    ("question: staff, columns", "question: whole, columns", "'whole' is answered twice"),
    ("mode: {value: web}", "mode: {value: smoke}", "there is no value of 'mode' 'smoke'"),
    ("mode: {value: web}", "mood: {value: web}", "no field 'mood' to map; did you mean 'mode'?"),
    ("          mode: {value: web}\n", "", "requires the field 'mode'; map it"),
    ("wave: {from_scope: true}", "wave: {from_scope: true, value: x}", "give exactly one of columns, value"),
    (", pseudonymise: true", "", "a person's identifier must not leave ingest"),
    (
        '\n            dates: [{format: "%d/%m/%Y"}, {format: "%Y-%m-%d %H:%M"}]',
        "",
        "a date needs a declared format",
    ),
    ("delivery: {scope_pattern: '(?P<scope>\\d{4})', mode: snapshot}", "", "depends on the delivery's scope"),
    ("(?P<scope>", "(", r"no group \(\?P<scope>"),
    ("files: survey/*.csv", "files: ../*.csv", "must stay below the data folder"),
    ("files: survey/*.csv", "files: a/*.csv\n    reader: {encoding: klingon}", "the encoding 'klingon' is unknown"),
    *(
        ("files: survey/*.csv", f"files: a/*.csv\n    reader: {{encoding: {name}}}", f"the encoding '{name}' is unknown")
        for name in ("rot13", "base64", "hex", "zlib", "bz2", "uu", "quopri", "undefined", "idna", "punycode", "unicode-escape")
    ),
    ("headline_characteristic: whole", "headline_characteristic: hole", "there is no characteristic 'hole'"),
    ("profile_version: 1", "profile_version: 1\nprofile_version: 1", r"line 3: .* \(the key .* given twice\)"),
    ("characteristics:", "characteristics: [", "this is not valid YAML"),
    ('scopes: ["2024"]', "scopes: [2024]", "text is expected, found 2024; put the value in quotation marks"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), WRONG)
def test_what_is_wrong_is_one_sentence_with_its_place(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in PROFILE
    folder = write_profile(tmp_path, PROFILE.replace(old, new, 1))
    with pytest.raises(ProfileError, match=sentence) as caught:
        load_profile(folder)
    assert str(folder) in caught.value.message
    assert "\n" not in caught.value.message


def test_two_scales_for_the_same_question_at_the_same_time(tmp_path: Path) -> None:
    more = (
        "  ten: {min: 1, max: 10}\nquestions:\n  - {key: again, characteristic: whole, aspect: overall, scale: ten}\n"
    )
    with pytest.raises(ProfileError, match="'again' and 'whole' measure the same at the same time on different scales"):
        load_profile(write_profile(tmp_path, PROFILE.replace("questions:\n", more, 1)))
    later = more.replace("scale: ten", "scale: ten, valid_from: 2025-01-01")
    assert load_profile(write_profile(tmp_path, PROFILE.replace("questions:\n", later, 1)))


def test_an_absent_profile_names_the_shipped_ones(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="no profile is there; name a shipped profile"):
        load_profile(tmp_path / "nowhere")
    assert issubclass(ProfileError, IngestError)
