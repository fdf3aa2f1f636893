"""Item weights of a satisfaction index by partial least squares: estimated once, then declared in a profile (measure M25).

Path weighting scheme, mode A, standardised indicators (Lohmoeller 1989; Fornell and others 1996). An index whose weights are
estimated anew each period would change its meaning with them, so the figures of the warehouse take declared weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TOLERANCE, MOST_ITERATIONS = 1e-13, 500


class PlsModel(NamedTuple):
    """Per block: weights of standardised items, unstandardised item weights, index of 0-100; per outcome: paths and R squared."""

    weights: dict[str, Floats]
    item_weights: dict[str, Floats]
    index_values: dict[str, float]
    paths: dict[str, Floats]
    r_squared: dict[str, float]
    n_iterations: int


def fit_pls(items: Mapping[str, Floats], paths: Mapping[str, Sequence[str]], scale: tuple[float, float]) -> PlsModel:
    """Fit composites of blocks of items along declared paths.

    Args:
        items: block name to complete answers, shape (n, items of the block).
        paths: block to the blocks that lead to it.
        scale: lowest and highest answer.

    Raises:
        ValueError: the weights do not settle within ``MOST_ITERATIONS``.
    """
    standard = {name: (x - x.mean(axis=0)) / x.std(axis=0, ddof=1) for name, x in items.items()}
    weights = {name: _unit(x, np.ones(x.shape[1])) for name, x in standard.items()}
    for iteration in range(1, MOST_ITERATIONS + 1):
        scores = {name: standard[name] @ w for name, w in weights.items()}
        inner = {name: _inner_estimate(name, scores, paths) for name in scores}
        updated = {name: _unit(x, x.T @ inner[name] / (len(x) - 1)) for name, x in standard.items()}
        change = max(float(np.abs(np.abs(updated[name]) - np.abs(weights[name])).max()) for name in weights)
        weights = updated
        if change < TOLERANCE:
            return _result(items, standard, weights, paths, scale, iteration)
    raise ValueError(f"the weights did not settle in {MOST_ITERATIONS} iterations: check the blocks and paths")


def _unit(x: Floats, weights: Floats) -> Floats:
    """Scale weights so that the composite has unit variance."""
    return np.asarray(weights / (x @ weights).std(ddof=1))


def _inner_estimate(name: str, scores: Mapping[str, Floats], paths: Mapping[str, Sequence[str]]) -> Floats:
    """Combine neighbours: those that lead here by their regression coefficients, those led to by their correlation."""
    causes = list(paths.get(name, ()))
    estimate = np.zeros_like(scores[name])
    if causes:
        estimate += np.column_stack([scores[cause] for cause in causes]) @ _regress(scores, name, causes)
    for effect, its_causes in paths.items():
        if name in its_causes:
            estimate += scores[effect] * float(np.corrcoef(scores[name], scores[effect])[0, 1])
    return estimate


def _regress(scores: Mapping[str, Floats], outcome: str, causes: Sequence[str]) -> Floats:
    predictors = np.column_stack([scores[cause] for cause in causes])
    return np.asarray(np.linalg.lstsq(predictors, scores[outcome], rcond=None)[0])


def _result(
    items: Mapping[str, Floats],
    standard: Mapping[str, Floats],
    weights: dict[str, Floats],
    paths: Mapping[str, Sequence[str]],
    scale: tuple[float, float],
    n_iterations: int,
) -> PlsModel:
    scores = {name: standard[name] @ w for name, w in weights.items()}
    item_weights = {name: w / items[name].std(axis=0, ddof=1) for name, w in weights.items()}
    coefficients = {outcome: _regress(scores, outcome, causes) for outcome, causes in paths.items()}
    r_squared = {}
    for outcome, causes in paths.items():
        fitted = np.column_stack([scores[cause] for cause in causes]) @ coefficients[outcome]
        r_squared[outcome] = 1 - float(((scores[outcome] - fitted) ** 2).sum() / (scores[outcome] ** 2).sum())
    index = {name: index_of_means(items[name].mean(axis=0), w, scale) for name, w in item_weights.items()}
    return PlsModel(weights, item_weights, index, coefficients, r_squared, n_iterations)


def index_of_means(means: Floats, weights: Floats, scale: tuple[float, float]) -> float:
    """Return the ACSI form 100 (sum w mean - min sum w) / ((max - min) sum w) of item means and weights, both of shape (k,)."""
    low, high = scale
    return float(100 * (weights @ means - low * weights.sum()) / ((high - low) * weights.sum()))


__all__ = ["PlsModel", "fit_pls", "index_of_means"]
