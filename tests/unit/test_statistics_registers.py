"""Does one mystery shopper judge unlike the others? Against R's lm, and with one strict judge among four."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dbt_project.statistics.registers import contrast, evaluator_effects, evaluator_effects_by_period

VISITS = pd.DataFrame(
    {
        "score_0_100": [80.0, 70, 90, 60, 75, 85, 50, 65, 55, 72, 88, 61],
        "evaluator": ["a", "b", "a", "b", "c", "a", "b", "c", "b", "c", "a", "b"],
        "scenario": ["x", "x", "y", "y", "x", "z", "z", "y", "x", "z", "x", "y"],
        "site": "s1",
    }
)


def simulated(shifts: dict[str, float], visits_each: int = 40) -> pd.DataFrame:
    rng = np.random.default_rng(7)
    names = np.repeat(sorted(shifts), visits_each)
    score = 78 + np.array([shifts[name] for name in names]) + rng.normal(0, 7, len(names))
    scenario = rng.choice(["x", "y"], len(names))
    return pd.DataFrame({"score_0_100": score, "evaluator": names, "scenario": scenario, "site": "s1"})


def verdicts(visits: pd.DataFrame) -> dict[str, str]:
    return {str(row["evaluator"]): str(row["verdict"]) for row in evaluator_effects(visits, 0.05, 10)}


def test_a_contrast_is_that_of_a_linear_model() -> None:
    """R: summary(lm(score ~ I(evaluator == "b") + scenario)) and confint."""
    found = contrast(VISITS, "b")
    assert (found.estimate, found.se) == pytest.approx((-20.302325581, 5.346719753), rel=1e-9)
    assert (found.ci_low, found.ci_high, found.p_value) == pytest.approx(
        (-32.63188344, -7.972767722, 5.257927890e-03), rel=1e-9
    )
    assert (found.df, found.adjusted_for) == (8, "scenario")


def test_a_strict_judge_is_found_and_does_not_make_the_others_mild() -> None:
    found = verdicts(simulated({"e1": 0, "e2": 0, "e3": 0, "e4": -12}))
    assert found == {"e1": "no_detectable_difference", "e2": "no_detectable_difference"} | {
        "e3": "no_detectable_difference", "e4": "stricter",
    }  # fmt: skip


def test_a_mild_judge_is_found_and_equal_ones_are_not() -> None:
    assert verdicts(simulated({"e1": 10, "e2": 0, "e3": 0}))["e1"] == "milder"
    assert set(verdicts(simulated({"e1": 0, "e2": 0, "e3": 0})).values()) == {"no_detectable_difference"}


def test_too_few_visits_are_not_compared() -> None:
    visits = pd.concat([simulated({"e1": 0, "e2": 0}), simulated({"e9": -30}, visits_each=9)])
    assert verdicts(visits)["e9"] == "too_small"
    assert verdicts(simulated({"e1": 0})) == {"e1": "too_small"}


def test_sites_are_held_constant_where_visits_are_plenty() -> None:
    """Both judge alike, but one is sent to the worse site more often."""
    rng = np.random.default_rng(3)
    evaluator = np.repeat(["e1", "e2"], 60)
    site = np.where(rng.random(120) < np.where(evaluator == "e1", 0.9, 0.1), "bad", "good")
    score = np.where(site == "bad", 60, 80) + rng.normal(0, 5, 120)
    visits = pd.DataFrame({"score_0_100": score, "evaluator": evaluator, "scenario": "x", "site": site})
    assert set(verdicts(visits).values()) == {"no_detectable_difference"}
    assert contrast(visits, "e1").adjusted_for == "site"
    assert set(verdicts(visits.assign(site="one")).values()) == {"stricter", "milder"}


def test_periods_are_judged_each_for_itself() -> None:
    visits = simulated({"e1": 0, "e2": 0, "e3": -12})
    both = pd.concat([visits.assign(period_type="all"), visits[:40].assign(period_type="last_12_months")])
    found = evaluator_effects_by_period(both, 0.05, 10).to_pandas()
    assert found.groupby("period_type").size().to_dict() == {"all": 3, "last_12_months": 1}
