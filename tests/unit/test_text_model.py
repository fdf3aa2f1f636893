"""The model that learns from people: accepted where it can learn, refused where there is nothing to learn, always the same."""

from __future__ import annotations

import itertools
import random

import duckdb
import pandas as pd
import pytest

from dbt_project.statistics.agreement import agreement_with_people
from dbt_project.statistics.text_model import ModelRules, held_back_codes, model_codes, scopes

RULES = ModelRules(minimum_kappa=0.6, minimum_human_codes=100, seed=1)
WORDS = {"price": ("dear", "price", "expensive", "cost"), "staff": ("rude", "driver", "clerk", "smile")}
FILLERS = ("this was", "it is about", "I mean", "we saw", "they had", "for us")
ENDS = ("today", "again", "in the shop", "on Monday", "at home", "there")


def labels(source_id: str, *, shuffled: bool = False) -> pd.DataFrame:
    draw = random.Random(3)  # noqa: S311 (codes without meaning, not secrets)
    rows = [
        {"text_normalised": f"{filler} {word} {end}", "human_code": draw.choice(list(WORDS)) if shuffled else code}
        for code, words in WORDS.items()
        for filler, word, end in itertools.product(FILLERS, words, ENDS)
    ]
    frame = pd.DataFrame(rows).assign(kind="theme", source_id=source_id, language="en", n_texts=1)
    return frame.assign(text_key=[f"{source_id}|{number:04d}" for number in range(len(frame))])


def examined(frame: pd.DataFrame, rules: ModelRules = RULES) -> pd.DataFrame:
    held_back = held_back_codes(frame, rules).to_pandas().drop(columns="source_id")
    renamed = held_back.rename(columns={"model_code": "other_code", "scope_source_id": "source_id"})
    counted = renamed.assign(coder_kind="model").groupby(
        ["source_id", "language", "kind", "coder_kind", "human_code", "other_code"], as_index=False
    )
    return agreement_with_people(
        counted.size().rename(columns={"size": "n"}), rules.minimum_kappa, rules.minimum_human_codes
    ).to_pandas()


def coded(frame: pd.DataFrame, texts: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Return (text, code, scope) of what the accepted models say of texts (text, source, language)."""
    unseen = pd.DataFrame(texts, columns=["text_normalised", "source_id", "language"])
    unseen = unseen.assign(text_key=unseen["text_normalised"], lacks_theme=True, lacks_sentiment=True)
    with duckdb.connect() as connection:
        relation = connection.from_df(unseen)
        found = model_codes(relation, frame, examined(frame), RULES).to_pylist()
    return [(row["text_key"], row["code"], row["scope_source_id"]) for row in found]


def test_a_model_with_something_to_learn_is_accepted() -> None:
    [row] = examined(labels("s")).to_dict("records")
    assert (row["n"], row["status"], row["is_used"]) == (288, "accepted", True)
    assert row["kappa"] > 0.95


def test_a_model_of_random_codes_is_refused() -> None:
    [row] = examined(labels("s", shuffled=True)).to_dict("records")
    assert (row["n"], row["status"], row["is_used"]) == (288, "below_minimum", False)
    assert abs(row["kappa"]) < 0.25
    assert coded(labels("s", shuffled=True), [("so expensive", "s", "en")]) == []


def test_every_text_is_examined_once_and_held_back() -> None:
    frame = labels("s")
    held_back = held_back_codes(frame, RULES).to_pandas()
    assert sorted(held_back["text_key"]) == sorted(frame["text_key"])
    # One text whose words occur nowhere else cannot be known unless it was learnt by heart.
    odd = frame.iloc[[0]].assign(text_key="s|odd", text_normalised="zzyzx qvqvq", human_code="unheard")
    seen = held_back_codes(pd.concat([frame, odd]), RULES).to_pandas().set_index("text_key")
    assert seen.loc["s|odd", "model_code"] != "unheard"


def test_too_few_codes_make_no_model() -> None:
    assert list(scopes(labels("s").head(99), RULES)) == []
    assert held_back_codes(labels("s").head(99), RULES).num_rows == 0
    assert held_back_codes(labels("s").head(0), RULES).num_rows == 0


def test_the_same_seed_gives_the_same_codes_in_any_order_of_rows() -> None:
    frame = labels("s", shuffled=True)
    mixed = frame.sample(frac=1, random_state=5)
    assert held_back_codes(frame, RULES).equals(held_back_codes(mixed, RULES))
    other = ModelRules(RULES.minimum_kappa, RULES.minimum_human_codes, seed=2)
    assert not held_back_codes(frame, RULES).equals(held_back_codes(frame, other))


def test_a_source_with_few_codes_is_served_by_its_language_one_without_or_refused_by_nobody() -> None:
    both = pd.concat([labels("s"), labels("t"), labels("few").head(9)])
    texts = [("far too expensive", "s", "en"), ("a rude clerk", "few", "en"), ("un preu alt", "few", "ca")]
    assert sorted(coded(both, texts)) == [("a rude clerk", "staff", "all"), ("far too expensive", "price", "s")]
    assert coded(both, [("a rude clerk", "nobody_coded", "en")]) == []
    refused = pd.concat([both, labels("noise", shuffled=True)])
    assert coded(refused, [("so expensive", "noise", "en")]) == []


def test_a_language_is_examined_on_a_source_it_has_not_seen() -> None:
    # The other source calls the same things by other names: within each source a model learns, across them it cannot.
    other = labels("t").replace({"human_code": {"price": "staff", "staff": "price"}})
    found = examined(pd.concat([labels("s"), other])).set_index("source_id")
    assert found.loc["s", "is_used"]
    assert found.loc["t", "is_used"]
    assert found.loc["all", "kappa"] == pytest.approx(-1.0, abs=0.1)
    assert not found.loc["all", "is_used"]
