"""``profile draft`` on files of every format: drafts are valid, land, ask where they must, and keep quiet about persons."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest

from ingest.errors import IngestError, ProfileError, RefusedFileError
from ingest.landing import land_source
from ingest.profiles import Profile, load_profile
from ingest.profiles.draft import draft_command
from tests.conftest import SHARED_DATA, satisfaction

NOW = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
SURVEY = {
    "Response ID": [f"R{number}" for number in range(40)],
    "Date submitted": [f"{1 + number % 28:02d}/03/2026" for number in range(40)],
    "E-mail": [f"person{number}@example.org" for number in range(40)],
    "Region": [("North", "South", "East")[number % 3] for number in range(40)],
    "How satisfied are you overall?": [1 + number % 5 if number % 8 else 9 for number in range(40)],
    "Staff: satisfaction": [1 + (number * 3) % 5 for number in range(40)],
    "Staff: importance": [1 + (number * 2) % 5 for number in range(40)],
    "How likely are you to recommend us?": [number % 11 for number in range(40)],
    "Why?": [f"Reason number {number}, call +34 600 000 0{number:02d}." for number in range(40)],
}


def csv_of(table: dict[str, list[object]], path: Path, delimiter: str = ",") -> Path:
    pd.DataFrame(table).to_csv(path, index=False, sep=delimiter)
    return path


def drafted(file: Path, folder: Path) -> tuple[str, str]:
    said = draft_command(file, folder)
    return said, (folder / "profile.yml").read_text(encoding="utf-8")


def landed(profile: Profile, file: Path, home: Path) -> dict[str, int]:
    report = land_source(profile, profile.sources[0].id, file.parent, home, NOW)
    assert report.refused == []
    unread = f"SELECT count(unparsed) FROM read_parquet('{home}/landing/*/*/*/*.parquet', union_by_name = true)"
    assert duckdb.sql(unread).fetchall() == [(0,)]
    return {manifest.contract: manifest.rows for manifest in report.new}


def test_a_survey_is_valid_and_lands_unedited(tmp_path: Path) -> None:
    file = csv_of(SURVEY, tmp_path / "survey.csv", ";")
    said, text = drafted(file, tmp_path / "profile")
    assert "valid as it is" in said
    profile = load_profile(tmp_path / "profile")
    asked = {(question.characteristic, question.aspect) for question in profile.questions}
    assert asked == {
        ("overall", "overall"),
        ("staff", "perception"),
        ("staff", "importance"),
        ("overall", "intention_to_recommend"),
        ("overall", "open_text"),
    }
    assert (profile.scales["points_1_5"].missing, profile.scales["points_0_10"].missing) == ({"9": "refused"}, {})
    assert [cut.key for cut in profile.segmentations] == ["region"]
    assert landed(profile, file, tmp_path / "home") == {"survey_response": 40, "survey_answer": 200}
    assert "seen 1–5, 12 % of 9 → refused?" in text


def test_no_cell_of_a_person_and_no_text_is_quoted(tmp_path: Path) -> None:
    rows = 4
    small = {header: cells[:rows] for header, cells in SURVEY.items()}
    small["Remark"] = ["Ring +34 600 000 000", "ok", "ok", "ok"]
    small["IP"] = ["192.0.2.1"] * rows
    small["Contact person"] = ["Someone Invented"] * rows
    _, text = drafted(csv_of(small, tmp_path / "small.csv"), tmp_path / "profile")
    for cell in ("example.org", "600 000", "Reason number", "192.0.2.1", "Someone Invented"):
        assert cell not in text
    assert "E-mail" in text
    assert "left out: personal data" in text


def test_two_possible_date_orders_are_a_question(tmp_path: Path) -> None:
    table = SURVEY | {"Date submitted": [f"{1 + number % 9:02d}/03/2026" for number in range(40)]}
    said, text = drafted(csv_of(table, tmp_path / "survey.csv"), tmp_path / "profile")
    assert '# dates: [{format: "%d/%m/%Y"}]  # from 2026-03-01 to 2026-03-09' in text
    assert '# dates: [{format: "%m/%d/%Y"}]  # from 2026-01-03 to 2026-09-03' in text
    assert "must be answered first" in said
    with pytest.raises(ProfileError, match=r"event_at\.dates\[0\]\.format \(line \d+\): 'TODO' is no date format"):
        load_profile(tmp_path / "profile")


def test_the_question_is_answered_by_one_line(tmp_path: Path) -> None:
    table = SURVEY | {"Date submitted": [f"{1 + number % 9:02d}/03/2026" for number in range(40)]}
    file = csv_of(table, tmp_path / "survey.csv")
    _, text = drafted(file, tmp_path / "profile")
    chosen = text.replace("dates: [{format: TODO}]", 'dates: [{format: "%d/%m/%Y"}]')
    assert chosen.count("%d/%m/%Y") == text.count("%d/%m/%Y") + 2
    (tmp_path / "profile" / "profile.yml").write_text(chosen, encoding="utf-8")
    assert landed(load_profile(tmp_path / "profile"), file, tmp_path / "home")["survey_response"] == 40


def test_the_same_file_gives_the_same_draft(tmp_path: Path) -> None:
    file = csv_of(SURVEY, tmp_path / "survey.csv")
    assert drafted(file, tmp_path / "a")[1] == drafted(file, tmp_path / "b")[1]


def test_answer_words_and_solar_hijri_days(tmp_path: Path) -> None:
    words = ["خیلی راضی", "راضی", "متوسط", "ناراضی", "نمی‌دانم"]
    table = {
        "شناسه": [f"پ{number}" for number in range(30)],
        "تاریخ": [f"۱۴۰۴/۱۱/{1 + number % 30}" for number in range(30)],
        "رضایت از کارکنان": [words[number % 5] for number in range(30)],
    }
    file = csv_of(table, tmp_path / "enquesta.csv")
    drafted(file, tmp_path / "profile")
    profile = load_profile(tmp_path / "profile")
    assert profile.organisation.languages == ["fa"]
    response, answers = profile.sources[0].records
    assert response.fields["event_at"].dates[0].calendar == "jalali"
    assert answers.answers[0].recode == {"خیلی راضی": "5", "راضی": "4", "متوسط": "3", "ناراضی": "2"}
    assert profile.scales["points_1_5"].missing == {"نمی‌دانم": "dont_know"}
    assert landed(profile, file, tmp_path / "home") == {"survey_response": 30, "survey_answer": 30}


def write_xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Data")
    for row in [list(SURVEY), *zip(*SURVEY.values(), strict=True)]:
        sheet.append(list(row))
    book.save(path)


def write_jsonl(path: Path) -> None:
    pd.DataFrame(SURVEY).to_json(path, orient="records", lines=True, force_ascii=False)


def write_json(path: Path) -> None:
    path.write_text(json.dumps({"count": 40, "answers": pd.DataFrame(SURVEY).to_dict("records")}), encoding="utf-8")


def write_parquet(path: Path) -> None:
    pq.write_table(pa.table(SURVEY), path)


@pytest.mark.parametrize(
    ("name", "write"),
    [("a.xlsx", write_xlsx), ("a.jsonl", write_jsonl), ("a.json", write_json), ("a.parquet", write_parquet)],
)
def test_other_formats_land_unedited(tmp_path: Path, name: str, write: object) -> None:
    file = tmp_path / name
    write(file)  # type: ignore[operator]
    drafted(file, tmp_path / "profile")
    profile = load_profile(tmp_path / "profile")
    assert landed(profile, file, tmp_path / "home")["survey_response"] == 40


def test_three_header_rows_of_qualtrics(tmp_path: Path) -> None:
    """Names, wordings, import ids: only then answers follow."""
    rows = [
        ["ResponseId", "RecordedDate", "Q1"],
        ["Response ID", "Recorded Date", "How satisfied are you overall?"],
        ['{"ImportId":"_recordId"}', '{"ImportId":"recordedDate"}', '{"ImportId":"QID1"}'],
        *([f"R_{number}", f"2026-03-{1 + number % 28:02d} 10:00:00", str(1 + number % 5)] for number in range(30)),
    ]
    file = tmp_path / "qualtrics.csv"
    pd.DataFrame(rows).to_csv(file, index=False, header=False)
    drafted(file, tmp_path / "profile")
    profile = load_profile(tmp_path / "profile")
    assert (profile.sources[0].reader.preset, profile.sources[0].reader.header_rows) == ("qualtrics", 3)
    assert landed(profile, file, tmp_path / "home") == {"survey_response": 30, "survey_answer": 30}


def test_a_file_with_commas_of_a_product_that_writes_semicolons(tmp_path: Path) -> None:
    table = {
        "_uuid": [f"u{number}" for number in range(30)],
        "_submission_time": ["2026-03-01T10:00:00"] * 30,
        "satisfaction": [str(1 + number % 5) for number in range(30)],
    }
    file = csv_of(table, tmp_path / "kobo.csv")
    drafted(file, tmp_path / "profile")
    profile = load_profile(tmp_path / "profile")
    assert (profile.sources[0].reader.preset, profile.sources[0].reader.delimiter) == ("kobotoolbox", ",")
    assert landed(profile, file, tmp_path / "home") == {"survey_response": 30, "survey_answer": 30}


def test_labels_of_a_statistics_file_are_used(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "id": [float(number) for number in range(30)],
            "interview_date": [dt.date(2026, 3, 1 + number % 28) for number in range(30)],
            "v1": [float(1 + number % 5) for number in range(30)],
            "v2": [float(1 + number % 2) for number in range(30)],
        }
    )
    pyreadstat.write_sav(
        frame,
        str(tmp_path / "survey.sav"),
        column_labels={"v1": "How satisfied are you with the menu?", "v2": "Kind of guest"},
        variable_value_labels={"v2": {1.0: "New guest", 2.0: "Regular"}},
    )
    drafted(tmp_path / "survey.sav", tmp_path / "profile")
    profile = load_profile(tmp_path / "profile")
    assert [question.wording["en"] for question in profile.questions] == ["How satisfied are you with the menu?"]
    assert [value.name["en"] for value in profile.segmentations[0].values] == ["New guest", "Regular"]
    assert landed(profile, tmp_path / "survey.sav", tmp_path / "home")["survey_answer"] == 30


def test_a_hostile_header_stays_a_header(tmp_path: Path) -> None:
    table = {
        "id": ["a", "b", "c"],
        "date": ["2026-01-02"] * 3,
        'x"]}\n# : {y': ["1", "2", "3"],
        "{{z}}: &a": ["p", "p", "p"],
    }
    file = csv_of(table, tmp_path / "odd [1].csv")
    drafted(file, tmp_path / "profile")
    with pytest.raises(ProfileError, match=r"requires the field|measure"):
        load_profile(tmp_path / "profile")


def test_an_existing_profile_is_never_overwritten(tmp_path: Path) -> None:
    file = csv_of(SURVEY, tmp_path / "survey.csv")
    drafted(file, tmp_path / "profile")
    with pytest.raises(IngestError, match="there is a profile already; name another folder"):
        draft_command(file, tmp_path / "profile")


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "page.csv").write_text("<!doctype html><title>Sign in</title>", encoding="utf-8")
    with pytest.raises(RefusedFileError, match="web page"):
        draft_command(tmp_path / "page.csv", tmp_path / "profile")
    with pytest.raises(RefusedFileError, match="cannot be read"):
        draft_command(tmp_path / "absent.csv", tmp_path / "profile")


def test_the_command(tmp_path: Path) -> None:
    file = csv_of(SURVEY, tmp_path / "survey.csv")
    done = satisfaction("profile", "draft", file, "--output", tmp_path / "profile")
    assert (done.returncode, "valid as it is" in done.stdout) == (0, True), done.stderr
    again = satisfaction("profile", "draft", file, "--output", tmp_path / "profile")
    assert (again.returncode, "Traceback" in again.stderr) == (2, False)


@pytest.mark.parametrize(
    ("file", "contracts"),
    [
        ("comcast_complaints/comcast.csv", {"complaint": 2224, "complaint_event": 2224}),
        ("sfo_2017_comments/fact_survey.csv", {"survey_response": 2831, "survey_answer": 2831}),
        ("citizen_suggestions_polis/canadian-electoral-reform/comments.csv", {"suggestion": 174}),
        ("cfpb/complaints_2013_CapitalPrince100.csv", {"complaint": 1000, "complaint_event": 1000}),
    ],
)
def test_real_exports_land_unedited(tmp_path: Path, file: str, contracts: dict[str, int]) -> None:
    if not (SHARED_DATA / file).exists():
        pytest.skip(f"the real data are not here: no {SHARED_DATA.name}/{file} beside the checkout")
    drafted(SHARED_DATA / file, tmp_path / "profile")
    assert landed(load_profile(tmp_path / "profile"), SHARED_DATA / file, tmp_path / "home") == contracts
