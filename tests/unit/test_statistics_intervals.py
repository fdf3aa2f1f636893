"""Intervals, exact counts and power at their edges; published values are in the reference tests."""

from __future__ import annotations

import math

import pytest

from dbt_project.statistics.counts import binomial_p_value
from dbt_project.statistics.intervals import logit, newcombe, poisson_rate, poisson_rate_ratio, wilson
from dbt_project.statistics.power import (
    detectable_half_width,
    nps_sd,
    sample_size,
    sample_size_of_mean,
    smallest_detectable_difference,
)


def test_none_and_all_have_closed_ends() -> None:
    assert wilson(0, 20)[0] == 0
    assert wilson(1, 20)[1] == 1
    # z²/(n+z²) = 3.841459/23.841459
    assert wilson(0, 20)[1] == pytest.approx(0.161125, abs=1e-6)


def test_wilson_refuses_what_is_no_share() -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(1.2, 20)
    with pytest.raises(ValueError, match="no share"):
        wilson(0.5, 0)


def test_logit_interval_by_hand() -> None:
    # p = 0.5, se = 0.05, df = inf: logit ± 1.959964·0.05/0.25 = ±0.391993 → 1/(1+e^0.391993) = 0.403238
    low, high = logit(0.5, 0.05, math.inf)
    assert (low, high) == pytest.approx((0.403238, 0.596762), abs=1e-6)
    assert logit(1.0, 0.0, 10) == (1.0, 1.0)


def test_newcombe_is_symmetric_in_its_samples() -> None:
    low, high = newcombe(56, 70, 48, 80)
    assert newcombe(48, 80, 56, 70) == pytest.approx((-high, -low))


def test_no_complaint_has_an_upper_end() -> None:
    low, high = poisson_rate(0, 1000)
    assert (low, high) == pytest.approx((0, 0.00368888), abs=1e-8)  # -ln(0.025)/1000


def test_rate_ratio_without_events_on_one_side() -> None:
    assert poisson_rate_ratio(0, 1, 5, 1)[0] == 0
    assert poisson_rate_ratio(5, 1, 0, 1)[1] == math.inf


@pytest.mark.parametrize(
    ("successes", "trials", "probability", "expected"),
    [
        (8, 10, 0.5, 0.109375),  # 2·(45 + 10 + 1)/1024
        (5, 10, 0.5, 1.0),
        (0, 5, 0.5, 0.0625),
        (0, 0, 0.5, 1.0),
    ],
)
def test_exact_binomial_by_hand(successes: int, trials: int, probability: float, expected: float) -> None:
    assert binomial_p_value(successes, trials, probability) == pytest.approx(expected)


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="no binomial outcome"):
        binomial_p_value(6, 5, 0.5)


def test_sample_size_grows_with_design_and_shrinks_with_population() -> None:
    assert sample_size(0.05).interviews == 385
    assert sample_size(0.05, deff=1.5).interviews == 577  # 384.1459 · 1.5 = 576.2
    assert sample_size(0.05, population=1000).interviews == 278
    assert sample_size(0.05, population=1000, response_rate=0.25).invitations == 1112
    with pytest.raises(ValueError, match="response rate"):
        sample_size(0.05, response_rate=0)


def test_smallest_detectable_difference_is_2_8_standard_errors_of_a_large_sample() -> None:
    [found] = smallest_detectable_difference([2.0], [math.inf])
    assert found == pytest.approx(2 * (1.959964 + 0.841621), abs=1e-5)


def test_sample_sizes_of_means_of_the_nps_and_of_changes() -> None:
    # 1.95996² · 25² / 2.5² = 384.15: the case of a share of one half (sd 50 points) at half its scale.
    assert sample_size_of_mean(2.5, 25).interviews == 385
    # p = 0.4, d = 0.2: variance 0.6 - 0.04 = 0.56, so 1.95996² · 5600 / 25 = 860.5, times 1.5.
    assert nps_sd(0.4, 0.2) == pytest.approx(100 * 0.56**0.5)
    assert sample_size_of_mean(5, nps_sd(0.4, 0.2), deff=1.5).interviews == 1291
    # Textbook (Cohen 1988, table 2.4.1): d = 0.2 at 5 % two-sided and 80 % power needs 393 in each group.
    assert sample_size_of_mean(detectable_half_width(5), 25).interviews == 393
    for wrong in (0.0, -1.0):
        with pytest.raises(ValueError, match="above 0"):
            detectable_half_width(wrong)
        with pytest.raises(ValueError, match="above 0"):
            sample_size_of_mean(wrong, 25)
