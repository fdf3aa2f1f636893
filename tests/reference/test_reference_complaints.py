"""Reference cases of complaint measures: Kaplan–Meier and log-rank as R computes them, lifelines as a second peer."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
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
from tests.fixtures_dbt import build, figure
from tests.fixtures_landing import LandingHome
from tests.reference.conftest import Case, load_case
from tests.unit.sql_models import run_model

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


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case as a complaints log: what was censored after so many hours was received so long before the cut-off."""
    data = load_case("km-aml")["data"]
    end, start = pd.Timestamp("2026-02-01"), pd.Timestamp("2026-01-05")
    complaints, events = [], []
    for number, (hours, is_event, group) in enumerate(zip(data["time"], data["status"], data["group"], strict=True)):
        case, span = f"c{number}", pd.Timedelta(hours=hours)
        received = start if is_event else end - span
        complaints.append({"source_record_id": case, "event_at": received, "segments": {"group": group}})
        steps = [("received", received), *([("closed", received + span)] if is_event else [])]
        events += [
            {"source_record_id": f"{case}|{step}", "complaint_record_id": case, "event_type": step, "event_at": at}
            for step, at in steps
        ]
    landing = LandingHome(tmp_path_factory.mktemp("aml"))
    landing.reference("segment", [{"cut": "group", "cut_value": name, "position": 1} for name in GROUPS])
    landing.settings["as_of"] = "2026-01-31"
    landing.batch("desk", {"complaint": pd.DataFrame(complaints), "complaint_event": pd.DataFrame(events)})
    return build(landing.write(), "+mart_complaint_time")


@pytest.mark.parametrize("position", [0, 1])
def test_complaints_log_to_quantiles_in_the_mart(home: Path, aml: Case, position: int) -> None:
    row = figure(
        home,
        "mart_complaint_time",
        step="resolve",
        clock="calendar",
        cut="group",
        cut_value=GROUPS[position],
        period_type="quarter",
    )
    assert (row.n, row.n_events) == (aml["expected"]["n"][position], aml["expected"]["events"][position])
    same(aml, "median", position, row.p50_hours)
    same(aml, "median_lower_loglog", position, row.p50_ci_low_hours)
    same(aml, "median_upper_loglog", position, row.p50_ci_high_hours)
    same(aml, "p90", position, row.p90_hours)
    assert row.p90_status == ("not_reached" if position == 0 else "estimated")


def test_rate_ratio_of_a_cause_before_and_after(case: Callable[[str], Case]) -> None:
    expected = case("poisson-rate-137")
    compare = expected["design"]["compare"]
    correction = pd.DataFrame(
        {
            "improvement_action_key": ["register|A-01"],
            "action_key": ["A-01"],
            "cause_key": ["late"],
            "is_preregistered": [True],
            "start_month": [pd.Timestamp("2025-01-01")],
            "done_month": [pd.Timestamp("2025-01-01")],
            "is_done": [True],
            "n_months_before": [12],
            "n_before": [compare["x"][1]],
            "exposure_before": [float(compare["T"][1])],
            "n_months_after": [12],
            "n_after": [compare["x"][0]],
            "exposure_after": [float(compare["T"][0])],
            "last_month_with_cause": [pd.Timestamp("2025-12-01")],
        }
    )
    trend = pd.DataFrame({"cause_key": ["late"], "n_points": [24], "method": ["mann_kendall"], "verdict": ["improved"]})
    trend = trend.assign(**dict.fromkeys(["tau", "sen_slope", "ci_low", "ci_high", "p_adjusted"], 0.0))
    tables = {"mart_complaint_cause_trend__correction": correction, "mart_complaint_cause_trend__tested": trend}
    row = run_model("marts/mart_complaint_cause_trend", tables).iloc[0]
    expected.check("rate_ratio", row.estimate)
    expected.check("rr_lower", row.ci_low)
    expected.check("rr_upper", row.ci_high)
    expected.check("rr_p_two_sided", row.p_value)
    assert row.verdict == "improved"
