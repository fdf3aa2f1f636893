"""Change points: where a planted step lies and how large it is."""

from __future__ import annotations

import numpy as np
import pytest

from dbt_project.statistics.change_points import change_points, default_penalty, least_squares_break


def test_a_step_without_noise_by_hand() -> None:
    found = least_squares_break([10, 10, 10, 4, 4, 4])
    assert (found.index, found.mean_before, found.mean_after, found.shift) == (3, 10, 4, -6)
    assert found.rss_without == pytest.approx(54)  # 6 points, each 3 from the mean 7
    assert found.rss_with == 0


def test_too_short_a_series_is_refused() -> None:
    with pytest.raises(ValueError, match="5 points cannot be split"):
        least_squares_break([1, 2, 3, 4, 5])


def test_a_planted_step_is_found_with_its_size() -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(75, 3, 36) - 15 * (np.arange(36) >= 20)
    [step] = change_points(x, np.full(36, 3.0))
    assert step.index == 20
    assert step.low < -15 < step.high
    # sqrt(9/20 + 9/16) = 1.00623; times 1.96 is the least half width there may be
    assert step.high - step.low >= 2 * 1.96 * 1.00623 - 1e-3


def test_precise_points_weigh_more() -> None:
    x = [70.0, 70, 70, 70, 60, 60, 60, 90]
    se = [1.0, 1, 1, 1, 1, 1, 1, 100]
    [step] = change_points(x, se)
    assert (step.index, round(step.size, 1)) == (4, -10.0)


def test_noise_has_no_steps_at_the_declared_penalty() -> None:
    rng = np.random.default_rng(8)
    found = sum(bool(change_points(rng.normal(75, 2, 36), np.full(36, 2.0))) for _ in range(300))
    assert found / 300 < 0.05


def test_scatter_beyond_the_standard_errors_widens_the_interval() -> None:
    x = np.array([10.0, 20, 10, 20, 10, 20, 60, 70, 60, 70, 60, 70])
    [narrow] = change_points(x, np.full(12, 10.0), penalty=5)
    [wide] = change_points(x, np.full(12, 1.0), penalty=1000)
    assert wide.high - wide.low == pytest.approx(
        2 * 1.959964 * np.sqrt(30) * np.sqrt(2 / 6), rel=1e-6
    )  # Birge: 12·25/10
    assert narrow.high - narrow.low == pytest.approx(2 * 1.959964 * 10 * np.sqrt(2 / 6), rel=1e-6)


def test_penalty_is_the_declared_one() -> None:
    assert default_penalty(36) == pytest.approx(3 * np.log(36))
