"""Which remarks may be quoted: from enough people, without rare words, one for many, and nothing where the profile says no."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tests.unit.sql_models import PROJECT, connect, render

COMMON = "The driver was kind and waited"
FRIENDLY = "Friendly people at the counter, always"
NAMED = "Thank you Zebedee"


def remarks(text: str, count: int, start: int, **columns: Any) -> list[dict[str, Any]]:
    common = {
        "language": "en",
        "month": pd.Timestamp("2026-08-01"),
        "method": "survey",
        "theme_vocabulary": "profile",
        "theme_key": "kind",
        "characteristic_key": "staff",
        "is_certain": True,
        "text_normalised": text,
    }
    return [{**common, **columns, "text_key": f"t{n}", "person_key": f"p{n}"} for n in range(start, start + count)]


def quotes(rows: list[dict[str, Any]], **settings: Any) -> list[tuple[Any, ...]]:
    connection = connect({"mart_theme__text": pd.DataFrame(rows)}, **settings)
    for name in ("word", "quotable", "quote"):
        model = (PROJECT / "models" / "marts" / f"mart_theme__{name}.sql").read_text(encoding="utf-8")
        connection.execute(f"create table mart_theme__{name} as {render(model)}")
    sql = (
        "select theme_key, position, quote, n_persons from mart_theme__quote where theme_key = 'kind' order by position"
    )
    return connection.execute(sql).fetchall()


OTHERS = remarks("The parcel came late again", 40, 500, theme_key="late", characteristic_key="on_time")


def test_what_many_say_stands_for_them_and_rare_words_never_leave() -> None:
    rows = remarks(COMMON, 12, 0) + remarks(f"{COMMON}, {NAMED}", 1, 100) + remarks(FRIENDLY, 5, 200) + OTHERS
    assert quotes(rows) == [("kind", 1, COMMON, 18), ("kind", 2, FRIENDLY, 18)]


def test_fewer_than_enough_people_are_not_quoted() -> None:
    assert quotes(remarks(COMMON, 14, 0) + OTHERS) == []
    one_talks = [row | {"person_key": "p0"} for row in remarks(COMMON, 30, 0)]
    assert quotes(one_talks + OTHERS) == []


def test_a_kind_of_source_with_few_people_is_not_named() -> None:
    rows = remarks(COMMON, 20, 0) + remarks(FRIENDLY, 5, 200, method="letters") + OTHERS
    assert [quote for _theme, _position, quote, _n in quotes(rows)] == [COMMON]


def test_a_profile_that_does_not_publish_words_has_none() -> None:
    assert quotes(remarks(COMMON, 30, 0) + OTHERS, publish_quotes=False) == []


def test_marks_that_turn_a_text_are_left_out_and_redactions_stay() -> None:
    rows = remarks(f"{COMMON} \u202eabc\u202c\nfor [name]", 20, 0) + OTHERS
    assert [quote for _theme, _position, quote, _n in quotes(rows)] == [f"{COMMON} abc for [name]"]
