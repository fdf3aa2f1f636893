"""The mapping language on files that a person could have sent: what is declared in a profile is what lands."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import yaml

from ingest.landing import LandingReport, land_source
from ingest.profiles import load_profile
from tests.fixtures_profile import LANDED_AT, rows

ORGANISATION = """
profile_version: 1
organisation: {id: shop, name: {en: "Shop", ca: "Botiga", fa: "فروشگاه"}, kind: private, timezone: UTC,
  languages: [en, ca, fa], default_language: en}
characteristics:
  - {key: whole, name: &name {en: "Whole", ca: "Tot", fa: "همه"}, group: organisation}
  - {key: staff, name: *name, group: delivery}
  - {key: price, name: *name, group: product}
segmentations:
  - key: region
    name: *name
    values: [{key: north, name: *name}, {key: south, name: *name}]
scales:
  five:
    min: 1
    max: 5
    missing: {"9": refused}
    labels:
      "1": {en: "Very dissatisfied", ca: "Molt insatisfet", fa: "خیلی ناراضی"}
      "5": {en: "Very satisfied", ca: "Molt satisfet", fa: "خیلی راضی"}
  ten: {min: 1, max: 10, direction: down}
questions:
  - {key: whole, characteristic: whole, aspect: overall, scale: five}
  - {key: staff, characteristic: staff, aspect: perception, scale: five}
  - {key: staff_wanted, characteristic: staff, aspect: expectation_desired, scale: five}
  - {key: pick_staff, characteristic: staff, aspect: priority_pick}
  - {key: pick_price, characteristic: price, aspect: priority_pick}
  - {key: why, characteristic: whole, aspect: open_text}
operations: [{key: waiting, name: *name}]
causes: [{key: late, name: *name}, {key: broken, name: *name}]
reporting: {headline_characteristic: whole}
"""
DAY = {"columns": ["day"], "dates": [{"format": "%Y-%m-%d"}]}


def land(
    folder: Path, lines: str, records: list[dict], tables: dict[str, str] | None = None, **settings: object
) -> LandingReport:
    """Land one file by records that are given as a profile would say them."""
    profile = yaml.safe_load(ORGANISATION)
    source = {"id": "survey", "name": {"en": "S", "ca": "S", "fa": "S"}, "method": "survey", "owner_role": "Manager",
              "cadence": "once", "files": "*.csv", "records": records}  # fmt: skip
    profile |= {key: settings.pop(key) for key in ("personal",) if key in settings}
    profile["sources"] = [source | {key: value for key, value in settings.items() if key != "file"}]
    home = folder / "profile"
    home.mkdir(parents=True, exist_ok=True)
    for name, text in (tables or {}).items():
        (home / name).write_text(text, encoding="utf-8")
    if tables:
        profile["lookups"] = {name.removesuffix(".csv"): name for name in tables}
    (home / "profile.yml").write_text(yaml.safe_dump(profile, allow_unicode=True), encoding="utf-8")
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / str(settings.get("file", "2024.csv"))).write_text(lines, encoding="utf-8")
    report = land_source(load_profile(home), "survey", folder / "data", folder / "home", LANDED_AT)
    assert not report.refused, report.refused
    return report


def operation(**fields: object) -> dict:
    told = {"event_at": DAY, "measure": {"value": "waiting"}, "entity_key": {"value": "own"}, "value": {"columns": ["n"]},
            "period_start": DAY}  # fmt: skip
    return {"contract": "operation", "key": ["id"], "fields": told | fields}


def complaint(**fields: object) -> dict:
    told = {"event_at": DAY, "is_internal": {"value": False}}
    return {"contract": "complaint", "key": ["id"], "fields": told | fields}


def answers(**told: object) -> dict:
    return {"contract": "survey_answer", "key": ["id"], "fields": {"event_at": DAY}, **told}


def interviews(**told: object) -> dict:
    fields = {"event_at": DAY, "mode": {"value": "web"}, "base_weight": {"value": 1}, "is_internal": {"value": False}}
    return {"contract": "survey_response", "key": ["id"], "fields": fields, **told}


def answered(folder: Path, columns: str = "source_row, question_key, value, missing_code, unparsed") -> list[tuple]:
    return sorted(rows(folder, "survey_answer", columns), key=str)


HEAD = "id,day,"
AT = "2024-05-01"


@pytest.mark.parametrize(
    ("otherwise", "landed", "note"),
    [("keep", "smoke", None), ("missing", None, None), ("quarantine", None, "cause_key=smoke")],
)
def test_codes_that_are_not_listed(tmp_path: Path, otherwise: str, landed: str | None, note: str | None) -> None:
    field = {"columns": ["c"], "recode": {"L": "late", "-": None}, "else": otherwise, "ignore_case": True}
    land(tmp_path, f"{HEAD}c\n1,{AT},l\n2,{AT},-\n3,{AT},smoke\n4,{AT},\n", [complaint(cause_key=field)])
    assert rows(tmp_path, "complaint", "cause_key, unparsed") == [
        ("late", None), (None, None), (landed, note), (None, None),
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["8", "۸", "٨", "８"])
def test_codes_that_are_no_answers_count_in_any_digits(tmp_path: Path, code: str) -> None:
    told = [{"question": "whole", "columns": ["q"], "missing": {code: "dont_know", "1e999": "refused", "1_0": "refused"}},
            {"question": "why", "columns": ["w"], "missing": {code: "not_asked"}}]  # fmt: skip
    lines = "".join(f"{row},{AT},{cell},{cell[0]}\n" for row, cell in enumerate(["8", "۸", "٨", "８", "8.0", "۸٫۰"]))
    land(tmp_path, f"{HEAD}q,w\n{lines}", [interviews(), answers(answers=told)])
    found = rows(tmp_path, "survey_answer", "question_key, value, missing_code, text_original, unparsed")
    assert set(found) == {("whole", None, "dont_know", None, None), ("why", None, "not_asked", None, None)}


def test_blank_rows_of_a_spreadsheet_are_out_of_scope(tmp_path: Path) -> None:
    lines = f"{HEAD}q,kind\n1,{AT},5,x\n,,,\n2,{AT},4,y\n,,,\n"
    where = [{"columns": ["kind"], "any_of": ["x"]}]
    told = answers(answers=[{"question": "whole", "columns": ["q"]}])
    report = land(tmp_path, lines, [interviews(where=where), told])
    counted = {one.contract: (one.rows, one.source_rows, one.out_of_scope_rows) for one in report.new}
    assert counted == {"survey_response": (1, 4, 3), "survey_answer": (2, 4, 2)}
    assert rows(tmp_path, "survey_answer", "source_row, value, unparsed") == [(2, 5, None), (4, 4, None)]


def test_a_code_of_an_open_question_counts_in_any_digits(tmp_path: Path) -> None:
    told = [{"question": "why", "columns": ["w"], "missing": {"99 Non": "refused"}}]
    land(tmp_path, f"{HEAD}w\n1,{AT},۹۹ NON\n2,{AT},９９ non\n3,{AT},99\n", [interviews(), answers(answers=told)])
    assert rows(tmp_path, "survey_answer", "missing_code, text_original") == [
        ("refused", None), ("refused", None), (None, "99"),
    ]  # fmt: skip


def test_codes_that_look_like_persons_stay_where_the_profile_declares_them(tmp_path: Path) -> None:
    (tmp_path / "profile").mkdir()
    (tmp_path / "profile" / "names.csv").write_text("North\nMay\n", encoding="utf-8")
    medium = {"columns": ["m"], "recode": {"a": "612345678", "b": "612345679"}}
    record = complaint(medium=medium, product={"value": "may"}) | {"segments": {"region": {"columns": ["r"]}}}
    lines = f"{HEAD}m,r\n1,{AT},a,north\n2,{AT},b,south\n3,{AT},712345678,north\n4,{AT},712345679,612345670\n"
    land(tmp_path, lines, [record], personal={"names": "names.csv"})
    found = rows(tmp_path, "complaint", "medium, product, segments")
    assert [row[1:] for row in found] == [
        ("may", {"region": "north"}), ("may", {"region": "south"}), ("may", {"region": "north"}), ("may", {"region": "[phone]"}),
    ]  # fmt: skip
    assert [row[0] for row in found[:2]] == ["612345678", "612345679"]
    # What is not declared stays apart all the same.
    assert found[2][0] != found[3][0]
    assert [row[0][:7] for row in found[2:]] == ["person:"] * 2


def test_codes_by_several_columns(tmp_path: Path) -> None:
    rules = [{"when": {"a": "1", "b": ["x", "y"]}, "then": "late"}, {"when": {"a": "2", "b": ""}, "then": "broken"}]
    lines = f"{HEAD}a,b\n1,{AT},1,Y\n2,{AT},2,\n3,{AT},2,x\n4,{AT},,\n"
    land(tmp_path, lines, [complaint(cause_key={"rules": rules, "ignore_case": True})])
    assert rows(tmp_path, "complaint", "cause_key, unparsed") == [
        ("late", None), ("broken", None), (None, "cause_key=2|x"), (None, None),
    ]  # fmt: skip


def test_lookup_tables(tmp_path: Path) -> None:
    tables = {"sites.csv": 'site,city,region\nS1,Girona,north\n"S,2",Tarragona,south\nS3,Unknown,\n'}
    record = complaint(product={"columns": ["s"], "lookup": "sites", "column": "city", "else": "keep"})
    record["segments"] = {"region": {"columns": ["s"], "lookup": "sites", "column": "region"}}
    lines = f'{HEAD}s\n1,{AT},S1\n2,{AT},"S,2"\n3,{AT},S3\n4,{AT},S9\n5,{AT},\n'
    land(tmp_path / "a", lines, [record], tables)
    assert rows(tmp_path / "a", "complaint", "source_row, product, segments, unparsed") == [
        (2, "Girona", {"region": "north"}, None), (3, "Tarragona", {"region": "south"}, None),
        (4, "Unknown", {}, None), (5, "S9", {}, "region=S9"), (6, None, {}, None),
    ]  # fmt: skip


def test_a_lookup_tables_content_is_part_of_the_mapping(tmp_path: Path) -> None:
    record = complaint(product={"columns": ["s"], "lookup": "sites"})
    hashes = set()
    for name, city in (("a", "Girona"), ("b", "Girona"), ("c", "Lleida")):
        report = land(tmp_path / name, f"{HEAD}s\n1,{AT},S1\n", [record], {"sites.csv": f"site,city\nS1,{city}\n"})
        hashes.add(report.new[0].mapping_sha256)
    assert len(hashes) == 2


def test_a_large_lookup_keeps_the_files_order(tmp_path: Path) -> None:
    table = "k,v\n" + "".join(f"K{n},V{n}\n" for n in range(20_000))
    lines = f"{HEAD}s\n" + "".join(f"{n},{AT},K{n * 7919 % 20_000}\n" for n in range(20_000))
    land(tmp_path, lines, [complaint(product={"columns": ["s"], "lookup": "t"})], {"t.csv": table})
    files = list((tmp_path / "home/landing/complaint").rglob("*.parquet"))
    found = duckdb.sql(f"SELECT source_row, product FROM read_parquet('{files[0]}')").fetchall()
    assert found == [(n + 2, f"V{n * 7919 % 20_000}") for n in range(20_000)]


def test_joined_cut_and_first_filled_columns(tmp_path: Path) -> None:
    record = complaint(
        product={"template": "{brand} {model}"},
        problem={"columns": ["ref"], "pattern": "^[A-Z]+-([0-9]+)"},
        medium={"columns": ["m1", "m2", "m3"], "coalesce": True},
    )
    lines = f"{HEAD}brand,model,ref,m1,m2\n1,{AT},Acme,X1,AB-12/z,,mail\n2,{AT},,,,,\n3,{AT},Acme,,12, ,\n"
    land(tmp_path, lines, [record])
    assert rows(tmp_path, "complaint", "product, problem, medium, unparsed") == [
        ("Acme X1", "12", "mail", None), (None, None, None, None), ("Acme", None, None, "problem=12"),
    ]  # fmt: skip


def test_numbers_of_a_source_and_units_of_a_field(tmp_path: Path) -> None:
    value = {"columns": ["n"], "unit": {"from": "minutes", "to": "hours"}}
    lines = f'{HEAD}n\n1,{AT},"1.080,5"\n2,{AT},"1,080.5"\n3,{AT},"0,00001"\n'
    report = land(tmp_path, lines, [operation(value=value)], number={"decimal": ",", "thousands": "."})
    assert rows(tmp_path, "operation", "value, unparsed") == [
        (Decimal("18.008333"), None), (None, "value=1,080.5"), (Decimal("0"), None),
    ]  # fmt: skip
    assert report.new[0].rounded == {"value": 2}


FILTERS = [
    ({"none_of": ["a", "b"]}, [4, 5]), ({"is_empty": True}, [5]), ({"is_empty": False}, [2, 3, 4]),
    ({"matches": "^[bc]"}, [3, 4]), ({"any_of": ["a", "c"], "none_of": ["c"]}, [2]),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "kept"), FILTERS)
def test_filters(tmp_path: Path, condition: dict, kept: list[int]) -> None:
    record = complaint() | {"where": [{"columns": ["c"], **condition}]}
    report = land(tmp_path, f"{HEAD}c\n1,{AT},a\n2,{AT},b\n3,{AT},c\n4,{AT},\n", [record])
    assert [row for (row,) in rows(tmp_path, "complaint", "source_row")] == kept
    assert report.new[0].out_of_scope_rows == 4 - len(kept)


def test_a_scope_differs_without_a_copy_of_the_mapping(tmp_path: Path) -> None:
    record = complaint(
        product={"columns": ["p"], "by_scope": {"2019": {"value": "old"}}},
        problem={"columns": ["q"], "recode": {"1": "late"}, "by_scope": {"2019": {"recode": {"1": "broken"}}}},
    )
    report = land(
        tmp_path, f"{HEAD}q_old\n1,{AT},1\n", [record], file="2019.csv",
        delivery={"scope_pattern": r"(?P<scope>\d{4})", "mode": "snapshot"}, by_scope={"2019": {"columns": {"q": "q_old"}}},
    )  # fmt: skip
    assert rows(tmp_path, "complaint", "product, problem") == [("old", "broken")]
    assert report.new[0].new_columns == []


def test_labels_stand_for_points_in_every_language(tmp_path: Path) -> None:
    texts = ["VERY satisfied", "molt satisfet", "خيلي راضي", "Molt insatisfet", "5", "9", "so so"]
    lines = HEAD + "q\n" + "".join(f"{n},{AT},{text}\n" for n, text in enumerate(texts, start=1))
    land(tmp_path, lines, [interviews(), answers(labels=True, answers=[{"question": "whole", "columns": ["q"]}])])
    assert rows(tmp_path, "survey_answer", "value, missing_code, unparsed") == [
        (5, None, None), (5, None, None), (5, None, None), (1, None, None), (5, None, None), (None, "refused", None),
        (None, None, "whole=so so"),
    ]  # fmt: skip


def test_one_question_on_another_scale_and_with_other_missing_codes(tmp_path: Path) -> None:
    told = [
        {"question": "whole", "columns": ["q"], "missing": {"99": "dont_know"}},
        {"question": "why", "columns": ["w"]},
    ]
    record = answers(answers=told, missing={"n/a": "not_applicable"})
    lines = f"{HEAD}q,w\n1,{AT},8,good\n2,{AT},99,N/A\n3,{AT},n/a,\n"
    land(tmp_path, lines, [interviews(), record], scales={"five": "ten"})
    columns = "question_key, value, missing_code, scale_max, scale_direction, text_original"
    assert answered(tmp_path, f"source_row, {columns}") == [
        (2, "whole", 8, None, 10, "down", None), (2, "why", None, None, None, None, "good"),
        (3, "whole", None, "dont_know", 10, "down", None), (3, "why", None, "not_applicable", None, None, None),
        (4, "whole", None, "not_applicable", 10, "down", None), (4, "why", None, "blank", None, None, None),
    ]  # fmt: skip


def test_answers_that_no_code_names(tmp_path: Path) -> None:
    told = [{"question": key, "columns": [key], "recode": {"A": "1", "E": "5"}, "else": otherwise, "ignore_case": True}
            for key, otherwise in (("whole", "quarantine"), ("staff", "missing"))]  # fmt: skip
    lines = f"{HEAD}whole,staff\n1,{AT},a,e\n2,{AT},4,4\n3,{AT},9,9\n"
    land(tmp_path, lines, [interviews(), answers(answers=told)])
    assert answered(tmp_path) == [
        (2, "staff", 5, None, None), (2, "whole", 1, None, None),
        (3, "staff", None, "blank", None), (3, "whole", None, None, "whole=not listed: 4"),
        (4, "staff", None, "refused", None), (4, "whole", None, "refused", None),
    ]  # fmt: skip


def test_several_answers_in_one_cell(tmp_path: Path) -> None:
    pair = {"columns": ["q"], "questions": ["staff_wanted", "staff"]}
    lines = f"{HEAD}q\n1,{AT},4/5\n2,{AT},9 / 3\n3,{AT},\n4,{AT},4\n5,{AT},/2\n"
    land(tmp_path, lines, [interviews(), answers(pairs=[pair])])
    assert answered(tmp_path) == [
        (2, "staff", 5, None, None), (2, "staff_wanted", 4, None, None),
        (3, "staff", 3, None, None), (3, "staff_wanted", None, "refused", None),
        (4, "staff", None, "blank", None), (4, "staff_wanted", None, "blank", None),
        (5, None, None, None, "question_key=4"),
        (6, "staff", 2, None, None), (6, "staff_wanted", None, "blank", None),
    ]  # fmt: skip


def test_picks_in_one_cell_and_in_columns(tmp_path: Path) -> None:
    picks = {"columns": ["top"], "questions": {"A": "pick_staff", "Staff": "pick_staff", "C": "pick_price"}}
    lines = f"{HEAD}top\n1,{AT},A;C\n2,{AT}, C ;\n3,{AT},\n4,{AT},A;X;Y\n5,{AT},A;Staff\n"
    land(tmp_path / "cell", lines, [interviews(), answers(picks=[picks])])
    assert answered(tmp_path / "cell", "source_row, question_key, value, missing_code, raw_value, unparsed") == [
        (2, "pick_price", 1, None, "C", None), (2, "pick_staff", 1, None, "A", None), (3, "pick_price", 1, None, "C", None),
        (5, "pick_staff", 1, None, "A", None), (5, None, None, None, None, "question_key=X;Y"),
        (6, "pick_staff", 1, None, "A", None),
    ]  # fmt: skip
    told = [{"question": f"pick_{name}", "columns": [name], "picked": ["1", "yes"]} for name in ("staff", "price")]
    land(
        tmp_path / "wide",
        f"{HEAD}staff,price\n1,{AT},1,0\n2,{AT},,yes\n3,{AT},2,0\n",
        [interviews(), answers(answers=told)],
    )
    assert answered(tmp_path / "wide") == [
        (2, "pick_staff", 1, None, None), (3, "pick_price", 1, None, None), (4, None, None, None, "question_key=2"),
    ]  # fmt: skip


def test_one_line_per_answer(tmp_path: Path) -> None:
    long = {"question": "item", "value": "v", "recode": {"Q1": "whole", "Q2": "staff", "Q3": "why", "T": None}}
    record = answers(answers_long=long, answers=[{"question": "staff", "scale": "ten"}])
    lines = (
        f"{HEAD}item,v\n7,{AT},Q1,5\n7,{AT},Q2,8\n7,{AT},Q3,ok\n7,{AT},T,33\n8,{AT},Q1,9\n8,{AT},Q9,1\n8,{AT},Q2,bad\n"
    )
    report = land(tmp_path, lines, [interviews(first_per_key=True), record])
    assert rows(tmp_path, "survey_response", "source_row, source_record_id") == [(2, "7"), (6, "8")]
    assert answered(tmp_path, "source_record_id, question_key, value, missing_code, scale_max, text_original, unparsed") == [
        ("7", "staff", 8, None, 10, None, None), ("7", "whole", 5, None, 5, None, None),
        ("7", "why", None, None, None, "ok", None), ("8", "staff", None, None, 10, None, "staff=bad"),
        ("8", "whole", None, "refused", 5, None, None), ("8", None, None, None, None, None, "question_key=Q9"),
    ]  # fmt: skip
    assert {m.contract: (m.rows, m.out_of_scope_rows) for m in report.new} == {
        "survey_response": (2, 5), "survey_answer": (6, 1),
    }  # fmt: skip


def test_repeated_groups_become_records_of_their_own(tmp_path: Path) -> None:
    repeat = {"items": ["1", "2"], "when_filled": ["whole_{item}", "staff_{item}"]}
    told = [{"question": key, "columns": [f"{key}_{{item}}"]} for key in ("whole", "staff")]
    lines = f"{HEAD}whole_1,staff_1,whole_2,staff_2\n1,{AT},5,4,3,\n2,{AT},2,,,\n"
    report = land(tmp_path, lines, [interviews(repeat=repeat), answers(repeat=repeat, answers=told)])
    assert rows(tmp_path, "survey_response", "source_record_id") == [("1|1",), ("1|2",), ("2|1",)]
    assert answered(tmp_path, "source_record_id, question_key, value, missing_code") == [
        ("1|1", "staff", 4, None), ("1|1", "whole", 5, None), ("1|2", "staff", None, "blank"), ("1|2", "whole", 3, None),
        ("2|1", "staff", None, "blank"), ("2|1", "whole", 2, None),
    ]  # fmt: skip
    assert {m.out_of_scope_rows for m in report.new} == {0}


def test_two_answer_records_of_one_interview_share_its_id(tmp_path: Path) -> None:
    first = answers(answers=[{"question": "whole", "columns": ["q"]}])
    second = answers(pairs=[{"columns": ["p"], "questions": ["staff_wanted", "staff"]}])
    land(tmp_path, f"{HEAD}q,p\n1,{AT},5,4/3\n", [interviews(), first, second])
    assert answered(tmp_path, "source_record_id, question_key, value") == [
        ("1", "staff", 3), ("1", "staff_wanted", 4), ("1", "whole", 5),
    ]  # fmt: skip


def test_sources_without_any_id(tmp_path: Path) -> None:
    record = complaint(customer_key={"columns": ["mail"], "pseudonymise": True}, product={"columns": ["p"]})
    lines = (
        f"day,mail,p\n{AT},a@example.org,x\n{AT},b@example.org,x\n{AT},a@example.org,x\n{AT},a@example.org,x|\n{AT},,\n"
    )
    land(tmp_path / "row", lines, [record | {"key": {"hash_of": "row"}}])
    keys = [key for (key,) in rows(tmp_path / "row", "complaint", "source_record_id")]
    assert keys[0] == keys[2]
    assert len({keys[0], keys[1], keys[3]}) == 3
    # The address must not be found by hashing all that it may be.
    assert keys[0] != hashlib.sha256(f"{AT}|a@example.org|x".encode()).hexdigest()[:32]
    land(tmp_path / "some", lines, [record | {"key": {"hash_of": ["day", "p"]}}])
    keys = [key for (key,) in rows(tmp_path / "some", "complaint", "source_record_id")]
    assert keys[:4] == [hashlib.sha256(text.encode()).hexdigest()[:32] for text in (*[f"{AT}|x"] * 3, rf"{AT}|x\|")]
    land(tmp_path / "none", lines, [record | {"key": {"hash_of": ["mail", "p"]}}])
    assert [key is None for (key,) in rows(tmp_path / "none", "complaint", "source_record_id")] == [False] * 4 + [True]
    land(tmp_path / "line", lines, [record | {"key": {"row_number": True}}], delivery={"mode": "snapshot"})
    assert [key for (key,) in rows(tmp_path / "line", "complaint", "source_record_id")] == ["2", "3", "4", "5", "6"]


def test_each_row_keeps_its_own_time_zone(tmp_path: Path) -> None:
    zone = {"columns": ["tz"], "zones": {"M": "Europe/Madrid", "T": "Asia/Tehran"}}
    day = {"columns": ["day"], "dates": [{"format": "%Y-%m-%d", "zone": zone}]}
    land(tmp_path, f"{HEAD}tz\n1,{AT},M\n2,{AT},T\n3,{AT},X\n", [complaint(event_at=day)])
    assert rows(tmp_path, "complaint", "event_at, timezone, unparsed") == [
        (dt.datetime(2024, 5, 1, 10), "Europe/Madrid", None), (dt.datetime(2024, 5, 1, 8, 30), "Asia/Tehran", None),
        (None, "UTC", f"event_at={AT}"),
    ]  # fmt: skip
