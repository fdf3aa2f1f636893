"""The shipped code book: deep in each language, without contradictions, and every pattern finds its own words."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from ingest.profiles.models import CODE_BOOK_THEMES
from tests.unit.sql_models import PROJECT, render

LANGUAGES = ("en", "ca", "fa")
LONGEST_PATTERN = 4


def folded(texts: pd.Series, keep: str = "") -> list[str]:
    """Return each text as the models compare it."""
    expression = render(f"{{{{ fold_text('said', keep='{keep}') }}}}").strip()
    with duckdb.connect() as connection:
        frame = pd.DataFrame({"position": range(len(texts)), "said": texts.to_numpy(dtype=object)})
        connection.register("frame", frame)
        return [row[0] for row in connection.execute(f"select {expression} from frame order by position").fetchall()]


@pytest.fixture(scope="module")
def code_book() -> pd.DataFrame:
    return read(PROJECT / "seeds" / "seed_code_book.csv")


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, keep_default_na=False)


def test_every_theme_has_at_least_twelve_patterns_in_every_language(code_book: pd.DataFrame) -> None:
    themes = code_book[code_book["kind"] == "theme"]
    counts = themes.groupby(["language", "code"])["pattern"].nunique()
    assert set(counts.index) == {(language, theme) for language in LANGUAGES for theme in CODE_BOOK_THEMES}
    assert counts.min() >= 12


def test_every_language_has_a_lexicon_with_negations(code_book: pd.DataFrame) -> None:
    counts = code_book[code_book["kind"] != "theme"].groupby(["language", "code"])["pattern"].nunique()
    for language in LANGUAGES:
        assert counts[language, "positive"] >= 50
        assert counts[language, "negative"] >= 50
        assert counts[language, "negation"] >= 12
        assert counts[language, "intensifier"] >= 12


def test_the_profile_may_name_exactly_the_themes_that_there_are() -> None:
    themes = read(PROJECT / "seeds" / "seed_code_book_theme.csv")
    assert tuple(themes["code_book_theme_key"]) == CODE_BOOK_THEMES
    assert (themes[list(LANGUAGES)] != "").all(axis=None)


def test_no_words_mean_both_good_and_bad(code_book: pd.DataFrame) -> None:
    sentiments = code_book[code_book["kind"] == "sentiment"]
    spelt = sentiments.assign(spelling=folded(sentiments["pattern"], keep="*"))
    meanings = spelt.groupby(["language", "spelling"])["code"].nunique()
    assert meanings[meanings > 1].empty


def test_no_row_says_what_another_says_already(code_book: pd.DataFrame) -> None:
    spelt = code_book.assign(spelling=folded(code_book["pattern"], keep="*"))
    twice = spelt[spelt.duplicated(["code_book_version", "language", "kind", "code", "spelling"], keep=False)]
    assert twice[["language", "code", "pattern"]].to_dict("records") == []


def test_patterns_are_words_and_stems_long_enough_to_mean_something(code_book: pd.DataFrame) -> None:
    for pattern in folded(code_book["pattern"], keep="*"):
        words = pattern.split(" ")
        assert 1 <= len(words) <= LONGEST_PATTERN + 1, pattern
        assert all(len(word.removesuffix("*")) >= 2 for word in words if word.endswith("*")), pattern
        assert all("*" not in word.removesuffix("*") for word in words), pattern
        assert "|" not in pattern, f"{pattern} would span two clauses"


def test_one_version_begins_on_one_day(code_book: pd.DataFrame) -> None:
    assert code_book.groupby("code_book_version")["valid_from"].nunique().eq(1).all()
    assert not code_book.duplicated(["code_book_version", "code_book_row"]).any()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Atenció", "ATENCIO"),
        ("l\u2019atenció", "l'atenció"),
        ("col·laborar", "col.laborar"),
        ("coŀlaborar", "collaborar"),
        ("می\u200cرسد", "مي رسد"),
        ("خانهٔ", "خانۀ"),
        ("مسئول", "مسيول"),
        ("اطّلاع", "اطلاع"),
        ("كيفيت", "کیفیت"),
        ("good,bad", "good . bad"),
        ("well-made", "well made"),
    ],
)
def test_spellings_of_the_same_word_meet(one: str, other: str) -> None:
    first, second = folded(pd.Series([one, other]))
    assert first == second


def test_different_words_stay_different() -> None:
    assert len(set(folded(pd.Series(["bo", "bona", "no bo", "خوب", "بد", "not good", "not, good"])))) == 7
