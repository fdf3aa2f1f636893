"""Where a point of the quadrant lies: by its intervals, the declared lines and its base."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.unit.sql_models import run_model

CELL = {"period_type": "quarter", "period_start": pd.Timestamp("2026-07-01"), "cut": "overall", "cut_value": "all"}


def point(key: str, importance: float, performance: float, half: float = 2.0, **changed: Any) -> dict[str, Any]:
    return {
        **CELL,
        "characteristic_key": key,
        "period_end": pd.Timestamp("2026-09-30"),
        "wave": None,
        "importance_kind": "stated",
        "importance": importance,
        "importance_se": half / 2,
        "importance_ci_low": importance - half,
        "importance_ci_high": importance + half,
        "importance_ci_method": "t",
        "importance_n": 100,
        "importance_caveat": None,
        "estimate": performance,
        "se": half / 2,
        "ci_low": performance - half,
        "ci_high": performance + half,
        "ci_method": "t",
        "n": 100,
        "n_eff": 90.0,
        "deff": 1.1,
        "df": 99,
        "n_missing": 3,
        "performance_caveat": None,
        **changed,
    }


POINTS = [
    point("both_high", 80, 80),
    point("important_weak", 80, 60),
    point("neither", 60, 60),
    point("overdone", 60, 80),
    point("wide", 80, 71, half=5.0),
    point("few", 80, 80, n=4),
]


def quadrants(points: list[dict[str, Any]], **choices: Any) -> pd.DataFrame:
    chosen = {"importance_kind": "stated", "importance_line": "70", "performance_line": "70.0", **choices}
    tables = {"mart_quadrant__point": pd.DataFrame(points), "dim_analysis_setting": pd.DataFrame([chosen])}
    return run_model("marts/mart_quadrant", tables).set_index(["importance_kind", "characteristic_key"])


def test_each_quadrant() -> None:
    found = quadrants(POINTS).loc["stated"]
    assert found["verdict"].to_dict() == {
        "both_high": "keep_up",
        "important_weak": "concentrate_here",
        "neither": "low_priority",
        "overdone": "possible_overkill",
        "wide": "undetermined",
        "few": "too_small",
    }


def test_a_mean_line_runs_through_the_points_with_a_base() -> None:
    found = quadrants(POINTS, importance_line="mean", performance_line="median").loc["stated"]
    assert found["importance_line"].unique().tolist() == [
        72.0
    ]  # 80, 80, 60, 60, 80; the one of four people is left out
    assert found["performance_line"].unique().tolist() == [71.0]  # 60, 60, 71, 80, 80


def test_a_number_is_a_line_of_the_chosen_kind_only() -> None:
    shares = [
        point(row["characteristic_key"], 0.1 * number, row["estimate"], importance_kind="derived", half=2.0)
        for number, row in enumerate(POINTS[:3], start=1)
    ]
    found = quadrants([*POINTS, *shares])
    assert found.loc["derived", "importance_line"].unique() == pytest.approx([0.2])
    assert found.loc["derived", "importance_choice"].unique().tolist() == ["mean"]
    assert found.loc["stated", "is_declared_kind"].all()
    assert not found.loc["derived", "is_declared_kind"].any()


def test_where_importance_was_not_asked_the_derived_one_is_what_there_is() -> None:
    found = quadrants([point("a", 0.3, 80, importance_kind="derived"), point("b", 0.7, 60, importance_kind="derived")])
    assert found["is_declared_kind"].all()


def test_a_base_without_an_interval_is_undetermined() -> None:
    [verdict] = quadrants([point("a", 80, 80, ci_low=None, ci_high=None)])["verdict"]
    assert verdict == "undetermined"
