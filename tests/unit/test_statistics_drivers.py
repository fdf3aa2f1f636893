"""Driver analysis from cross-products: split of R² over all orderings, intervals, what stays out of a model."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dbt_project.statistics import drivers
from dbt_project.statistics.driver_cells import driver_figures

GROUPS, RUNS = 30, 300


def matrices(data: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return stacked correlations (of one data set) of columns 1.. with each other and with column 0."""
    r = np.corrcoef(data.T)
    return r[None, 1:, 1:], r[None, 0, 1:]


def r_squared(data: np.ndarray, columns: list[int]) -> float:
    design = np.column_stack([np.ones(len(data)), data[:, columns]])
    fitted = design @ np.linalg.lstsq(design, data[:, 0], rcond=None)[0]
    return float(1 - np.sum((data[:, 0] - fitted) ** 2) / np.sum((data[:, 0] - data[:, 0].mean()) ** 2))


def sample(rng: np.random.Generator, n: int, pull: np.ndarray, between: float = 0.3) -> np.ndarray:
    """Return n rows: the judgement, then the drivers, which hang together by a common factor."""
    p = len(pull)
    x = np.sqrt(between) * rng.standard_normal((n, 1)) + np.sqrt(1 - between) * rng.standard_normal((n, p))
    return np.column_stack([x @ pull + rng.standard_normal(n), x])


def population(pull: np.ndarray, between: float = 0.3) -> tuple[np.ndarray, np.ndarray]:
    p = len(pull)
    rxx = np.full((p, p), between) + (1 - between) * np.eye(p)
    return rxx[None], (rxx @ pull / np.sqrt(pull @ rxx @ pull + 1))[None]


def products(data: np.ndarray, weight: np.ndarray | None = None, cell: str = "all") -> pd.DataFrame:
    """Return cross-products of one cell as the SQL models make them; rows take turns in the replicate groups."""
    n, k = data.shape
    weight = np.ones(n) if weight is None else weight
    member = np.arange(n) % GROUPS == np.arange(GROUPS)[:, None]
    given = ~np.isnan(data)
    x = np.where(given, data, 0.0)
    sums = {
        "n": (given.astype(float), given.astype(float), np.ones(n)),
        "w": (given.astype(float), given.astype(float), weight),
        "w2": (given.astype(float), given.astype(float), weight**2),
        "wx": (x, given.astype(float), weight),
        "wy": (given.astype(float), x, weight),
        "wx2": (x * x, given.astype(float), weight),
        "wy2": (given.astype(float), x * x, weight),
        "wxy": (x, x, weight),
    }
    one, other = np.triu_indices(k, 1)
    table = {
        name: np.einsum("gi,ip,ip->gp", member * factor, left[:, one], right[:, other]).ravel()
        for name, (left, right, factor) in sums.items()
    }
    names = np.array(["judgement", *(f"k{j:02d}" for j in range(1, k))])
    rows = pd.DataFrame(table).assign(
        replicate_group=np.repeat(np.arange(GROUPS), len(one)),
        characteristic_key=np.tile(names[one], GROUPS),
        other_characteristic_key=np.tile(names[other], GROUPS),
        period_type="year",
        period_start=pd.Timestamp("2026-01-01"),
        cut="sample",
        cut_value=cell,
    )
    return rows[rows["n"] > 0].reset_index(drop=True)


def figures(data: np.ndarray, weight: np.ndarray | None = None) -> pd.DataFrame:
    return driver_figures(products(data, weight), "judgement").set_index("characteristic_key")


def coverage(found: pd.DataFrame, name: str, truth: np.ndarray) -> np.ndarray:
    """Return in which share of the cells the interval of each driver holds its true value."""
    low, high = (found[f"{name}ci_{end}"].to_numpy().reshape(-1, len(truth)) for end in ("low", "high"))
    return np.mean((low <= truth) & (truth <= high), axis=0)


def test_shapley_is_the_mean_over_all_orderings() -> None:
    data = sample(np.random.default_rng(5), 80, np.array([0.8, 0.4, 0.0, -0.3]))
    gains = np.zeros(4)
    orders = list(permutations(range(1, 5)))
    for order in orders:
        for place, driver in enumerate(order):
            before = r_squared(data, list(order[:place])) if place else 0.0
            gains[driver - 1] += r_squared(data, list(order[: place + 1])) - before
    found = drivers.lmg(*matrices(data))[0]
    assert found == pytest.approx(gains / len(orders), rel=1e-10)
    assert found.sum() == pytest.approx(r_squared(data, [1, 2, 3, 4]), rel=1e-10)


def test_every_subset_has_the_r_squared_of_its_own_regression() -> None:
    data = sample(np.random.default_rng(6), 50, np.array([0.5, 0.5, 0.1]))
    found = drivers.subset_r_squared(*matrices(data))[0]
    for mask in range(1, 8):
        columns = [j + 1 for j in range(3) if mask >> j & 1]
        assert found[mask] == pytest.approx(r_squared(data, columns), rel=1e-10), columns


def test_uncorrelated_drivers_split_r_squared_by_their_squared_correlations() -> None:
    outcome = np.array([[0.6, 0.3, 0.0]])
    expected = pytest.approx([0.36, 0.09, 0.0], abs=1e-12)
    assert drivers.lmg(np.eye(3)[None], outcome)[0] == expected
    assert drivers.johnson(np.eye(3)[None], outcome)[0] == expected


def test_more_than_fifteen_drivers_have_no_shapley_shares_but_johnson_s() -> None:
    rng = np.random.default_rng(7)
    data = sample(rng, 400, np.full(16, 0.2))
    with pytest.raises(ValueError, match="16 predictors"):
        drivers.lmg(*matrices(data))
    found = figures(data)
    assert set(found["importance_method"]) == {"johnson"}
    assert found["lmg_share"].isna().all()
    assert found["estimate"].sum() == pytest.approx(1)
    assert (found["estimate"] == found["johnson_share"]).all()


def test_weighted_correlations_equal_those_of_repeated_rows() -> None:
    rng = np.random.default_rng(8)
    data, times = sample(rng, 200, np.array([0.7, 0.2])), rng.integers(1, 4, 200)
    found = figures(data, times.astype(float))
    repeated = np.corrcoef(np.repeat(data, times, axis=0).T)
    assert found["correlation"].to_numpy() == pytest.approx(repeated[0, 1:], rel=1e-10)
    assert found["n"].tolist() == [200, 200]
    assert found.loc["k01", "n_eff"] == pytest.approx(times.sum() ** 2 / np.sum(times**2))


def test_intervals_cover_the_truth_about_as_often_as_they_say() -> None:
    """Samples of 300: the population's figures are known in closed form from its correlation matrix."""
    pull, rng = np.array([0.6, 0.3, 0.1]), np.random.default_rng(20260101)
    rxx, rxy = population(pull)
    truth = {
        "": drivers.lmg(rxx, rxy)[0] / drivers.lmg(rxx, rxy).sum(),
        "johnson_": drivers.johnson(rxx, rxy)[0] / drivers.johnson(rxx, rxy).sum(),
        "correlation_": rxy[0],
        "std_coefficient_": drivers.standardised_coefficients(rxx, rxy)[0],
    }
    samples = [products(sample(rng, 300, pull), cell=f"{run:03d}") for run in range(RUNS)]
    found = driver_figures(pd.concat(samples), "judgement")
    for name, values in truth.items():
        share = coverage(found, name, values)
        assert np.all((share >= 0.91) & (share <= 0.985)), (name, share)


def test_intervals_of_weighted_samples_with_gaps_cover_the_truth() -> None:
    """Pairwise: a third of the answers on one driver are missing at random, and weights are unequal."""
    pull, rng, samples = np.array([0.6, 0.3]), np.random.default_rng(20260102), []
    for run in range(RUNS):
        data = sample(rng, 300, pull)
        data[rng.random(300) < 1 / 3, 2] = np.nan
        samples.append(products(data, rng.choice([0.5, 1.0, 2.0], 300), f"{run:03d}"))
    share = coverage(driver_figures(pd.concat(samples), "judgement"), "correlation_", population(pull)[1][0])
    assert np.all((share >= 0.91) & (share <= 0.985)), share


def test_near_collinear_drivers_are_told() -> None:
    rng = np.random.default_rng(9)
    data = sample(rng, 300, np.array([0.5, 0.5]))
    data = np.column_stack([data, data[:, 2] + 0.05 * rng.standard_normal(300)])
    found = figures(data)
    assert found["is_collinear"].to_dict() == {"k01": True, "k02": True, "k03": True}  # the condition is the model's
    assert found.loc["k01", "vif"] < 2 < 10 < found.loc["k02", "vif"]
    assert not figures(sample(rng, 300, np.array([0.5, 0.5])))["is_collinear"].any()


def test_a_driver_that_repeats_another_fits_no_model() -> None:
    data = sample(np.random.default_rng(10), 300, np.array([0.5, 0.5]))
    found = figures(np.column_stack([data, data[:, 2]]))
    assert not found["is_in_model"].any()
    assert found["estimate"].isna().all()
    assert found["correlation"].notna().all()


def test_a_driver_with_few_answers_leaves_the_model_and_the_others_stay() -> None:
    data = sample(np.random.default_rng(11), 200, np.array([0.5, 0.5, 0.5]))
    data[12:, 2] = np.nan  # 12 answers are fewer than five for each of three drivers
    found = figures(data)
    assert found["is_in_model"].to_dict() == {"k01": True, "k02": False, "k03": True}
    assert found["estimate"].sum() == pytest.approx(1)
    assert found.loc["k01", "n_model"] == 200


@pytest.mark.parametrize("spoil", ["constant", "nobody"])
def test_a_driver_without_spread_or_answers_is_no_error(spoil: str) -> None:
    data = sample(np.random.default_rng(12), 100, np.array([0.5, 0.5]))
    data[:, 2] = 4.0 if spoil == "constant" else np.nan
    found = figures(data)
    assert found.loc["k01", "estimate"] == pytest.approx(1)
    assert (found.loc["k01", "ci_low"], found.loc["k01", "ci_high"]) == (1, 1)
    if spoil == "constant":
        assert np.isnan(found.loc["k02", "correlation"])


def test_too_few_groups_give_no_interval_and_no_share() -> None:
    found = figures(sample(np.random.default_rng(13), 9, np.array([0.5])))
    assert found["estimate"].isna().all()
    assert found["p_value"].isna().all()


def test_no_rows_give_no_figures() -> None:
    empty = products(sample(np.random.default_rng(14), 40, np.array([0.5]))).head(0)
    assert driver_figures(empty, "judgement").empty


def test_the_order_of_rows_does_not_matter() -> None:
    rows = products(sample(np.random.default_rng(15), 200, np.array([0.5, 0.2])))
    one: Any = driver_figures(rows, "judgement")
    pd.testing.assert_frame_equal(one, driver_figures(rows.sample(frac=1, random_state=1), "judgement"))
