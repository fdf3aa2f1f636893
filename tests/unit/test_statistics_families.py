"""Verdicts on families of series: each branch, and the steps behind the changed ones."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dbt_project.statistics.families import find_change_points, judge_trends, trend_verdict


def series(name: str, values: list[float] | np.ndarray, breaks_before: list[int] | None = None) -> pd.DataFrame:
    n = len(values)
    months = pd.date_range("2024-01-01", periods=n, freq="MS")
    return pd.DataFrame(
        {
            "measure": "M2_mean_score",
            "aspect": "perception",
            "characteristic_key": name,
            "cut": "overall",
            "cut_value": "all",
            "period_type": "month",
            "period_start": months,
            "period_index": np.arange(n),
            "estimate": np.asarray(values, dtype=float),
            "se": 2.0,
            "n": 50,
            "n_breaks_before": breaks_before or [0] * n,
        }
    )


WAVY = 75 + np.cos(2.4 * np.arange(20))
STEP = WAVY - 12 * (np.arange(20) >= 11)


@pytest.fixture(scope="module")
def family() -> pd.DataFrame:
    return pd.concat(
        [
            series("flat", WAVY),
            series("falls", STEP),
            series("rises", -STEP),
            series("short", WAVY[:7]),
            series("broken", WAVY, [0] * 14 + [1] * 6),
            series("broken_long", np.concatenate([STEP[11:], STEP[11:], WAVY[:2]]), [0] * 9 + [1] * 11),
        ]
    )


def test_each_verdict(family: pd.DataFrame) -> None:
    tested = judge_trends(family, false_discovery_rate=0.05).set_index("characteristic_key")
    assert tested["verdict"].to_dict() == {
        "broken": "not_comparable",
        "broken_long": "no_detectable_change",
        "falls": "declined",
        "flat": "no_detectable_change",
        "rises": "improved",
        "short": "not_enough_data",
    }
    assert tested.loc["broken", "n_points"] == 6
    assert tested.loc["broken_long", "n_points"] == 11
    assert tested.loc["flat", "n"] == 1000


def test_only_changed_series_are_searched_for_steps(family: pd.DataFrame) -> None:
    found = find_change_points(family, judge_trends(family, false_discovery_rate=0.05)).set_index("characteristic_key")
    assert sorted(found.index) == ["falls", "rises"]
    assert found.loc["falls", "period_start"] == pd.Timestamp("2024-12-01")
    assert found.loc["falls", "ci_low"] < -12 < found.loc["falls", "ci_high"] < 0


def test_the_family_decides_and_not_the_series_alone() -> None:
    """A p-value of about 0.02 alone is a verdict; among forty series of nothing it is none."""
    rng = np.random.default_rng(2)
    drifting = series("drifting", 0.16 * np.arange(16) + rng.normal(0, 1, 16))
    alone = judge_trends(drifting, false_discovery_rate=0.05)
    assert 0.005 < alone["p_value"].iloc[0] < 0.05
    assert alone["verdict"].iloc[0] == "improved"
    crowd = pd.concat([drifting, *(series(f"s{i:02}", rng.normal(0, 1, 16)) for i in range(40))])
    together = judge_trends(crowd, false_discovery_rate=0.05).set_index("characteristic_key")
    assert together.loc["drifting", "verdict"] == "no_detectable_change"


def test_an_empty_family_has_no_rows_and_all_columns(family: pd.DataFrame) -> None:
    empty = judge_trends(family.head(0), false_discovery_rate=0.05)
    assert len(empty) == 0
    assert {"verdict", "p_adjusted", "tau"} <= set(empty.columns)
    assert len(find_change_points(family.head(0), empty)) == 0


def test_the_rate_itself_still_rejects() -> None:
    assert trend_verdict(8, False, 0.05, 3, 0.05) == "improved"
    assert trend_verdict(8, False, 0.0500001, 3, 0.05) == "no_detectable_change"
