"""Numbers, units and codes as sources write them, against Python's decimal and dictionaries."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.codes import Delivery, recoded
from ingest.columns import ColumnFinder
from ingest.contracts import Column
from ingest.numbers import number, plain
from ingest.profiles.models import FieldMapping, NumberFormat
from ingest.sql import literal
from ingest.values import typed

TYPE = "DECIMAL(18,6)"
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def read(text: str, sql_type: str = TYPE, unit_text: str = "", **mapping: object) -> tuple:
    """What one cell becomes, and its note."""
    told = FieldMapping.model_validate({"columns": ["n"], **mapping})
    delivery = Delivery(None, "UTC", ColumnFinder(("n", "unit")), "file.csv")
    value = typed("value", Column(sql_type), told, delivery)
    rows = delivery.prepared.over("(SELECT ? AS c0, ? AS c1)")
    found = duckdb.execute(f"SELECT {value.sql}, {value.problem} FROM {rows}", [text, unit_text]).fetchone()
    assert found is not None
    return found


def grouped(whole: int, mark: str) -> str:
    return f"{whole:,}".replace(",", mark)


MARKS = st.sampled_from([(".", ","), (",", "."), (",", " "), (".", "'"), (",", None), (".", None), ("٫", "٬")])


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 10**9), st.integers(0, 999_999), MARKS, st.booleans(), st.booleans(), st.sampled_from(["", "-", "+"])
)
def test_declared_marks_give_pythons_number(
    whole: int, millionths: int, marks: tuple, is_persian: bool, is_grouped: bool, sign: str
) -> None:
    point, mark = marks
    text = sign + (grouped(whole, mark) if mark and is_grouped else str(whole)) + f"{point}{millionths:06d}"
    expected = Decimal(f"{'-' if sign == '-' else ''}{whole}.{millionths:06d}")
    form = {"decimal": point, "thousands": mark}
    assert read(text.translate(PERSIAN) if is_persian else text, number=form)[0] == expected


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("1.5", {"decimal": ","}), ("1,5", {}), ("1.23", {"decimal": ",", "thousands": "."}),
        ("12.34.567", {"decimal": ",", "thousands": "."}), ("1.2345,0", {"decimal": ",", "thousands": "."}),
        ("1,", {"decimal": ","}), ("--1", {"decimal": ","}), ("5%", {"decimal": ","}), ("1 234", {}),
        ("1234.567", {"decimal": ",", "thousands": "."}),
        ("1_0", {}), ("_1", {}), ("۱_۰", {}), ("1_0", {"decimal": ","}),
    ],
)  # fmt: skip
def test_other_forms_are_unread_and_told(text: str, form: dict) -> None:
    told = {"number": form} if form else {}
    assert read(text, **told) == (None, f"value={text}")


def test_signs_blanks_and_percent() -> None:
    form = {"decimal": ",", "thousands": " ", "percent": True}
    for text in ("1 234,5 %", "1\u202f234,5%", "1\u00a0234,5\u066a", "%1 234,5"):
        assert read(text, number=form)[0] == Decimal("1234.5")
    assert read("\u2212,5", number=form)[0] == Decimal("-0.5")


def test_persian_marks_need_no_declaration() -> None:
    assert read("۱٬۲۳۴٫۵")[0] == Decimal("1234.5")
    assert read("۱٬۲۳")[0] is None
    assert read("۱۲", "BIGINT")[0] == 12


UNITS = [
    ({"from": "minutes", "to": "hours"}, "90", "1.5"),
    ({"from": "minutes", "to": "hours"}, "20", "0.333333"),
    ({"from": "days", "to": "hours"}, "2", "48"),
    ({"from": "fahrenheit", "to": "celsius"}, "212", "100"),
    ({"from": "celsius", "to": "fahrenheit"}, "-40", "-40"),
    ({"from": "miles", "to": "kilometres"}, "26.2", "42.164813"),
    ({"from": "share", "to": "percent"}, "0.07", "7"),
    ({"factor": 0.1}, "7", "0.7"),
    ({"factor": 2, "offset": -1}, "7", "13"),
]  # fmt: skip


@pytest.mark.parametrize(("unit", "text", "expected"), UNITS)
def test_units(unit: dict, text: str, expected: str) -> None:
    assert read(text, unit=unit)[0] == Decimal(expected)


def test_a_column_may_tell_each_rows_unit() -> None:
    unit = {"columns": ["unit"], "to": "hours", "recode": {"min.": "minutes", "h": "hours"}}
    assert read("90", unit_text="min.", unit=unit)[0] == read("1.5", unit_text="h", unit=unit)[0] == Decimal("1.5")
    assert read("0.5", unit_text="days", unit=unit)[0] == 12
    assert read("90", unit_text="moons", unit=unit) == (None, "value=90")
    assert read("90", "BIGINT", unit_text="min.", unit=unit) == (None, "value=90")


def test_what_overflows_is_unread() -> None:
    assert read("999999999999", unit={"from": "weeks", "to": "seconds"})[0] is None
    assert read("1e400", unit={"from": "weeks", "to": "seconds"})[0] is None


CODES = st.dictionaries(
    st.text("abcXYZ01 é'ی", max_size=3).map(str.strip), st.none() | st.text("pq'", min_size=1, max_size=3)
)


@settings(max_examples=80, deadline=None)
@given(CODES, st.text("abcXYZ01é'ی", min_size=1, max_size=3))
def test_recoding_is_a_dictionary(codes: dict[str, str | None], text: str) -> None:
    found = duckdb.execute(f"SELECT {recoded('t', codes)} FROM (SELECT ?::VARCHAR AS t)", [text]).fetchone()
    assert found == (codes.get(text, text),)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=12))
def test_no_text_breaks_the_statement(text: str) -> None:
    hostile = text.replace("\0", "")
    sql = f"SELECT {number('t', TYPE)}, {plain('t', NumberFormat(decimal=','))}, {recoded('t', {hostile: 'x'})} FROM "
    assert duckdb.execute(f"{sql}(SELECT {literal(hostile)} AS t)").fetchone() is not None
