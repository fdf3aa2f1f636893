"""The language of a text: sentences whose language is known, and texts of which nothing should be said."""

from __future__ import annotations

import duckdb
import pytest

from dbt_project.statistics import udfs
from dbt_project.statistics.text_language import UNKNOWN, detect_language
from ingest.demo.texts import COMMENTS

LANGUAGES = ("en", "ca", "fa")


@pytest.mark.parametrize("position", range(3), ids=LANGUAGES)
def test_sentences_of_the_demo(position: int) -> None:
    sentences = [pair[position] for judgements in COMMENTS.values() for pair in judgements]
    found = [detect_language(sentence) for sentence in sentences]
    assert len(found) >= 18
    # A wrong language would be coded with the wrong words; "unknown" only says less.
    assert set(found) <= {LANGUAGES[position], UNKNOWN}
    assert found.count(LANGUAGES[position]) >= 0.9 * len(found)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("El personal és molt amable, però l'espera va ser massa llarga.", "ca"),
        ("La il·luminació era col·locada massa amunt", "ca"),
        ("El personal fue muy amable, pero la espera fue demasiado larga.", "es"),
        ("Le personnel était très aimable mais l'attente trop longue.", "fr"),
        ("Das Personal war freundlich, aber wir haben lange gewartet.", "de"),
        ("كانت الخدمة سيئة جدا والموظف غير مهذب", "ar"),
        ("چرا؟", "fa"),  # four letters, one of which only Persian has
        ("برخورد كاركنان خيلي خوب بود", "fa"),  # Persian typed with Arabic letters
        ("عملے کا رویہ بہت اچھا تھا", UNKNOWN),  # Urdu: no code book, and never taken for Persian
    ],
)
def test_neighbours_are_told_apart(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    "text", ["", "ok", "😀😀😀", "12345 67890", "[email] [phone]", "xkcd qwrtz", "Очень хорошо", "بد"]
)
def test_what_cannot_be_told_is_unknown(text: str) -> None:
    assert detect_language(text) == UNKNOWN


def test_sql_looks_at_equal_texts_once_and_keeps_null_and_order() -> None:
    connection = duckdb.connect()
    udfs.register(connection)
    texts = "case i % 3 when 0 then 'The staff was very friendly' when 1 then 'Molt bon servei, gràcies a tothom' end"
    query = f"select i % 3 as which, detect_language({texts}) as language, count(*) as n from range(9000) as r(i) group by all"
    found = connection.execute(f"select * from ({query}) order by which").fetchall()
    assert found == [(0, "en", 3000), (1, "ca", 3000), (2, None, 3000)]
