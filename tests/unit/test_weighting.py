"""Weights from cells: raking, trimming, non-response, and the errors that name what is missing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from dbt_project.statistics.weighting import (
    Bounds,
    Margin,
    WeightingError,
    nonresponse_factors,
    projection,
    projections,
    rake,
    weighting_factors,
)
from ingest.profiles.weighting import Weighting, weighting_rows

CUTS = ("region", "kind")
RULE = {
    "source_id": "web",
    "step": "raking",
    "tolerance": 1e-12,
    "maximum_iterations": 500,
    "trim_lower": None,
    "trim_upper": None,
    "trim_around": None,
    "sums_to": "base_weights",
}


def random_table(seed: int) -> tuple[np.ndarray, list[Margin]]:
    """Return cell totals of three crossed cuts, and margins of another table of the same total."""
    rng = np.random.default_rng(seed)
    shape = (rng.integers(2, 5), rng.integers(2, 6), rng.integers(2, 4))
    totals, other = rng.uniform(1, 50, shape), rng.uniform(1, 50, shape)
    other *= totals.sum() / other.sum()
    axes = np.indices(shape).reshape(3, -1)
    margins = []
    for axis in range(3):
        rest = tuple(place for place in range(3) if place != axis)
        margins.append(Margin(axes[axis], other.sum(axis=rest)))
    return totals.ravel(), margins


@pytest.mark.parametrize("seed", range(25))
def test_margins_are_reproduced_whatever_their_order(seed: int) -> None:
    totals, margins = random_table(seed)
    raked = rake(totals, margins, tolerance=1e-12, maximum_iterations=1000)
    assert raked.is_converged
    for margin in margins:
        sums = [raked.totals[margin.category == place].sum() for place in range(len(margin.target))]
        assert sums == pytest.approx(margin.target, rel=1e-10)
    backwards = rake(totals, margins[::-1], tolerance=1e-12, maximum_iterations=1000)
    assert backwards.totals == pytest.approx(raked.totals, rel=1e-9)


def test_raking_a_two_by_two_table_keeps_its_odds_ratio() -> None:
    # Deming and Stephan: raking changes margins and leaves the association (here an odds ratio of 40 · 20 / (10 · 30)).
    rows, columns = (
        Margin(np.array([0, 0, 1, 1]), np.array([60.0, 40])),
        Margin(np.array([0, 1, 0, 1]), np.array([50.0, 50])),
    )
    a, b, c, d = rake([40, 10, 30, 20], [rows, columns], tolerance=1e-13).totals
    assert (a + b, c + d, a + c, b + d) == pytest.approx((60, 40, 50, 50))
    assert a * d / (b * c) == pytest.approx(40 * 20 / (10 * 30))


def test_too_few_rounds_are_said() -> None:
    totals, margins = random_table(1)
    raked = rake(totals, margins, tolerance=1e-12, maximum_iterations=1)
    assert not raked.is_converged
    assert (raked.iterations, raked.largest_difference > 1e-6) == (1, True)


@pytest.mark.parametrize(
    ("around", "bounds", "kept"),
    [
        # The mean adjustment is 1: the first cell may double to 60, and the others share the remaining 40 as 30 to 40.
        ("mean", (0.5, 2.0), [60, 40 * 30 / 70, 40 * 40 / 70]),
        # The median interview has 9 / 30 = 0.3: at most 0.9, at least 0.03, and what is cut off fills the others up to 0.9.
        ("median", (0.1, 3.0), [27, 27, 36]),
    ],
)
def test_trimming_holds_adjustments_within_their_bounds(
    around: str, bounds: tuple[float, float], kept: list[float]
) -> None:
    margin = Margin(np.array([0, 1, 2]), np.array([90.0, 9, 1]))
    assert rake([30, 30, 40], [margin]).totals == pytest.approx([90, 9, 1])
    held = rake([30, 30, 40], [margin], maximum_iterations=1, bounds=Bounds(*bounds, around), counts=[30, 50, 20])
    assert held.totals == pytest.approx(kept)
    assert held.is_trimmed.any()
    assert not held.is_converged  # margins and bounds contradict each other, and that is said


def test_bounds_that_nobody_reaches_change_nothing() -> None:
    totals, margins = random_table(3)
    wide = rake(totals, margins, bounds=Bounds(1e-6, 1e6))
    assert wide.totals == pytest.approx(rake(totals, margins).totals)
    assert wide.is_converged
    assert not wide.is_trimmed.any()


def test_projection_is_the_weighted_regression_on_all_margins() -> None:
    rng = np.random.default_rng(7)
    categories = [np.repeat([0, 1, 2], 4), np.tile([0, 1, 2, 3], 3)]
    weights, values = rng.uniform(1, 9, 12), rng.normal(size=12)
    indicators = np.column_stack([np.eye(3)[categories[0]], np.eye(4)[categories[1]]])
    scaled = np.sqrt(weights)[:, None]
    coefficients, *_ = np.linalg.lstsq(scaled * indicators, scaled[:, 0] * values, rcond=None)
    fitted = projection(weights, categories) @ (weights * values)
    assert fitted == pytest.approx(indicators @ coefficients)


def test_nonresponse_counts_unknown_units_by_the_share_of_eligible_ones() -> None:
    # e = (6 + 2 + 4 + 4) / (16 + 4) = 0.8; north (6 + 2 + 0.8 · 5) / 6 = 2, south (4 + 4) / 4 = 2.
    register = pd.DataFrame(
        [
            ("region=north", "complete", 6.0),
            ("region=north", "refusal", 2.0),
            ("region=north", "unknown_eligibility", 5.0),
            ("region=north", "not_eligible", 4.0),
            ("region=south", "partial", 4.0),
            ("region=south", "non_contact", 4.0),
            ("region=west", "refusal", 0.0),
        ],
        columns=["nonresponse_cell", "disposition_group", "w"],
    )
    assert nonresponse_factors(register) == pytest.approx({"region=north": 2.0, "region=south": 2.0})


def cells(*given: tuple[str, str, int]) -> pd.DataFrame:
    """Return weighting cells of one month: region, kind and interviews of base weight 1."""
    rows = [
        {
            "month": pd.Timestamp("2026-03-01"),
            "source_id": "web",
            "occasion": "2026-03-01",
            "weighting_cell": f"kind={kind}|region={region}",
            "nonresponse_cell": f"region={region}",
            "cut": cut,
            "cut_value": value,
            "n": n,
            "base_w_sum": float(n),
        }
        for region, kind, n in given
        for cut, value in (("region", region), ("kind", kind))
    ]
    return pd.DataFrame(rows)


def population(**shares: dict[str, float]) -> pd.DataFrame:
    rows = [
        {"cut": cut, "cut_value": value, "population_count": None, "population_share": share, "as_of": "2026-01-01"}
        for cut, values in shares.items()
        for value, share in values.items()
    ]
    return pd.DataFrame(rows)


def rules(**changes: Any) -> pd.DataFrame:
    return pd.DataFrame([{**RULE, "cut": cut, "position": i, **changes} for i, cut in enumerate(CUTS, 1)])


NO_REGISTER = pd.DataFrame(
    columns=["month", "wave", "source_id", "nonresponse_cell", "disposition_group", "base_w_sum"]
)
FOUR = (("north", "a", 30), ("north", "b", 20), ("south", "a", 10), ("south", "b", 40))
HALVES = population(region={"north": 0.4, "south": 0.6}, kind={"a": 0.5, "b": 0.5})


def test_factors_bring_every_margin_to_its_share_and_keep_the_sum() -> None:
    found = weighting_factors(cells(*FOUR), NO_REGISTER, HALVES, rules()).to_pandas().set_index("weighting_cell")
    weight = found["factor"] * found["n"]
    assert weight.sum() == pytest.approx(100)
    assert weight["kind=a|region=north"] + weight["kind=b|region=north"] == pytest.approx(40)
    assert weight["kind=a|region=north"] + weight["kind=a|region=south"] == pytest.approx(50)
    assert found["is_converged"].all()
    assert str(found["margins_as_of"].iloc[0]) == "2026-01-01"


def test_the_version_in_force_on_the_occasions_last_day_counts() -> None:
    later = HALVES.assign(as_of="2026-03-31", population_share=[0.9, 0.1, 0.5, 0.5])
    future = HALVES.assign(as_of="2026-04-01", population_share=[0.1, 0.9, 0.5, 0.5])
    margins = pd.concat([HALVES, later, future], ignore_index=True)
    found = weighting_factors(cells(*FOUR), NO_REGISTER, margins, rules()).to_pandas().set_index("weighting_cell")
    weight = found["factor"] * found["n"]
    assert weight["kind=a|region=north"] + weight["kind=b|region=north"] == pytest.approx(90)


def test_those_who_do_not_tell_a_cut_keep_their_share() -> None:
    given = (*FOUR, ("", "a", 25))
    found = weighting_factors(cells(*given), NO_REGISTER, HALVES, rules()).to_pandas().set_index("weighting_cell")
    weight = found["factor"] * found["n"]
    assert weight["kind=a|region="] == pytest.approx(25)
    assert weight["kind=a|region=north"] + weight["kind=b|region=north"] == pytest.approx(0.4 * 100)
    assert found["unknown_share"].iloc[0] == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("given", "margins", "said"),
    [
        (FOUR[:2], HALVES, "source web, occasion 2026-03-01: the value south of the cut region has no interviews"),
        (
            (*FOUR, ("west", "a", 5)),
            HALVES,
            "source web, occasion 2026-03-01: the value west of the cut region has no population as of 2026-01-01",
        ),
        (FOUR, HALVES.assign(as_of="2026-04-01"), "no population margin of the cut region is in force on 2026-03-31"),
    ],
)
def test_what_a_margin_lacks_is_named(given: tuple[Any, ...], margins: pd.DataFrame, said: str) -> None:
    with pytest.raises(WeightingError) as raised:
        weighting_factors(cells(*given), NO_REGISTER, margins, rules())
    assert said in str(raised.value)


def test_a_cell_that_no_sampled_unit_answered_in_is_named() -> None:
    declared = pd.concat([rules(), rules().iloc[:1].assign(step="nonresponse")])
    with pytest.raises(WeightingError, match="no sampled unit of the cell region=north has responded"):
        weighting_factors(cells(*FOUR), NO_REGISTER, HALVES, declared)


def test_weights_to_a_population_need_counts_and_stay_below_a_thousand() -> None:
    with pytest.raises(WeightingError, match="population_count"):
        weighting_factors(cells(*FOUR), NO_REGISTER, HALVES, rules(sums_to="population"))
    counted = HALVES.assign(population_count=[4e5, 6e5, 5e5, 5e5])
    with pytest.raises(WeightingError, match="must lie below 1000"):
        weighting_factors(cells(*FOUR), NO_REGISTER, counted, rules(sums_to="population"))
    fewer = HALVES.assign(population_count=[4e3, 6e3, 5e3, 5e3])
    found = weighting_factors(cells(*FOUR), NO_REGISTER, fewer, rules(sums_to="population")).to_pandas()
    assert (found["factor"] * found["n"]).sum() == pytest.approx(10_000)


def test_nonresponse_keeps_the_sum_of_base_weights_unless_sampled_units_are_asked_for() -> None:
    register = pd.DataFrame(
        [("region=north", "complete", 50.0), ("region=north", "refusal", 100.0), ("region=south", "complete", 50.0)],
        columns=["nonresponse_cell", "disposition_group", "base_w_sum"],
    ).assign(month=pd.Timestamp("2026-03-01"), wave="2026Q1", source_id="web")
    only = cells(*FOUR).assign(cut="", cut_value="").drop_duplicates("weighting_cell")
    declared = rules().iloc[:1].assign(step="nonresponse")
    for sums_to, total in (("base_weights", 100), ("sampled_units", 200)):
        found = weighting_factors(only, register, HALVES, declared.assign(sums_to=sums_to)).to_pandas()
        factor = found.set_index("weighting_cell")["factor"]
        assert (found["factor"] * found["n"]).sum() == pytest.approx(total)
        assert factor["kind=a|region=north"] / factor["kind=a|region=south"] == pytest.approx(3)


def test_projections_take_final_weights_back_to_those_before_raking() -> None:
    given = cells(*FOUR)
    factors = weighting_factors(given, NO_REGISTER, HALVES, rules())
    table = projections(given, factors.to_pandas()).to_pandas()
    totals = factors.to_pandas().set_index("weighting_cell")
    # The regression of a constant fits it: sums of final weights go in, ones come out.
    final = totals["factor"] * totals["n"]
    fitted = (
        table.assign(part=table["coefficient"] * table["other_cell"].map(final)).groupby("weighting_cell")["part"].sum()
    )
    assert fitted.to_numpy() == pytest.approx(np.ones(4))


def test_a_profile_declares_steps_and_nothing_else() -> None:
    declared = Weighting.model_validate({"nonresponse_cells": ["stratum"], "margins": ["region", "kind"]})
    rows = list(weighting_rows("web", declared))
    assert [row[:4] for row in rows] == [
        ("web", "nonresponse", "stratum", 1),
        ("web", "raking", "region", 1),
        ("web", "raking", "kind", 2),
    ]
    assert list(weighting_rows("web", None)) == []
    for wrong in ({}, {"margins": ["stratum"]}, {"margins": ["a", "a"]}, {"margins": ["a"], "sum_to": "population"}):
        with pytest.raises(ValidationError):
            Weighting.model_validate(wrong)
