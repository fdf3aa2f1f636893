"""What a draft takes for a date, a scale, a missing code, an encoding or a person, on columns that are plain to a reader."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from ingest.drafting.dates import date_facts, serial_of
from ingest.drafting.decide import slug
from ingest.drafting.reading import preset_of, reading_of
from ingest.drafting.scales import scale_of
from ingest.drafting.words import PERSONAL, first_meaning, likert_points, meaning_of_missing, truth_of


def formats(*cells: str) -> list[str]:
    with duckdb.connect() as connection:
        listed = ", ".join(f"('{cell}')" for cell in cells)
        connection.execute(f"CREATE TEMP TABLE sample AS SELECT * FROM (VALUES {listed}) AS cells(c0)")
        return [choice.format for choice in date_facts(connection, "c0", len(cells)).choices]


def test_a_day_above_twelve_settles_the_order() -> None:
    assert formats("03/04/2026", "25/04/2026") == ["%d/%m/%Y"]
    assert formats("03/04/2026", "04/25/2026") == ["%m/%d/%Y"]


def test_where_both_orders_fit_none_is_chosen() -> None:
    assert formats("03/04/2026", "05/04/2026") == ["%d/%m/%Y", "%m/%d/%Y"]


def test_two_digit_years_can_stand_at_either_end() -> None:
    """15 may be a year or a day: 22 April 2015, or 15 April 2022."""
    assert formats("22-04-15", "04-08-15") == ["%d-%m-%y", "%y-%m-%d"]


def test_formats_that_read_every_cell_alike_are_one() -> None:
    assert formats("2026-02-03T08:15:00Z") == ["%Y-%m-%dT%H:%M:%SZ"]
    assert formats("7/7/2026", "25/7/2026") == ["%d/%m/%Y"]


@pytest.mark.parametrize("cells", [("95993", "91104"), ("31/02/2026",), ("1-5",), ("2026-02-03", "soon enough 1")])
def test_what_is_no_date(cells: tuple[str, ...]) -> None:
    assert formats(*cells) == []


def test_serials_are_told_by_their_range() -> None:
    # 1 January 2026 is day 46023 of the spreadsheet's calendar and second 1767225600.
    assert serial_of(46023, 46030).serial == "excel_1900"
    assert serial_of(1767225600, 1767225600).serial == "unix_seconds"
    assert serial_of(1767225600000, 1767225600000).serial == "unix_milliseconds"
    assert serial_of(1, 5).serial is None


def scale(counts: dict[str, int]) -> tuple[int, int, dict[str, str]] | None:
    guess = scale_of(tuple(counts.items()), complete=True)
    return guess and (guess.low, guess.high, guess.missing)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"1": 5, "2": 9, "3": 20, "4": 40, "5": 26}, (1, 5, {})),
        ({"1": 5, "2": 9, "3": 20, "4": 40, "5": 26, "9": 3}, (1, 5, {"9": "refused"})),
        ({"0": 3, "1": 5, "2": 9, "3": 20, "4": 40, "5": 26, "6": 9}, (1, 5, {"0": "blank", "6": "not_applicable"})),
        ({**{str(point): 10 for point in range(11)}, "99": 4, "-1": 2}, (0, 10, {"-1": "not_applicable", "99": "refused"})),
        ({str(point): 10 for point in range(1, 11)}, (1, 10, {})),
        ({str(point): 10 for point in range(1, 8)}, (1, 7, {})),
        ({str(point): 10 for point in range(1, 5)}, (1, 4, {})),
        ({"۱": 4, "۲": 6, "۳": 8, "۴": 9, "۵": 7, "نمی‌دانم": 2}, (1, 5, {"نمی‌دانم": "dont_know"})),
        ({"1": 4, "3": 6, "5": 8, "4": 3, "2": 1, "N/A": 2, "DK": 1}, (1, 5, {"N/A": "not_applicable", "DK": "dont_know"})),
        ({"101": 3, "204": 3, "317": 4}, None),
        ({"1": 50, "2": 50}, None),
    ],
)  # fmt: skip
def test_scales_and_codes_for_no_answer(
    counts: dict[str, int], expected: tuple[int, int, dict[str, str]] | None
) -> None:
    assert scale(counts) == expected


def test_a_doubt_is_said() -> None:
    guess = scale_of((("2", 30), ("3", 30), ("4", 30), ("5", 30), ("9", 4)), complete=True)
    assert guess is not None
    assert guess.doubts == ("is 9 a point of the scale or 'refused'?", "nobody chose 1: is the scale 1 to 5?")
    assert guess.seen == "2–5, 3.2 % of 9 → refused?"


def test_labelled_points_are_recoded() -> None:
    guess = scale_of((("1 - Poor", 3), ("2", 4), ("3", 5), ("4", 5), ("5 - Excellent", 9)), complete=True)
    assert guess is not None
    assert (guess.low, guess.high, guess.recode) == (1, 5, {"1 - Poor": "1", "5 - Excellent": "5"})


@pytest.mark.parametrize(
    ("answers", "points"),
    [
        (["Very satisfied", "dissatisfied", "Neutral"], [5, 2, 3]),
        (["Molt satisfeta", "Poc satisfet", "Gens satisfet"], [5, 2, 1]),
        (["خیلی راضی", "ناراضی", "كاملاً ناراضي"], [5, 2, 1]),
    ],
)
def test_answer_words_in_three_languages(answers: list[str], points: list[int]) -> None:
    assert likert_points(answers) == dict(zip(answers, points, strict=True))


def test_words_that_are_no_scale() -> None:
    assert likert_points(["red", "green", "good"]) is None


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("E-mail", "e-mail address"),
        ("Correu electrònic", "e-mail address"),
        ("شماره تماس", "telephone number"),
        ("Téléphone portable", "telephone number"),
        ("Straße", "postal address"),
        ("Apellidos", "name"),
        ("IPAddress", "internet address"),
        ("Received Via", None),
        ("Product", None),
    ],
)
def test_headers_of_personal_columns(header: str, kind: str | None) -> None:
    assert first_meaning(header, PERSONAL) == kind


def test_small_words() -> None:
    assert [meaning_of_missing(word) for word in ("N/A", "No ho sé", "پاسخ نداد", "five")] == [
        "not_applicable",
        "dont_know",
        "refused",
        None,
    ]
    assert [truth_of(word) for word in ("Sí", "خیر", "maybe")] == ["true", "false", None]


def test_keys_are_plain_and_start_with_a_letter() -> None:
    assert slug("Qualitat del menú!", "q") == "qualitat_del_menu"
    assert slug("2026 survey", "source") == "source_2026_survey"
    assert slug("رضایت", "question_3") == "question_3"


@pytest.mark.parametrize(
    ("headers", "preset"),
    [
        (("StartDate", "ResponseId", "RecordedDate", "Q1"), "qualtrics"),
        (("id", "submitdate", "lastpage", "startlanguage"), "limesurvey"),
        (("Timestamp", "How satisfied are you?"), "google_forms"),
        (("start", "end", "_uuid", "_submission_time"), "kobotoolbox"),
        (("id", "requester_id", "created_at", "subject"), "zendesk"),
        (("reviewId", "starRating", "createTime"), "google_reviews"),
        (("timestamp", "datetime", "comment-id"), None),
    ],
)
def test_products_are_known_by_their_columns(headers: tuple[str, ...], preset: str | None) -> None:
    assert preset_of(headers) == preset


@pytest.mark.parametrize(
    ("content", "options"),
    [
        ("a;b\n1;2\n", {"delimiter": ";"}),
        ("a\tb\n1\t2\n", {"delimiter": "\t"}),
        ("Title\n\na,b\n1,2\n3,4\n", {"skip_rows": 2}),
        ("a,b\n1,2\n", {}),
    ],
)
def test_layout_of_delimited_text(tmp_path: Path, content: str, options: dict[str, object]) -> None:
    file = tmp_path / "export.csv"
    file.write_text(content, encoding="utf-8")
    assert reading_of(file).options == options


@pytest.mark.parametrize(
    ("encoding", "text"), [("cp1252", "Atenció;Cafè\nbé;però\n"), ("cp1256", "نظر;شهر\nخوب;تهران\n")]
)
def test_eight_bit_encodings(tmp_path: Path, encoding: str, text: str) -> None:
    file = tmp_path / "export.csv"
    file.write_bytes(text.encode(encoding))
    assert reading_of(file).options == {"encoding": encoding, "delimiter": ";"}
