"""Reference cases of complaint measures: Kaplan–Meier and log-rank as R computes them, lifelines as a second peer."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from dbt_project.statistics.survival import (
    Curve,
    kaplan_meier,
    limits,
    log_rank,
    quantile,
    survival_at,
    time_at,
)
from tests.reference.conftest import Case

GROUPS = ("Maintained", "Nonmaintained")


@pytest.fixture
def aml(case: Callable[[str], Case]) -> Case:
    return case("km-aml")


def rows(aml: Case, group: str) -> tuple[np.ndarray, np.ndarray]:
    mine = np.array(aml["data"]["group"]) == group
    return np.array(aml["data"]["time"])[mine], np.array(aml["data"]["status"])[mine]


def curve_of(aml: Case, group: str) -> Curve:
    return kaplan_meier(*rows(aml, group))


def same(aml: Case, name: str, position: int, got: float) -> None:
    wanted = aml["expected"][name][position]
    if wanted is None:
        assert math.isnan(got), f"{name} of {GROUPS[position]} is {got}, and R says it is not reached"
    else:
        aml.check(name, got, wanted)


@pytest.mark.parametrize("position", [0, 1])
def test_kaplan_meier_quantiles_and_their_intervals(aml: Case, position: int) -> None:
    curve = curve_of(aml, GROUPS[position])
    for name, share in (("median", 0.5), ("p90", 0.9), ("p25", 0.25)):
        same(aml, name, position, time_at(curve.times, curve.surv, share))
    for scale in ("loglog", "log"):
        _, low, high = quantile(curve, 0.5, scale)
        same(aml, f"median_lower_{scale}", position, low)
        same(aml, f"median_upper_{scale}", position, high)


@pytest.mark.parametrize("position", [0, 1])
def test_kaplan_meier_curve_with_greenwood_and_both_intervals(aml: Case, position: int) -> None:
    curve = curve_of(aml, GROUPS[position])
    for time in aml["design"]["times"]:
        at = survival_at(curve, time)
        same(aml, f"surv_t{time}", position, curve.surv[at])
        same(aml, f"se_t{time}", position, curve.se[at])
        for scale in ("loglog", "log"):
            low, high = limits(curve, scale)
            same(aml, f"lower_{scale}_t{time}", position, low[at])
            same(aml, f"upper_{scale}_t{time}", position, high[at])
    times, status = rows(aml, GROUPS[position])
    assert (len(times), status.sum()) == (aml["expected"]["n"][position], aml["expected"]["events"][position])


def test_log_rank(aml: Case) -> None:
    data = aml["data"]
    test = log_rank(data["time"], data["status"], np.array(data["group"]) == "Nonmaintained")
    aml.check("logrank_chisq", test.chi_square)
    aml.check("logrank_p", test.p_value)
    for position in (0, 1):
        aml.check("logrank_expected", test.expected[position], aml["expected"]["logrank_expected"][position])
    assert test.observed == (7, 11)


def test_counts_stand_for_cases(aml: Case) -> None:
    """Ten of each case: the curve stays, and its variance falls to a tenth."""
    times, status = rows(aml, "Maintained")
    one, ten = kaplan_meier(times, status), kaplan_meier(times, status, np.full(len(times), 10))
    np.testing.assert_allclose(ten.surv, one.surv, rtol=1e-12)
    np.testing.assert_allclose(ten.se, one.se / math.sqrt(10), rtol=1e-12)


def test_lifelines_agrees_on_many_ties_and_heavy_censoring() -> None:
    lifelines = pytest.importorskip("lifelines")
    statistics = pytest.importorskip("lifelines.statistics")
    rng = np.random.default_rng(19)
    hours = np.ceil(rng.lognormal(4, 1, 800))
    followed = np.ceil(rng.uniform(1, 250, 800))
    times, events, group = np.minimum(hours, followed), hours <= followed, rng.random(800) < 0.4
    values, position = np.unique(np.column_stack([times, events, group]), axis=0, return_inverse=True)
    counts = np.bincount(position.ravel())
    curve = kaplan_meier(values[:, 0], values[:, 1], counts)
    peer = lifelines.KaplanMeierFitter().fit(times, events)
    np.testing.assert_allclose(curve.surv, peer.survival_function_at_times(curve.times), rtol=1e-12)
    low, high = limits(curve)
    ends = peer.confidence_interval_survival_function_.loc[curve.times].to_numpy()
    np.testing.assert_allclose(low, ends[:, 0], rtol=1e-9)
    np.testing.assert_allclose(high, ends[:, 1], rtol=1e-9)
    test = log_rank(values[:, 0], values[:, 1], values[:, 2] == 1, counts)
    other = statistics.logrank_test(times[~group], times[group], events[~group], events[group])
    assert test.chi_square == pytest.approx(other.test_statistic, rel=1e-9)
    assert test.p_value == pytest.approx(other.p_value, rel=1e-9)
