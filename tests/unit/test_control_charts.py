"""Control charts: each rule by a pattern drawn by hand, frozen limits, and what a large base does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dbt_project.statistics.control_charts import individuals, proportions, rates, signals, standardised

QUIET = [0.2, -0.3, 0.4, -0.1]


def named(z: list[float], rules: str = "western_electric") -> dict[int, list[str]]:
    """Return the points (0-based) that break a rule."""
    return {position: names for position, names in enumerate(signals(z, rules)) if names}


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ([3.01], {4: ["beyond_3_sigma"]}),
        ([-3.01], {4: ["beyond_3_sigma"]}),
        ([3.0], {}),  # on the line is inside
        ([2.1, 0.1, 2.1], {6: ["2_of_3_beyond_2_sigma"]}),
        ([2.1, 0.1, -2.1], {}),  # not the same side
        ([2.1, 0.1, 0.1, 2.1], {}),
        ([1.1, 1.2, 0.1, 1.3, 1.1], {8: ["4_of_5_beyond_1_sigma"]}),
        ([-1.1, -1.2, -1.1, -0.1, -0.1], {}),
        ([0.3] * 8, {11: ["8_on_one_side"]}),
        ([0.3] * 7, {}),
    ],
)
def test_each_western_electric_rule(pattern: list[float], found: dict[int, list[str]]) -> None:
    assert named(QUIET + pattern) == found


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ([0.3] * 8, {}),
        ([0.3] * 9, {12: ["9_on_one_side"]}),
        ([-0.5, -0.4, -0.2, 0.0, 0.3, 0.5], {9: ["6_steadily_up_or_down"]}),
        ([-0.5, -0.4, -0.2, 0.0, 0.3], {}),
        ([2.1, 0.1, 2.1], {6: ["2_of_3_beyond_2_sigma"]}),
        ([1.1, -1.2] * 4, {11: ["8_outside_1_sigma"]}),
    ],
)
def test_each_nelson_rule(pattern: list[float], found: dict[int, list[str]]) -> None:
    assert named(QUIET + pattern, "nelson") == found


def test_fourteen_points_in_turn_and_fifteen_close_ones_are_named() -> None:
    zigzag = [-0.5, 0.5] * 7
    assert named(zigzag, "nelson") == {13: ["14_alternating"]}
    assert named(zigzag[:13], "nelson") == {}
    close = [0.5, 0.4, -0.5, -0.4] * 4
    assert "15_within_1_sigma" in named(close, "nelson")[14]
    assert 13 not in named(close, "nelson")


def test_later_points_never_move_the_limits() -> None:
    x = np.array([50.0, 52, 49, 51, 50, 53, 48, 51])
    before = individuals(x)
    later = np.append(x, [70.0, 71.0])
    after = individuals(later, np.arange(10) < 8)
    assert (after.centre, after.lower[0], after.upper[0]) == (before.centre, before.lower[0], before.upper[0])
    # centre 50.5; ranges 2 3 2 1 3 5 3: mean 19/7; limits 50.5 ± 3 · 2.714286 / 1.128
    assert after.upper[0] == pytest.approx(50.5 + 3 * 19 / 7 / 1.128)
    assert [bool(names) for names in signals(standardised(later, after))] == [False] * 8 + [True] * 2


def test_a_large_base_takes_laneys_limits_by_hand() -> None:
    """Counts of 1600, 2000, 1600, 2000 on one unit: c = 1800, deviations ∓200 of sigma √1800 = 42.4264; z = ∓4.71405.

    The mean range of z is 9.42809; over 1.128 it is 8.358236, so that a limit lies 3 · 42.4264 · 8.358236 from the centre.
    """
    chart = rates([1600, 2000, 1600, 2000], [1, 1, 1, 1])
    assert chart.kind == "u_prime"
    assert chart.upper[0] == pytest.approx(1800 + 3 * np.sqrt(1800) * 8.358236, rel=1e-6)
    plain = rates([1600, 2000, 1600, 2000], [1, 1, 1, 1], is_large=False)
    assert plain.upper[0] == pytest.approx(1800 + 3 * np.sqrt(1800))


def test_laneys_limits_are_never_narrower_than_sampling() -> None:
    steady = proportions([0.5, 0.5, 0.5], [5000, 5000, 5000])
    assert steady.kind == "p_prime"
    assert steady.sigma[0] == pytest.approx(np.sqrt(0.25 / 5000))
    assert proportions([0.5, 0.5], [999, 999]).kind == "p"


def test_a_series_without_spread_is_out_as_soon_as_it_moves() -> None:
    chart = individuals([5.0, 5.0, 5.0, 6.0], [True, True, True, False])
    assert standardised([5.0, 5.0, 5.0, 6.0], chart).tolist() == [0, 0, 0, np.inf]


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=40))
def test_a_chart_turned_upside_down_says_the_same(z: list[float]) -> None:
    for rules in ("western_electric", "nelson"):
        assert signals(z, rules) == signals([-value for value in z], rules)


def test_in_control_points_signal_rarely() -> None:
    """Western Electric's four rules together: one false alarm in about 92 points (Champ and Woodall 1987)."""
    z = np.random.default_rng(7).standard_normal(200_000)
    # Run length to the first alarm of fresh charts, not the share of alarmed points, which come in clusters.
    lengths, start = [], 0
    while start < len(z) - 2000 and len(lengths) < 400:
        names = signals(z[start : start + 2000])
        lengths.append(1 + next(i for i, found in enumerate(names) if found))
        start += lengths[-1]
    assert np.mean(lengths) == pytest.approx(91.75, rel=0.15)
