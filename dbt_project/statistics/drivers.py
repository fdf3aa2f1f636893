"""What an overall judgement is associated with, from weighted cross-products alone (measure M13).

Everything works on correlation matrices, stacked along the first axis, so that an estimate and its replicates are one
call. Which characteristics enter a model, and frames, belong in ``driver_cells``. Nothing here speaks of causes.
"""

from __future__ import annotations

from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

MAXIMUM_SHAPLEY = 15
_CHUNK_ELEMENTS = 4_000_000


def correlation(w: Floats, wx: Floats, wy: Floats, wx2: Floats, wy2: Floats, wxy: Floats) -> Floats:
    """Return the weighted Pearson correlation from additive sums (any shape); NaN where one of the two is constant."""
    with np.errstate(invalid="ignore", divide="ignore"):
        xx, yy = wx2 - wx * wx / w, wy2 - wy * wy / w
        # What is left of a constant's square is rounding, not spread.
        flat = (xx <= 1e-12 * np.abs(wx2)) | (yy <= 1e-12 * np.abs(wy2))
        return np.where(flat, np.nan, np.clip((wxy - wx * wy / w) / np.sqrt(xx * yy), -1.0, 1.0))


def subset_r_squared(predictors: Floats, outcome: Floats) -> Floats:
    """Return R² of the regressions on every subset of the predictors.

    Each step takes one predictor and keeps, for every subset so far, the matrix without it and its Schur complement
    (the sweep of Goodnight 1979); at the end 1 minus the outcome's residual variance is left.

    Args:
        predictors: shape (b, p, p), correlations of the predictors, positive definite.
        outcome: shape (b, p), their correlations with the outcome.

    Returns:
        Shape (b, 2**p); bit j of the second index says that predictor j is in the subset.
    """
    b, p = outcome.shape
    joint = np.empty((b, 1, p + 1, p + 1))
    joint[:, 0, :p, :p], joint[:, 0, p, p] = predictors, 1.0
    joint[:, 0, :p, p] = joint[:, 0, p, :p] = outcome
    for _ in range(p):
        rest, with_first = joint[..., 1:, 1:], joint[..., 0, 1:]
        swept = rest - with_first[..., :, None] * with_first[..., None, :] / joint[..., :1, :1]
        joint = np.concatenate([rest, swept], axis=1)
    return np.asarray(1.0 - joint[..., 0, 0])


def lmg(predictors: Floats, outcome: Floats) -> Floats:
    """Return Shapley's split of R²: each predictor's mean increase of it over all orderings.

    Lindeman, Merenda and Gold (1980); Grömping (2007) for the formula over subsets. The rows of the result add up to R².

    Args:
        predictors: shape (b, p, p).
        outcome: shape (b, p).

    Raises:
        ValueError: with more than 15 predictors, whose subsets are too many.
    """
    p = outcome.shape[1]
    if p > MAXIMUM_SHAPLEY:
        raise ValueError(f"{p} predictors have too many orderings; at most {MAXIMUM_SHAPLEY} can be split so")
    step = max(1, _CHUNK_ELEMENTS >> p)
    parts = [
        _lmg(predictors[start : start + step], outcome[start : start + step]) for start in range(0, len(outcome), step)
    ]
    return np.concatenate(parts) if parts else np.empty((0, p))


def _lmg(predictors: Floats, outcome: Floats) -> Floats:
    p = outcome.shape[1]
    r_squared = subset_r_squared(predictors, outcome)
    subsets = np.arange(2**p)
    size = np.array([int(mask).bit_count() for mask in subsets])
    weight = np.array([1.0 / (p * comb(p - 1, k)) for k in range(p)])
    found = np.empty(outcome.shape)
    for j in range(p):
        without = subsets[(subsets >> j) & 1 == 0]
        gain = r_squared[:, without | (1 << j)] - r_squared[:, without]
        found[:, j] = gain @ weight[size[without]]
    return found


def johnson(predictors: Floats, outcome: Floats) -> Floats:
    """Return Johnson's relative weights (2000), shape (b, p): R² split by way of the nearest orthogonal predictors."""
    values, vectors = np.linalg.eigh(predictors)
    root = np.einsum("bij,bj,bkj->bik", vectors, np.sqrt(np.maximum(values, 0.0)), vectors)
    coefficients = np.linalg.solve(root, outcome[..., None])[..., 0]
    return np.asarray(np.einsum("bij,bj->bi", root**2, coefficients**2))


def standardised_coefficients(predictors: Floats, outcome: Floats) -> Floats:
    """Return the coefficients in units of standard deviations, shape (b, p)."""
    return np.asarray(np.linalg.solve(predictors, outcome[..., None])[..., 0])


def variance_inflation(predictors: Floats) -> Floats:
    """Return the variance inflation factors 1 / (1 - R²_j), shape (b, p)."""
    return np.asarray(np.diagonal(np.linalg.inv(predictors), axis1=-2, axis2=-1))


def condition_index(predictors: Floats) -> Floats:
    """Return sqrt(largest / smallest eigenvalue), shape (b,): above 30 is near collinear (Belsley, Kuh and Welsch 1980).

    Infinite where the matrix is not positive definite, as pairwise correlations need not be.
    """
    values = np.linalg.eigvalsh(predictors)
    smallest = np.where(values[..., 0] > 1e-10, values[..., 0], np.nan)
    return np.nan_to_num(np.sqrt(values[..., -1] / smallest), nan=np.inf)


def adjusted_r_squared(r_squared: float, n: float, predictors: int) -> float:
    """Return R² less what so many predictors explain of noise (Ezekiel 1930); NaN without degrees of freedom."""
    left = n - predictors - 1
    return float(1 - (1 - r_squared) * (n - 1) / left) if left > 0 else float("nan")


def jackknife_se(estimate: ArrayLike, replicates: ArrayLike) -> Floats:
    """Return delete-a-group standard errors (Kott 2001; Wolter 2007, ch. 4).

    Args:
        estimate: shape (...), from all groups.
        replicates: shape (groups, ...), each from all groups but one.
    """
    deleted = np.asarray(replicates, dtype=float)
    groups = len(deleted)
    deviations = deleted - np.asarray(estimate, dtype=float)
    return np.asarray(np.sqrt((groups - 1) / groups * np.sum(deviations**2, axis=0)))
