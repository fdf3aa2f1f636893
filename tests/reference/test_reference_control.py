"""Reference cases of control charts and of interrupted time series, at the tolerances that the cases state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from statsmodels.stats.stattools import durbin_watson

from dbt_project.statistics import control_charts, effectiveness
from tests.reference.conftest import Case, load_case


def check_all(case: Case, found: dict[str, Any]) -> None:
    """Hold every expected value of a case to what was found: none may be left out."""
    assert set(found) == set(case["expected"])
    for name, expected in case["expected"].items():
        if name == "term":
            assert list(found[name]) == expected
            continue
        pairs = zip(np.ravel(found[name]), np.ravel(expected), strict=True)
        for got, wanted in pairs:
            case.check(name, got, wanted)


def outside(values: Sequence[float], chart: control_charts.Chart) -> list[int]:
    """Return the 1-based positions that the first Western Electric rule names."""
    named = control_charts.signals(control_charts.standardised(values, chart))
    return [position for position, rules in enumerate(named, 1) if "beyond_3_sigma" in rules]


def test_individuals() -> None:
    case = load_case("xmr-nist-flow")
    x = case["data"]["x"]
    chart = control_charts.individuals(x)
    mean_range = control_charts.mean_moving_range(x)
    ranges = control_charts.moving_ranges(x)
    check_all(
        case,
        {
            "center": chart.centre,
            "mr_bar": mean_range,
            "sigma_hat": chart.sigma[0],
            "ucl": chart.upper[0],
            "lcl": chart.lower[0],
            "ucl_266": chart.centre + 2.66 * mean_range,
            "lcl_266": chart.centre - 2.66 * mean_range,
            "mr_ucl": control_charts.D4 * mean_range,
            "points_out": outside(x, chart),
            "mr_points_out": [i for i, r in enumerate(ranges, 1) if r > control_charts.D4 * mean_range],
        },
    )


def test_proportions_on_varying_bases() -> None:
    case = load_case("pchart-variable-n")
    n = np.array(case["data"]["n"])
    shares = np.array(case["data"]["d"]) / n
    chart = control_charts.proportions(shares, n)
    assert chart.kind == "p"
    found = {"center": chart.centre, "ucl": chart.upper, "lcl": chart.lower, "points_out": outside(shares, chart)}
    check_all(case, found)


def test_counts_on_varying_exposures() -> None:
    case = load_case("uchart-dyed-cloth")
    x, n = np.array(case["data"]["x"]), np.array(case["data"]["n"])
    chart = control_charts.rates(x, n)
    assert chart.kind == "u"
    found = {"center": chart.centre, "ucl": chart.upper, "lcl": chart.lower, "points_out": outside(x / n, chart)}
    check_all(case, found)


def test_interrupted_series_with_newey_west_errors() -> None:
    case = load_case("its-hac-36")
    y = case["data"]["y"]
    design = case["design"]
    assert effectiveness.newey_west_lag(len(y)) == design["lag"]
    found = effectiveness.interrupted_time_series(y, np.arange(1, len(y) + 1), design["start"])
    model, end = found.model, found.contrast_at_end
    check_all(
        case,
        {
            "coef": model.ols.params,
            "se_ols": model.ols.bse,
            "se_hac": model.hac.bse,
            "se_hac_adjusted": model.hac_adjusted.bse,
            "t_hac_adjusted": model.hac_adjusted.tvalues,
            "p_hac_adjusted_t": model.hac_adjusted.pvalues,
            "p_hac_z": model.hac.pvalues,
            "r_squared": model.ols.rsquared,
            "durbin_watson": durbin_watson(model.ols.resid),
            "effect_at_end": found.at_end().estimate,
            "effect_at_end_se_hac": np.sqrt(end @ model.hac.cov_params() @ end),
            "term": found.TERMS,
        },
    )
