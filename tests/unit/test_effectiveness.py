"""What is said of improvement actions, on series whose truth is known: one case for each verdict and each way to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dbt_project.statistics import effectiveness
from dbt_project.statistics.action_family import EFFECT_COLUMNS, judge_actions

AS_OF = dt.date(2026, 9, 30)
MONTHS = pd.date_range("2023-10-01", "2026-09-01", freq="MS")
START = 17  # 2025-03-01
NOISE = np.random.default_rng(5).normal(0, 1, 36)


def action(key: str, **changed: Any) -> dict[str, Any]:
    """Return an action begun on 1 March 2025 that is to lower ``key`` per 1000 parcels."""
    usual = {
        "improvement_action_key": key,
        "started_on": pd.Timestamp("2025-03-01"),
        "done_on": pd.NaT,
        "direction": "decrease",
        "expected_effect": -5.0,
        "is_preregistered": True,
        "cut": "overall",
        "cut_value": "all",
        "characteristic_key": "staff",
        "series_measure": "M16_operation_ratio",
        "aspect": "operation",
        "count_measure": key,
        "exposure_measure": "parcels",
        "per": 1000,
    }
    return {**usual, **changed}


def months(key: str, values: np.ndarray[Any, Any], **changed: Any) -> pd.DataFrame:
    usual = {
        "measure": "M16_operation_ratio",
        "aspect": "operation",
        "characteristic_key": "",
        "count_measure": key,
        "exposure_measure": "parcels",
        "per": 1000,
        "cut": "overall",
        "cut_value": "all",
        "run": 0,
        "n": 100.0,
        "n_eff": 100.0,
        "caveat": None,
    }
    return pd.DataFrame({"period_start": MONTHS[: len(values)], "estimate": values, **{**usual, **changed}})


def scores(values: np.ndarray[Any, Any], cut_value: str = "all", **changed: Any) -> pd.DataFrame:
    named = {"measure": "M2_mean_score", "aspect": "perception", "characteristic_key": "staff"}
    cut = {"cut": "overall" if cut_value == "all" else "region", "cut_value": cut_value}
    return months("", values, **{**named, **cut, "exposure_measure": "", "per": 0, **changed})


def survey_action(key: str, **changed: Any) -> dict[str, Any]:
    survey = {
        "series_measure": "M2_mean_score",
        "aspect": "perception",
        "direction": "increase",
        "count_measure": None,
        "exposure_measure": None,
        "per": None,
    }
    return action(key, **{**survey, **changed})


WAVES = pd.DataFrame(
    {
        "measure": "M2_mean_score",
        "aspect": "perception",
        "characteristic_key": "staff",
        "cut": "overall",
        "cut_value": "all",
        "count_measure": "",
        "exposure_measure": "",
        "per": 0,
        "period_start": pd.to_datetime(["2025-07-01", "2026-01-01"]),
        "period_end": pd.to_datetime(["2025-07-31", "2026-01-31"]),
        "run": 0,
        "estimate": [70.0, 75.0],
        "se": 1.0,
        "df": 399,
        "n": 400,
        "caveat": None,
    }
)


def judge(actions: list[dict[str, Any]], series: list[pd.DataFrame], waves: pd.DataFrame = WAVES) -> pd.DataFrame:
    found = judge_actions(pd.DataFrame(actions), pd.concat(series, ignore_index=True), waves, AS_OF, 0.05)
    assert list(found.columns) == list(EFFECT_COLUMNS)
    return found.set_index("improvement_action_key")


def step(size: float, level: float = 40.0) -> np.ndarray[Any, Any]:
    return level + NOISE + size * (np.arange(36) >= START)


def test_a_step_down_is_effective_up_is_worse_and_none_is_no_evidence() -> None:
    found = judge(
        [action("less"), action("more"), action("same"), action("wanted_more", direction="increase")],
        [months("less", step(-6)), months("more", step(6)), months("same", step(0)), months("wanted_more", step(6))],
    )
    assert found["verdict"].to_dict() == {
        "less": "effective",
        "more": "worse",
        "same": "no_evidence",
        "wanted_more": "effective",
    }
    assert found.loc["less", "ci_low"] < -6 < found.loc["less", "ci_high"]
    assert (found.loc["less", "method"], found.loc["less", "lag"]) == ("interrupted_time_series", 3)
    assert found.loc["less", "n_season_pairs"] == 1


def test_an_action_after_an_extreme_month_is_flagged_and_not_called_effective() -> None:
    values = step(0)
    values[START - 1] = 60
    found = judge([action("spike"), action("step")], [months("spike", values), months("step", step(-6))])
    assert found.loc["spike", ["verdict", "caveat"]].tolist() == ["no_evidence", "regression_to_the_mean"]
    earlier = values[: START - 3].mean()
    assert found.loc["spike", "expected_regression"] == pytest.approx(earlier - 60)
    assert found.loc["spike", "n_before"] == START - 1
    assert pd.isna(found.loc["step", "caveat"])
    # An extreme month on the good side promises no improvement.
    values[START - 1] = 20
    assert pd.isna(judge([action("dip")], [months("dip", values)]).loc["dip", "caveat"])


def test_an_effect_beside_an_extreme_month_is_still_seen() -> None:
    values = step(-6)
    values[START - 1] = 60
    found = judge([action("both")], [months("both", values)])
    assert found.loc["both", ["verdict", "caveat"]].tolist() == ["effective", "regression_to_the_mean"]
    assert found.loc["both", "ci_low"] < -6 < found.loc["both", "ci_high"]


def test_a_season_is_not_taken_for_an_effect() -> None:
    """A figure that peaks every May and falls every summer; the action begins in August."""
    noise = np.random.default_rng(1).normal(0, 1, 36)
    season = 40 + 8 * np.cos(2 * np.pi * (np.arange(36) - 7) / 12) + noise / 2
    found = judge([action("season", started_on=pd.Timestamp("2024-08-01"))], [months("season", season)])
    assert found.loc["season", "verdict"] == "no_evidence"


def test_what_cannot_be_judged_is_said() -> None:
    actions = [
        action("early", started_on=pd.Timestamp("2026-03-01")),
        action("later", started_on=pd.Timestamp("2026-10-01")),
        action("never", started_on=pd.NaT),
        action("unknown", series_measure=None),
        action("no_data"),
        action("short", started_on=pd.Timestamp("2024-04-01")),
        action("aimless", direction=None, expected_effect=None),
        action("rescaled"),
    ]
    series = [months(key, step(0)) for key in ("early", "later", "never", "unknown", "short", "aimless")]
    series.append(months("rescaled", step(0), run=[0] * START + [1] * (36 - START)))
    found = judge(actions, series)
    assert found[["verdict", "caveat"]].fillna("").apply(tuple, axis=1).to_dict() == {
        "early": ("too_early", ""),
        "later": ("not_started", ""),
        "never": ("not_started", ""),
        "unknown": ("not_comparable", "unknown_measure"),
        "no_data": ("not_comparable", "no_data"),
        "short": ("not_comparable", "short_before"),
        "aimless": ("not_comparable", "no_direction"),
        "rescaled": ("not_comparable", "series_broken"),
    }
    assert found["p_value"].isna().all()


def test_eight_months_on_each_side_suffice_and_seven_do_not() -> None:
    at = {months_after: MONTHS[36 - months_after] for months_after in (7, 8)}
    found = judge(
        [action(f"after{n}", started_on=start) for n, start in at.items()],
        [months(f"after{n}", step(0)) for n in at],
    )
    assert found["verdict"].to_dict() == {"after7": "too_early", "after8": "no_evidence"}


def test_the_month_in_which_an_action_began_midway_counts_on_neither_side() -> None:
    found = judge([action("midway", started_on=pd.Timestamp("2025-03-15"))], [months("midway", step(0))])
    assert found.loc["midway", ["n_before", "n_after"]].tolist() == [17, 18]


def test_a_measure_fixed_after_the_start_is_judged_with_that_caveat() -> None:
    found = judge([action("late", is_preregistered=False)], [months("late", step(-6))])
    assert found.loc["late", ["verdict", "caveat"]].tolist() == ["effective", "not_preregistered"]


def test_other_segments_are_the_control() -> None:
    """Everything rises by 10 at the start; the treated segment by 4 more. Only these 4 are the action's."""
    common = 60 + 10 * (np.arange(36) >= START) + 3 * NOISE
    own = np.random.default_rng(6).normal(0, 1, (3, 36))
    treated = common + own[0] + 4 * (np.arange(36) >= START)
    series = [scores(treated, "north"), scores(common + own[1], "south"), scores(common + own[2], "west")]
    found = judge([survey_action("north", cut="region", cut_value="north")], series).loc["north"]
    assert (found["method"], found["verdict"]) == ("difference_in_differences", "effective")
    assert found["ci_low"] < 4 < found["ci_high"]
    assert found["ci_high"] < 10
    useless = judge([survey_action("south", cut="region", cut_value="south")], series[1:]).loc["south"]
    assert useless["verdict"] == "no_evidence"


def test_two_waves_are_compared_where_there_are_not_months_enough() -> None:
    waves = survey_action("waves", started_on=pd.Timestamp("2025-10-01"))
    found = judge([waves], [scores(step(0)[:24])]).loc["waves"]
    # 75 - 70 with standard error sqrt(2) on 798 degrees of freedom: t = 3.5355, R 2*pt(-3.535534, 798) = 0.0004303
    assert (found["method"], found["verdict"]) == ("two_waves", "effective")
    assert (found["estimate"], found["se"], found["df"]) == pytest.approx((5, 2**0.5, 798))
    assert found["p_value"] == pytest.approx(0.00043, abs=1e-5)
    assert found[["n", "n_before", "n_after"]].tolist() == [800, 400, 400]
    broken = judge([waves], [scores(step(0)[:24])], WAVES.assign(run=[0, 1])).loc["waves"]
    assert broken["verdict"] == "too_early"


def test_two_waves_after_an_extreme_month_cannot_show_an_effect() -> None:
    values = -step(0)[:24]
    values[22] = -60
    waves = survey_action("waves", started_on=pd.Timestamp("2025-10-01"))
    found = judge([waves], [scores(values)]).loc["waves"]
    assert found[["verdict", "caveat"]].tolist() == ["no_evidence", "regression_to_the_mean"]


def test_a_late_wave_counts_from_when_the_action_was_done() -> None:
    unfinished = survey_action("x", started_on=pd.Timestamp("2025-10-01"), done_on=pd.Timestamp("2026-02-01"))
    assert judge([unfinished], [scores(step(0)[:24])]).loc["x", "verdict"] == "too_early"


def test_effect_of_an_interrupted_series_without_noise_is_exact() -> None:
    t = np.arange(20)
    y = 10 + 0.5 * t + (t >= 10) * (3 + 0.25 * (t - 10 + 1))
    found = effectiveness.interrupted_time_series(y, t, 10)
    assert found.average().estimate == pytest.approx(3 + 0.25 * 5.5)
    assert found.at_end().estimate == pytest.approx(3 + 0.25 * 10)


def test_verdicts_on_actions_without_effect_are_seldom_wrong() -> None:
    """With independent months the test keeps its level: 5 in 100 give or take (400 series)."""
    rng = np.random.default_rng(3)
    t = np.arange(36)
    p = [effectiveness.interrupted_time_series(rng.standard_normal(36), t, 18, 1).average().p_value for _ in range(400)]
    assert np.mean(np.array(p) <= 0.05) < 0.08
