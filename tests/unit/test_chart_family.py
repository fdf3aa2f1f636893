"""Which months a chart's limits come from: frozen, declared, provisional, and anew after a break."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from dbt_project.statistics.chart_family import CHART_COLUMNS, chart_all
from tests.unit.sql_models import run_model

DEFAULT = {"kind": "setting", "measure": "", "baseline_from": None, "baseline_to": None, "rule_set": "western_electric"}
VALUES = 70 + np.random.default_rng(2).normal(0, 1, 40)


def series(n: int, values: np.ndarray[Any, Any] = VALUES, **changed: Any) -> pd.DataFrame:
    usual = {
        "measure": "M2_mean_score",
        "aspect": "overall",
        "characteristic_key": "overall",
        "count_measure": "",
        "exposure_measure": "",
        "per": 0,
        "cut": "overall",
        "cut_value": "all",
        "run": 0,
        "n": 100.0,
        "n_eff": 100.0,
        "exposure": None,
    }
    months = pd.date_range("2023-01-01", periods=n, freq="MS")
    return pd.DataFrame({"period_start": months, "estimate": values[:n], **{**usual, **changed}})


def charted(points: pd.DataFrame, *settings: dict[str, Any]) -> pd.DataFrame:
    found = chart_all(points, pd.DataFrame([{**DEFAULT, **setting} for setting in settings or ({},)]))
    assert list(found.columns) == list(CHART_COLUMNS)
    return found


def test_new_months_move_nothing_once_the_baseline_is_whole() -> None:
    before, after = charted(series(24)), charted(series(40))
    pd.testing.assert_frame_equal(before, after.head(24))
    assert after["is_baseline"].tolist() == [True] * 24 + [False] * 16
    assert not after["is_provisional"].any()
    by_hand = VALUES[:24].mean() + 3 * np.abs(np.diff(VALUES[:24])).mean() / 1.128
    assert after["ucl"].iloc[-1] == pytest.approx(by_hand)


def test_before_that_the_limits_are_provisional_and_below_eight_months_there_are_none() -> None:
    assert charted(series(23))["is_provisional"].all()
    assert charted(series(8))["centre"].notna().all()
    short = charted(series(7))
    assert short["centre"].isna().all()
    assert short["first_rule"].isna().all()


def test_a_declared_baseline_holds_for_its_measure_and_else_for_all() -> None:
    declared = {"baseline_from": pd.Timestamp("2023-07-01"), "baseline_to": pd.Timestamp("2024-06-15")}
    for setting in ({**declared}, {**declared, "measure": "M2_mean_score"}):
        found = charted(series(40), {}, setting) if "measure" in setting else charted(series(40), setting)
        assert np.flatnonzero(found["is_baseline"]).tolist() == list(range(6, 18))
        assert str(found["baseline_to"].iloc[0].date()) == "2024-06-30"
        assert found["centre"].iloc[0] == pytest.approx(VALUES[6:18].mean())


def test_a_run_after_a_break_takes_its_own_first_months() -> None:
    declared = {"baseline_from": pd.Timestamp("2023-01-01"), "baseline_to": pd.Timestamp("2023-12-31")}
    found = charted(series(40, run=[0] * 20 + [1] * 20), declared)
    later = found[found["run"] == 1]
    assert later["centre"].iloc[0] == pytest.approx(VALUES[20:40].mean())
    assert later["is_provisional"].all()
    assert str(later["baseline_from"].iloc[0].date()) == "2024-09-01"


def test_the_rule_set_is_the_profiles() -> None:
    values = VALUES.copy()
    values[30:38] = VALUES[:24].mean() + 0.1
    points = series(40, values)
    names = {rules: charted(points, {"rule_set": rules}) for rules in ("western_electric", "nelson")}
    assert "8_on_one_side" in names["western_electric"]["signals"].iloc[37]
    assert "8_on_one_side" not in ",".join(names["nelson"]["signals"])
    assert set(names["nelson"]["rule_set"]) == {"nelson"}


def test_each_measure_takes_its_kind_of_chart() -> None:
    points = pd.concat(
        [
            series(10),
            series(10, VALUES / 100, measure="M1_top2_share"),
            series(10, VALUES / 100, measure="M1_top2_share", cut_value="big", n_eff=2000.0),
            series(10, measure="M19_complaint_rate", count_measure="complaints", per=1000, exposure=1500.0),
        ]
    )
    found = charted(points).groupby(["measure", "cut_value"])["chart"].unique().map(list).to_dict()
    assert found == {
        ("M19_complaint_rate", "all"): ["u"],
        ("M1_top2_share", "all"): ["p"],
        ("M1_top2_share", "big"): ["p_prime"],
        ("M2_mean_score", "all"): ["xmr"],
    }


def test_what_an_actions_words_name() -> None:
    words = {
        "returns per 1000 parcels": ("M16_operation_ratio", "operation", "returns", "parcels", 1000),
        " Returns per 1 Parcels ": ("M16_operation_ratio", "operation", "returns", "parcels", 1),
        "complaints per 1000 parcels": ("M16_operation_ratio", "operation", "complaints", "parcels", 1000),
        "complaints:late per 1000 parcels": ("M16_operation_ratio", "operation", "complaints:late", "parcels", 1000),
        "complaints:unknown per 1000 parcels": (None,) * 5,
        "returns per 1000 nobody": (None,) * 5,
        "returns per 0 parcels": (None,) * 5,
        "mentions": ("M16_operation_level", "operation", "mentions", None, None),
        "M2_mean_score": ("M2_mean_score", "perception", None, None, None),
        "m2_mean_score overall": ("M2_mean_score", "overall", None, None, None),
        "M1_top2_share": ("M1_top2_share", "perception", None, None, None),
        "M3_nps": ("M3_nps", "intention_to_recommend", None, None, None),
        "M9_unheard_of": (None,) * 5,
        "happier customers": (None,) * 5,
        None: (None,) * 5,
    }
    tables = {
        "fct_improvement_action": pd.DataFrame(
            {
                "improvement_action_key": [str(text) for text in words],
                "measure": pd.Series(list(words), dtype="string"),
                "characteristic_key": "staff",
            }
        ),
        "stg_operation_measure": pd.DataFrame({"measure": ["returns", "parcels", "mentions"]}),
        "dim_cause": pd.DataFrame({"cause_key": ["late"]}),
        "dim_characteristic": pd.DataFrame({"characteristic_key": ["staff", "all"], "is_overall": [False, True]}),
    }
    found = run_model("marts/mart_effectiveness__measure", tables).astype(object)
    rows = found.where(found.notna(), None).set_index("improvement_action_key")
    assert {text: tuple(rows.loc[str(text)]) for text in words} == words
