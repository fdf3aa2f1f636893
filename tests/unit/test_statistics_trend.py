"""Trend tests on series whose answer is known, against pymannkendall, and on noise."""

from __future__ import annotations

import numpy as np
import pymannkendall
import pytest

from dbt_project.statistics import trend
from dbt_project.statistics.multiplicity import benjamini_hochberg

MONTHS = np.arange(36)


def test_a_rising_series_of_four() -> None:
    # All six pairs rise: S = 6, var = 4·3·13/18 = 26/3, z = 5 / sqrt(26/3) = 1.69842
    score = trend.mann_kendall([1, 2, 3, 5])
    assert (score.s, score.tau_b) == (6, 1)
    assert score.var_s == pytest.approx(26 / 3)
    assert score.z == pytest.approx(1.698416, abs=1e-6)


def test_a_constant_series_has_no_trend() -> None:
    score = trend.mann_kendall([4.0] * 10)
    assert (score.s, score.z, score.p, score.tau_b) == (0, 0, 1, 0)


def test_slope_honours_gaps_in_time() -> None:
    # Slopes by pairs: (2-0)/1, (6-0)/3, (6-2)/2: all 2
    assert trend.sen_slope([0, 2, 6], [0, 1, 3], var_s=0).estimate == 2


@pytest.mark.parametrize("seed", range(5))
def test_agrees_with_pymannkendall(seed: int) -> None:
    x = np.random.default_rng(seed).normal(size=40).round(1) + 0.02 * np.arange(40)
    peer = pymannkendall.original_test(x)
    score = trend.mann_kendall(x)
    assert (score.s, score.var_s, score.z, score.p) == pytest.approx((peer.s, peer.var_s, peer.z, peer.p), rel=1e-12)
    assert trend.sen_slope(x, np.arange(40), score.var_s).estimate == pytest.approx(peer.slope)
    seasonal, slope = trend.seasonal_mann_kendall(x, np.arange(40), 12)
    peer = pymannkendall.seasonal_test(x, period=12)
    assert (seasonal.s, seasonal.var_s, slope.estimate) == pytest.approx((peer.s, peer.var_s, peer.slope))


def test_hamed_rao_agrees_with_pymannkendall_on_an_autocorrelated_series() -> None:
    rng = np.random.default_rng(3)
    x = np.zeros(60)
    for i in range(1, 60):
        x[i] = 0.7 * x[i - 1] + rng.normal()
    slope = trend.sen_slope(x, np.arange(60), 0).estimate
    factor = trend.hamed_rao_inflation(x - slope * np.arange(1, 61), maximum_lag=3)
    peer = pymannkendall.hamed_rao_modification_test(x, lag=3)
    assert factor > 1.5
    assert trend.mann_kendall(x, factor).var_s == pytest.approx(peer.var_s)


def test_negative_autocorrelation_does_not_narrow_the_variance() -> None:
    assert trend.hamed_rao_inflation([1.0, -1.0] * 20) == 1.0


def test_a_season_is_seen_and_its_form_is_used() -> None:
    season = 10 * np.sin(2 * np.pi * MONTHS / 12)
    found = trend.judge_series(season + 0.1 * np.cos(7 * MONTHS), MONTHS, period=12)
    assert found is not None
    assert found.method == "seasonal_mann_kendall"
    assert found.score.p > 0.05


def test_the_seasonal_slope_is_per_period_and_not_per_year() -> None:
    season = 10 * np.sin(2 * np.pi * MONTHS / 12)
    found = trend.judge_series(season + 0.5 * MONTHS, MONTHS, period=12)
    assert found is not None
    assert found.method == "seasonal_mann_kendall"
    assert found.slope.estimate == pytest.approx(0.5)


def test_a_season_is_not_looked_for_below_two_full_years() -> None:
    season = 10 * np.sin(2 * np.pi * np.arange(23) / 12)
    found = trend.judge_series(season, np.arange(23), period=12)
    assert found is not None
    assert found.method != "seasonal_mann_kendall"


def test_seven_points_are_not_enough() -> None:
    assert trend.judge_series([1, 2, 3, 4, 5, 6, 7], np.arange(7), period=None) is None


def test_a_step_is_no_autocorrelation() -> None:
    step = np.where(MONTHS < 20, 75.0, 60.0) + np.random.default_rng(1).normal(0, 3, 36)
    assert trend.hamed_rao_inflation(step - step.mean()) > 2
    found = trend.judge_series(step, MONTHS, period=12)
    assert found is not None
    assert found.method == "mann_kendall"
    assert found.score.p < 1e-3


def test_noise_is_flagged_as_often_as_declared() -> None:
    """60 families of 60 series of noise: about 5 % of them may hold a false verdict (P(more than 8) < 0.3 %)."""
    rng = np.random.default_rng(20261121)
    families = 0
    for _ in range(60):
        series = rng.normal(75, 3.4, (60, 36))
        tests = (trend.judge_series(points, MONTHS, period=12) for points in series)
        families += bool((benjamini_hochberg([test.score.p for test in tests if test]) <= 0.05).any())
    assert families <= 8
