"""Reliability from a covariance matrix, against the definitions on raw answers and against simulated truth."""

from __future__ import annotations

import numpy as np
import pytest

from dbt_project.statistics.reliability import (
    MOST_HALVES,
    alpha_with_interval,
    cronbach_alpha,
    halves,
    mean_split_half,
    odd_even,
    split_half,
)

ANSWERS = np.array(
    [[5, 4, 5, 3], [2, 3, 2, 2], [4, 4, 3, 5], [1, 2, 1, 3], [3, 3, 4, 4], [5, 5, 4, 5], [2, 1, 2, 1], [4, 3, 5, 4]]
)


def test_split_half_is_the_stepped_up_correlation_of_the_two_sums() -> None:
    one, two = ANSWERS[:, [0, 2]].sum(axis=1), ANSWERS[:, [1, 3]].sum(axis=1)
    r = np.corrcoef(one, two)[0, 1]
    assert split_half(np.cov(ANSWERS.T), odd_even(4)) == pytest.approx(2 * r / (1 + r), rel=1e-12)


def test_every_half_is_taken_once_where_they_are_few() -> None:
    assert len(halves(4, seed=1)) == 3
    assert len(halves(5, seed=1)) == 10
    assert {int(half.sum()) for half in halves(5, seed=1)} == {3}


def test_many_halves_are_drawn_with_the_seed() -> None:
    drawn = halves(20, seed=7)
    assert len(drawn) == MOST_HALVES
    assert {int(half.sum()) for half in drawn} == {10}
    assert all((one == two).all() for one, two in zip(drawn, halves(20, seed=7), strict=True))
    assert any((one != two).any() for one, two in zip(drawn, halves(20, seed=8), strict=True))


def test_the_mean_half_is_alpha_where_items_are_parallel() -> None:
    parallel = np.full((6, 6), 0.4) + 0.6 * np.eye(6)
    # k r / (1 + (k - 1) r) = 2.4 / 3.
    assert cronbach_alpha(parallel) == pytest.approx(0.8)
    assert mean_split_half(parallel, seed=1) == pytest.approx(0.8)


def test_interval_and_standard_error_over_simulated_surveys() -> None:
    truth, n = np.full((5, 5), 0.4) + 0.6 * np.eye(5), 60
    alpha = 5 * 0.4 / (1 + 4 * 0.4)
    rng = np.random.default_rng(20260101)
    found = [alpha_with_interval(np.cov(rng.multivariate_normal(np.zeros(5), truth, n).T), n) for _ in range(3000)]
    covered = np.mean([one.ci_low <= alpha <= one.ci_high for one in found])  # type: ignore[operator]
    assert 0.94 <= covered <= 0.96
    assert np.mean([one.se for one in found]) == pytest.approx(np.std([one.value for one in found]), rel=0.06)


@pytest.mark.parametrize("covariance", [np.array([[1.0]]), np.zeros((3, 3))])
def test_a_single_item_or_one_answer_by_all_has_no_alpha(covariance: np.ndarray) -> None:
    assert alpha_with_interval(covariance, 50) == (None, None, None, None)


def test_two_respondents_have_an_alpha_without_interval() -> None:
    found = alpha_with_interval(np.cov(ANSWERS.T), 2)
    assert found.value is not None
    assert (found.se, found.ci_low, found.ci_high) == (None, None, None)
