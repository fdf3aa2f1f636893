"""Profiles that use the mapping language: contradictions are told all at once, with place, rule and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.columns import needs
from ingest.errors import ProfileError
from ingest.profiles import load_profile
from ingest.profiles.comparison import compare
from ingest.profiles.loader import check_profile
from tests.fixtures_profile import HEADER, PROFILE, write_profile, write_survey

DAYS = '[{format: "%d/%m/%Y"}, {format: "%Y-%m-%d %H:%M"}]'
WHOLE = "{question: whole, columns: [q_whole]}"
WEIGHT = "base_weight: {columns: [weight]}"
MODE = "mode: {value: web}"
KEY = "key: [[id, ID]]"


def date_rule(rule: str) -> str:
    return f"[{{{rule}}}]"


# What is replaced in a good profile, by what, and the words of the sentence that must come out.
WRONG = [
    (DAYS, date_rule("format: '%Y %!'"), "'%Y %!' is no date format"),
    (DAYS, date_rule("format: '%Y-%m-%d %Z'"), "%Z reads names of time zones.*use %z"),
    (DAYS, date_rule("serial: excel_1900, at: end"), "a serial number has no calendar, months or place in a period"),
    (DAYS, date_rule("serial: excel_1900, format: '%Y'"), "give exactly one of format, serial"),
    (DAYS, date_rule("calendar: jalali, format: '%y/%m/%d'"), "%y cannot be read here; use %Y.* years with four digits"),
    (DAYS, date_rule("calendar: jalali, format: '%m/%d'"), "the format needs the year"),
    (DAYS, date_rule("format: '%Y-%m-%d', at: end"), "a date with a day is not placed in a period"),
    (DAYS, date_rule("format: '%d %B %Y', months: [gener]"), "a year has twelve months, not 1"),
    (DAYS, date_rule("format: '%B %Y', at: end"), "%B needs the names of the months here"),
    (DAYS, date_rule("format: '%Y-%m-%d', zone: {columns: [tz], zones: {X: Mars}}"), "'Mars' is no IANA time zone"),
    (WEIGHT, "base_weight: {columns: [weight], number: {decimal: ',', thousands: ','}}", "cannot be both the decimal"),
    (WEIGHT, "base_weight: {columns: [weight], unit: {from: minutes, to: metres}}", "that can become 'metres' 'minutes'"),
    (WEIGHT, "base_weight: {columns: [weight], unit: {from: minutes, factor: 2}}", "exactly one of from, factor, columns"),
    (WEIGHT, "base_weight: {columns: [weight], unit: {from: minutes, to: moons}}", "there is no unit 'moons'"),
    (MODE, "mode: {columns: [weight], unit: {factor: 2}}", "this field is no number; remove 'unit'"),
    (MODE, "mode: {columns: [m], recode: {a: web}, lookup: t}", "recode and lookup both replace the text"),
    (MODE, "mode: {columns: [m], lookup: t}", "there is no lookup 't'"),
    (MODE, "mode: {columns: [m], column: t}", "there is no lookup to take a column of"),
    (MODE, "mode: {columns: [m], else: missing}", "nothing here names the texts that 'else' is not about"),
    (MODE, "mode: {columns: [m], pattern: '('}", "this is no regular expression"),
    (MODE, "mode: {columns: [m], pattern: '(?=x)x'}", "this is no regular expression"),
    (MODE, "mode: {template: here}", "the template names no column"),
    (MODE, "mode: {rules: [{when: {m: x}, then: smoke}]}", r"rules\[0\].then .*no value of 'mode' 'smoke'"),
    (MODE, "mode: {rules: [{when: {m: x}, then: web}], else: keep}", "there is no single text to keep"),
    (MODE, 'mode: {value: web, by_scope: {"2024": {value: smoke}}}', "no value of 'mode' 'smoke'"),
    (MODE, "mode: {value: web, columns: [m]}", "give exactly one of columns, value, from_scope, template, rules"),
    (", pseudonymise: true", ', pseudonymise: true, by_scope: {"2024": {pseudonymise: false}}', "identifier must not leave"),
    ("{columns: [mail], optional: true, pseudonymise: true}", "{template: '{mail}'}", "identifier must not leave ingest"),
    ("{columns: [mail], optional: true, p", "{template: '{id} {mail}', p", "'id' identifies a person and is used as the rec"),
    (KEY, "key: []", "needs at least one key column; .* 'key: {hash_of: row}'"),
    (KEY, "key: {}", "give exactly one of hash_of, row_number"),
    (f"survey_answer\n        {KEY}", f"survey_answer\n        first_per_key: true\n        {KEY}", "answers .* all are kept"),
    (WHOLE, "{question: whole, columns: [q], missing: {'3': refused}}", "'3' is declared as no answer but lies on the scale"),
    (WHOLE, "{question: whole, columns: [q], scale: six}", "there is no scale 'six'"),
    (WHOLE, "{question: whole, columns: [q], picked: ['1']}", "'whole' has a scale, so a text is no pick"),
    (WHOLE, "{question: whole, columns: [q], labels: true}", "the scale 'five' has no labels"),
    (WHOLE, "{question: whole}", "nothing tells where the answers stand"),
    (WHOLE, "{question: whole, columns: [q], else: missing}", "there is no recode for 'else' to be about"),
    ("        answers:\n", "        pairs: [{columns: [p], questions: [whole, staff]}]\n        answers:\n", "answered twice"),
    ("        answers:\n", "        answers_long: {question: a, value: b}\n        answers:\n", "which question a line answers"),
    ("        segments:\n", "        labels: true\n        segments:\n", "survey_response has no answers"),
    ("        segments:\n", "        repeat: {items: ['1', '2']}\n        segments:\n", "nothing in the record names {item}"),
    ("        segments:\n", "        where: [{columns: [a]}]\n        segments:\n", "this keeps every row"),
    ("        segments:\n", "        where: [{columns: [a], matches: '['}]\n        segments:\n", "no regular expression"),
    ("files: survey/*.csv", "files: survey/*.csv\n    scales: {five: six}", "there is no scale 'six'"),
    ("files: survey/*.csv", "files: survey/*.csv\n    like: nobody", "there is no source 'nobody' to be like"),
    ("files: survey/*.csv", "files: survey/*.csv\n    like: survey", "which is like it in turn"),
    ("questions:", "lookups: {t: ../t.csv}\nquestions:", "a lookup table must lie in the profile's folder"),
    ("questions:", "lookups: {t: t.csv}\nquestions:", "the lookup table cannot be read"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), WRONG)
def test_what_is_wrong_is_one_sentence_with_its_place(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in PROFILE
    with pytest.raises(ProfileError, match=sentence) as caught:
        load_profile(write_profile(tmp_path, PROFILE.replace(old, new, 1)))
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("form", ["xlsx", "ods"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (WEIGHT, "base_weight: {columns: [weight], number: {percent: true}}"),
        (WEIGHT, 'base_weight: {columns: [weight], by_scope: {"2024": {number: {percent: true}}}}'),
        (WHOLE, "{question: whole, columns: [q_whole], number: {percent: true}}"),
        ("    language: {columns: [lang]}", "    number: {percent: true}\n    language: {columns: [lang]}"),
    ],
)
def test_a_percent_sign_means_two_things_in_a_workbook(tmp_path: Path, form: str, old: str, new: str) -> None:
    assert old in PROFILE
    text = PROFILE.replace(old, new, 1)
    load_profile(write_profile(tmp_path / "csv", text))
    text = text.replace("files: survey/*.csv", f"files: survey/*.{form}\n    reader: {{format: {form}}}")
    with pytest.raises(ProfileError, match=r"number.percent.* 85% as 0.85.*unit: {from: share, to: percent}"):
        load_profile(write_profile(tmp_path / form, text))


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = PROFILE.replace("Asia/Tehran", "Persia").replace(MODE, "mode: {value: smoke}").replace("q: stuff", "q")
    told = [error.place for error in check_profile(write_profile(tmp_path, text)).errors]
    assert told == ["organisation.timezone (line 7)", "sources[0].records[0].fields.mode.value (line 42)"]
    text = PROFILE.replace("kind: private", "kind: secret").replace("group: delivery", "colour: red")
    told = [error.rule for error in check_profile(write_profile(tmp_path, text)).errors]
    assert len(told) == 3
    assert told[0] == "the key 'colour' is not known here"


TABLES = [
    ("k\na\n", "needs a header with at least two columns"),
    ("k,k\n", "needs a header with at least two columns of different names"),
    ("k,v\na,1\na,2\n", r"t.csv, line 3: the key 'a' stands twice"),
    ("k,v\na\n", r"t.csv, line 2: this line has 1 cells where the header has 2"),
    ('k,v\na,"1\n', "the lookup table is no CSV file"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "sentence"), TABLES)
def test_what_is_wrong_with_a_lookup_table(tmp_path: Path, table: str, sentence: str) -> None:
    folder = write_profile(tmp_path, PROFILE.replace("questions:", "lookups: {t: t.csv}\nquestions:", 1))
    (folder / "t.csv").write_text(table, encoding="utf-8")
    with pytest.raises(ProfileError, match=sentence):
        load_profile(folder)


def test_a_lookup_may_only_give_values_that_exist(tmp_path: Path) -> None:
    text = PROFILE.replace("questions:", "lookups: {t: t.csv}\nquestions:", 1).replace(
        MODE, "mode: {columns: [m], lookup: t}"
    )
    folder = write_profile(tmp_path, text)
    (folder / "t.csv").write_text("k,v\na,web\nb,smoke\n", encoding="utf-8")
    with pytest.raises(ProfileError, match="there is no value of 'mode' 'smoke'"):
        load_profile(folder)


LIKE = """
  - id: second
    like: survey
    name: {en: "Second", fa: "دوم"}
    files: second/*.csv
    records:
      - contract: survey_response
        fields: {mode: {value: paper}, respondent_key: null}
        segments: {region: {recode: {"2": null}, recode_by_scope: {"2025": {"1": null}}}}
      - contract: survey_answer
        answers:
          - {question: staff, columns: [Q2], scopes: null}
"""


def test_a_source_may_be_like_another(tmp_path: Path) -> None:
    first, second = load_profile(write_profile(tmp_path, PROFILE + LIKE)).sources
    assert (second.id, second.files, second.method, second.delivery) == (
        "second",
        "second/*.csv",
        "survey",
        first.delivery,
    )
    assert second.records[0].fields["mode"].value == "paper"
    assert set(first.records[0].fields) - set(second.records[0].fields) == {"respondent_key"}
    region = second.records[0].segments["region"]
    assert (region.recode, region.recode_by_scope) == ({"1": "north", "2": None, "9": None}, {"2025": {"1": None}})
    assert first.records[0].segments["region"].recode == {"1": "north", "2": "south", "9": None}
    assert [(answer.question, answer.columns, answer.scopes) for answer in second.records[1].answers] == [
        ("whole", ["q_whole"], None), ("staff", ["Q2"], None), ("why", ["why"], None),
    ]  # fmt: skip


def test_a_profile_is_held_against_its_files(tmp_path: Path) -> None:
    profile = load_profile(write_profile(tmp_path / "profile"))
    data = tmp_path / "data"
    data.mkdir()
    assert [report.file for report in compare(profile, data)] == [None]
    write_survey(data, name="2023.csv", header="x\n")
    write_survey(
        data, name="2024.csv", header=HEADER.replace("weight", "Weight_").replace("why", "why,more"), rows=["1\n"]
    )
    (report,) = compare(profile, data)
    assert (report.file, report.rows, report.is_good) == ("survey/2024.csv", 1, False)
    assert report.missing == {"weight": "Weight_"}
    assert report.unmapped == ["Weight_", "more"]
    assert "q_whole" in report.found
    write_survey(data, name="2024.csv", header=HEADER.replace(",mail", ",post"), rows=["1\n"])
    (report,) = compare(profile, data)
    assert (report.absent, report.is_good) == (["mail"], True)
    write_survey(data, name="new.csv")
    assert "the name does not fit the pattern" in compare(profile, data)[0].refused


def test_renamed_columns_are_needed_under_their_name_in_the_scope(tmp_path: Path) -> None:
    text = PROFILE.replace("files: survey", 'by_scope: {"2024": {columns: {weight: W}}}\n    files: survey')
    source = load_profile(write_profile(tmp_path, text)).sources[0]
    assert ("W",) in {need.names for need in needs(source, "2024")}
    assert ("weight",) in {need.names for need in needs(source, "2025")}
