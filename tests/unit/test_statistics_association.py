"""Lagged association of two monthly series: the textbook correlation, effective pairs, false and true findings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dbt_project.statistics import association as under_test


def autoregressive(rng: np.random.Generator, n: int, phi: float) -> np.ndarray:
    noise, x = rng.standard_normal(n + 50), np.zeros(n + 50)
    for i in range(1, n + 50):
        x[i] = phi * x[i - 1] + noise[i]
    return x[50:]


def frame(satisfaction: np.ndarray, outcome: np.ndarray, first: str = "2023-01-01") -> pd.DataFrame:
    months = pd.date_range(first, periods=len(outcome), freq="MS")
    key = {"measure": "M2_mean_score", "aspect": "overall", "characteristic_key": "overall", "outcome_key": "churn"}
    return pd.DataFrame({"month": months, "satisfaction": satisfaction, "outcome": outcome, **key})


def test_the_correlations_are_those_of_r(monkeypatch: pytest.MonkeyPatch) -> None:
    """R 4.2: x <- c(3,1,4,…); y <- c(2,7,1,…); ccf(y, x, lag.max = 6, plot = FALSE)$acf[7:13]."""
    monkeypatch.setattr(under_test, "MINIMUM_PAIRS", 3)
    x = np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8], dtype=float)
    y = np.array([2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5], dtype=float)
    r = [
        0.0997990075972156,
        -0.0825005129470315,
        0.0904844335548088,
        -0.0399196030388862,
        -0.0186291480848136,
        0.1663316793286926,
        -0.1836301739788767,
    ]
    found = under_test.lagged_associations(under_test.Filtered(x, y, 0, False, taken=-4))
    assert [item.r for item in found] == pytest.approx(r, rel=1e-12)


def test_white_series_count_in_full_and_persistent_ones_do_not() -> None:
    """Pyper and Peterman: for two AR(1) series of 0.6 the pairs are worth about (1 - 0.36) / (1 + 0.36) of their number."""
    rng = np.random.default_rng(3)
    white = [under_test.effective_pairs(rng.standard_normal(200), rng.standard_normal(200), 200) for _ in range(50)]
    persistent = [
        under_test.effective_pairs(autoregressive(rng, 200, 0.6), autoregressive(rng, 200, 0.6), 200) for _ in range(50)
    ]
    assert 0.9 < np.mean(white) / 200 <= 1
    assert 0.38 < np.mean(persistent) / 200 < 0.58


@pytest.mark.parametrize(("phi_x", "phi_y"), [(0.0, 0.0), (0.6, 0.6), (0.3, 0.7)])
def test_unrelated_series_are_seldom_called_related(phi_x: float, phi_y: float) -> None:
    rng, runs = np.random.default_rng(4), 120
    p_values = [
        item.p
        for _ in range(runs)
        for item in under_test.lagged_associations(
            under_test.prepared(autoregressive(rng, 36, phi_x), autoregressive(rng, 36, phi_y), np.arange(36))
        )
    ]
    assert np.mean(np.array(p_values) < 0.05) <= 0.06


def test_a_trend_a_step_and_a_season_in_both_are_no_association() -> None:
    rng, t = np.random.default_rng(5), np.arange(60)
    false = {"trend": 0, "step": 0, "season": 0}
    for _ in range(40):
        shapes = {"trend": 0.2 * t, "step": 4.0 * (t >= 30), "season": 3 * np.sin(2 * np.pi * t / 12)}
        for name, shape in shapes.items():
            series = under_test.prepared(shape + rng.standard_normal(60), shape + rng.standard_normal(60), t)
            false[name] += under_test.lagged_associations(series)[0].p < 0.05
    assert all(count <= 6 for count in false.values()), false  # 40 at 5 % are 2; without detrending all 40


def test_a_planted_lag_is_found() -> None:
    rng, found = np.random.default_rng(6), []
    for _ in range(50):
        x = rng.standard_normal(42)
        y = -0.8 * np.concatenate([np.zeros(3), x[:-3]]) + 0.5 * rng.standard_normal(42)
        lags = under_test.lagged_associations(under_test.prepared(x[6:], y[6:], np.arange(36)))
        best = min(lags, key=lambda item: item.p)
        found.append((best.lag, best.r < 0, best.high < 0))
    assert np.mean([item == (3, True, True) for item in found]) >= 0.9


def test_prewhitening_takes_the_first_series_autoregression_out_of_both() -> None:
    x = autoregressive(np.random.default_rng(7), 400, 0.7)
    coefficients = under_test.autoregression(x)
    assert coefficients[0] == pytest.approx(0.7, abs=0.1)
    white = under_test.whitened(x, coefficients)
    assert abs(np.corrcoef(white[1:], white[:-1])[0, 1]) < 0.1
    assert under_test.whitened(np.array([1.0, 2.0, 4.0]), np.array([0.5])).tolist() == [1.5, 3.0]


def test_a_short_or_broken_series_says_so() -> None:
    rng = np.random.default_rng(8)
    short = under_test.outcome_figures(frame(rng.standard_normal(23), rng.standard_normal(23)))
    assert short["p_value"].isna().all()
    assert short["n"].tolist() == [23, 22, 21, 20, 19, 18, 17]
    whole = frame(rng.standard_normal(60), rng.standard_normal(60))
    broken = under_test.outcome_figures(whole.drop(index=19))  # the 20th month is missing: 40 are left
    assert broken["first_month"].unique().tolist() == [pd.Timestamp("2024-09-01")]
    assert broken["p_value"].notna().all()


def test_a_constant_series_is_related_to_nothing() -> None:
    rng = np.random.default_rng(9)
    found = under_test.outcome_figures(frame(rng.standard_normal(40), np.full(40, 7.0)))
    assert found["estimate"].isna().all()
    assert len(found) == 7
