"""Reference cases of the statistics package, at the tolerances that the cases state (expected values from R)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dbt_project.statistics import change_points, counts, intervals, multiplicity, power, trend

CASES = Path(__file__).resolve().parents[3] / "shared" / "reference" / "cases"

pytestmark = pytest.mark.skipif(
    not CASES.is_dir(), reason="the reference cases are not here: no ../shared/reference beside the checkout"
)


def load(name: str) -> dict[str, Any]:
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


def agree(case: dict[str, Any], found: dict[str, Any]) -> None:
    """Hold found values to the case's expectations and tolerances, name by name."""
    tolerance = case["tolerance"]
    for name, value in found.items():
        expected = case["expected"][name]
        absolute = tolerance.get("overrides", {}).get(name, {}).get("abs", tolerance["abs"])
        assert value == pytest.approx(expected, rel=tolerance["rel"], abs=absolute), name


def test_mann_kendall_with_ties() -> None:
    case = load("mann-kendall-tied-15")
    x = case["data"]["x"]
    score = trend.mann_kendall(x)
    slope = trend.sen_slope(x, np.arange(len(x)), score.var_s)
    found = {"S": score.s, "var_S": score.var_s, "z": score.z, "p": score.p, "tau_b": score.tau_b}
    agree(case, found | {"sen_slope": slope.estimate, "sen_ci_lower": slope.low, "sen_ci_upper": slope.high})


def test_seasonal_mann_kendall() -> None:
    case = load("seasonal-mk-24")
    x = case["data"]["x"]
    score, slope = trend.seasonal_mann_kendall(x, np.arange(len(x)), case["design"]["period"])
    agree(case, {"S": score.s, "var_S": score.var_s, "z": score.z, "p": score.p, "seasonal_sen_slope": slope.estimate})


def test_change_point() -> None:
    case = load("changepoint-48")
    x = np.array(case["data"]["x"])
    found = change_points.least_squares_break(x, minimum_segment=int(case["design"]["h"] * len(x)))
    agree(
        case,
        {
            "break_index": found.index,
            "mean_before": found.mean_before,
            "mean_after": found.mean_after,
            "shift": found.shift,
            "rss0": found.rss_without,
            "rss1": found.rss_with,
            "sup_F": found.sup_f,
        },
    )


def test_pelt_finds_the_same_single_break() -> None:
    case = load("changepoint-48")
    x = np.array(case["data"]["x"])
    se = np.sqrt(case["expected"]["rss1"] / (len(x) - 2))
    steps = change_points.change_points(x, np.full(len(x), se))
    assert len(steps) == case["expected"]["n_breaks_bic"]
    agree(case, {"break_index": steps[0].index, "shift": steps[0].size})


def test_benjamini_hochberg() -> None:
    case = load("bh-1995")
    adjusted = multiplicity.benjamini_hochberg(case["data"]["p"])
    agree(case, {"adjusted": adjusted.tolist()})
    agree(case, {f"n_rejected_{level}": int((adjusted <= level).sum()) for level in case["design"]["levels"]})


def test_poisson_rate() -> None:
    case = load("poisson-rate-137")
    ends = [intervals.poisson_rate(x, t) for x, t in zip(case["data"]["x"], case["data"]["T"], strict=True)]
    agree(case, {"lower": [low for low, _ in ends], "upper": [high for _, high in ends]})
    (x1, x2), (t1, t2) = case["design"]["compare"]["x"], case["design"]["compare"]["T"]
    low, high = intervals.poisson_rate_ratio(x1, t1, x2, t2)
    p = counts.binomial_p_value(x1, x1 + x2, t1 / (t1 + t2))
    agree(case, {"rr_lower": low, "rr_upper": high, "rr_p_two_sided": p})


def test_newcombe_difference() -> None:
    case = load("newcombe-diff-56-70")
    data = case["data"]
    [ends] = [intervals.newcombe(*row) for row in zip(data["x1"], data["n1"], data["x2"], data["n2"], strict=True)]
    agree(case, {"lower": [ends[0]], "upper": [ends[1]]})


def test_wilson() -> None:
    case = load("wilson-newcombe1998")
    ends = [intervals.wilson(x / n, n) for x, n in zip(case["data"]["x"], case["data"]["n"], strict=True)]
    agree(case, {"lower": [low for low, _ in ends], "upper": [high for _, high in ends]})


def test_sample_size() -> None:
    case = load("sample-size-basic")
    data = case["data"]
    rows = zip(data["e"], data["p"], data["N"], data["deff"], data["rr"], strict=True)
    sizes = [power.sample_size(*row) for row in rows]
    agree(case, {"n0": [size.infinite for size in sizes], "n_exact": [size.finite for size in sizes]})
    agree(case, {"required": [size.interviews for size in sizes]})
    agree(case, {"required_over_deff_rr": [size.invitations for size in sizes]})
