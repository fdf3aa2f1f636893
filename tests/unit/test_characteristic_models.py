"""The tables behind the pages of single characteristics: what is shown of differences, which causes belong where."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tests.unit.sql_models import run_model

CELL = {
    "measure": "M2_mean_score",
    "aspect": "perception",
    "characteristic_key": "wait",
    "period_type": "quarter",
    "period_start": pd.Timestamp("2026-07-01"),
}
SEGMENTS = [("overall", "all"), ("region", "north"), ("region", "south"), ("channel", "desk"), ("channel", "app")]


def difference(cut: str, value: str, **changed: Any) -> dict[str, Any]:
    """Return a segment at 60 beside others at 70, each on 200 answers."""
    usual = {
        **CELL,
        "cut": cut,
        "cut_value": value,
        "period_end": pd.Timestamp("2026-09-30"),
        "wave": None,
        "segment_estimate": 60.0,
        "rest_estimate": 70.0,
        "estimate": -10.0,
        "se": 2.0,
        "ci_low": -13.9,
        "ci_high": -6.1,
        "ci_method": "t_domains",
        "df": 199,
        "p_value": 0.00001,
        "p_adjusted": 0.0001,
        "verdict": "below_others",
        "n": 200,
        "n_eff": 190.0,
        "rest_n": 200,
        "rest_n_eff": 190.0,
        "caveat": None,
        "suppress_reason": None,
        "definition_version": 1,
        "input_hash": "abc",
    }
    return {**usual, **changed}


def published(rows: list[dict[str, Any]], hidden: set[str]) -> pd.DataFrame:
    """Return the published differences, by segment, where some cells of the survey are hidden."""
    cells = [
        {"subject": "survey_answer", **CELL, "cut": cut, "cut_value": value, "is_hidden": value in hidden}
        for cut, value in SEGMENTS
    ]
    tables = {
        "mart_segment_difference": pd.DataFrame(rows).astype({"caveat": "string", "wave": "string"}),
        "dim_segment": pd.DataFrame(SEGMENTS, columns=["cut", "cut_value"]).assign(position=0),
        "mart_disclosure": pd.DataFrame(cells).drop(columns="measure"),
    }
    return run_model("published/pub_segment_difference", tables).set_index("cut_value")


def test_a_hidden_segment_hides_every_difference_of_its_segmentation() -> None:
    rows = [difference(cut, value) for cut, value in SEGMENTS if cut != "overall"]
    found = published(rows, hidden={"north"})
    figures = [
        "segment_estimate",
        "rest_estimate",
        "estimate",
        "ci_low",
        "p_adjusted",
        "verdict",
        "n",
        "rest_n",
        "rest_n_eff",
    ]
    assert found.loc[["north", "south"], figures].isna().all(axis=None)
    assert (found.loc[["north", "south"], "suppress_reason"] == "small_base").all()
    assert list(found.loc[["desk", "app"], "estimate"]) == [-10.0, -10.0]
    assert found.loc[["desk", "app"], "suppress_reason"].isna().all()


def test_a_segment_without_answers_looks_like_a_hidden_one() -> None:
    found = published([difference("region", "north")], hidden=set())
    assert found.loc["south", "suppress_reason"] == "small_base"
    assert pd.isna(found.loc["south", "estimate"])
    assert "all" not in found.index


def test_a_sample_that_is_not_random_has_a_difference_and_no_verdict() -> None:
    found = published([difference("region", "north", caveat="not_a_probability_sample")], hidden=set())
    assert found.loc["north", "estimate"] == -10.0
    assert found.loc["north", ["ci_low", "p_value", "verdict"]].isna().all()
    assert found.loc["north", "caveat"] == "not_a_probability_sample"


def test_a_cause_belongs_to_a_characteristic_only_where_every_complaint_says_so() -> None:
    said = {
        "late": ["wait"] * 12,
        "mixed": ["wait"] * 11 + ["staff"],
        "sometimes_said": ["wait"] * 11 + [None],
        "rare": ["wait"] * 9,
        "elsewhere": ["weather"] * 12,
    }
    complaints = pd.DataFrame(
        [{"cause_key": cause, "characteristic_key": key} for cause, keys in said.items() for key in keys]
    )
    tables = {
        "fct_complaint": complaints,
        "dim_characteristic": pd.DataFrame({"characteristic_key": ["wait", "staff"]}),
    }
    found = run_model("published/pub_cause_characteristic", tables)
    assert found[["cause_key", "characteristic_key"]].to_numpy().tolist() == [["late", "wait"]]
