"""How consistently the items of a battery measure one thing (measure M26), from their covariances alone.

Everything here works on a covariance matrix, which comes from additive sums of cross products; which respondents are in it (those
who answered every item) is decided in the models. Multiplying the matrix by a positive number changes nothing; the number of
respondents, which the standard error needs, stands beside it.
"""

from __future__ import annotations

import itertools
from math import comb
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from scipy import special

LEVEL = 0.95
# All halves are taken where there are at most so many, else so many at random.
MOST_HALVES = 500

Matrix = NDArray[np.float64]

_KEY = ["period_type", "period_start", "battery_key", "battery_kind", "scale_min", "scale_max", "item_set"]
_FIGURES = [
    "alpha", "alpha_se", "alpha_ci_low", "alpha_ci_high", "alpha_standardised", "alpha_unweighted",
    "mean_inter_item_correlation", "split_half_odd_even", "split_half_mean",
]  # fmt: skip
_ALPHA = pa.schema(
    [
        ("period_type", pa.string()),
        ("period_start", pa.date32()),
        *((name, pa.string()) for name in ("battery_key", "battery_kind")),
        *((name, pa.float64()) for name in ("scale_min", "scale_max")),
        ("item_set", pa.string()),
        ("n_items", pa.int32()),
        *((name, pa.int64()) for name in ("n", "n_asked")),
        *((name, pa.float64()) for name in ("n_eff", *_FIGURES)),
        ("sampling_kind", pa.string()),
    ]
)
_ITEM = pa.schema(
    [
        ("period_type", pa.string()),
        ("period_start", pa.date32()),
        *((name, pa.string()) for name in ("battery_key", "battery_kind")),
        *((name, pa.float64()) for name in ("scale_min", "scale_max")),
        ("item_set", pa.string()),
        ("item", pa.string()),
        ("n", pa.int64()),
        *((name, pa.float64()) for name in ("n_eff", "item_rest_correlation", "alpha_if_dropped")),
        *(
            (name, pa.float64())
            for name in ("alpha_if_dropped_se", "alpha_if_dropped_ci_low", "alpha_if_dropped_ci_high")
        ),
        ("sampling_kind", pa.string()),
    ]
)


class Reliability(NamedTuple):
    """An estimate with its standard error and 95 % interval; None where undefined."""

    value: float | None
    se: float | None
    ci_low: float | None
    ci_high: float | None


def cronbach_alpha(covariance: Matrix) -> float:
    """Return Cronbach's alpha (1951) of a covariance matrix, shape (k, k); NaN under two items or without variance."""
    k, total = len(covariance), covariance.sum()
    if k < 2 or total <= 0:
        return float("nan")
    return float(k / (k - 1) * (1 - np.trace(covariance) / total))


def alpha_with_interval(covariance: Matrix, n: float) -> Reliability:
    """Return alpha with a standard error and the interval of Feldt (1965), from ``n`` respondents or an effective base.

    The interval takes compound symmetry and normal scores; the standard error normal scores alone (van Zyl, Neudecker and Nel
    2000, as in Duhachek and Iacobucci 2004).
    """
    alpha, k = cronbach_alpha(covariance), len(covariance)
    if np.isnan(alpha):
        return Reliability(None, None, None, None)
    if n <= 2:
        return Reliability(alpha, None, None, None)
    df1, df2 = n - 1, (n - 1) * (k - 1)
    tails = special.fdtri(df1, df2, [0.5 + LEVEL / 2, 0.5 - LEVEL / 2])
    low, high = 1 - (1 - alpha) * tails
    return Reliability(alpha, _alpha_se(covariance, n), float(low), float(high))


def _alpha_se(v: Matrix, n: float) -> float:
    k, total, trace = len(v), v.sum(), np.trace(v)
    squares = v @ v
    inner = total * (np.trace(squares) + trace**2) - 2 * trace * squares.sum()
    return float(np.sqrt(max(2 * k**2 / ((k - 1) ** 2 * total**3) * inner, 0.0) / n))


def standardised_alpha(covariance: Matrix) -> float:
    """Return alpha of the standardised items, from their mean correlation; NaN where an item does not vary."""
    k, mean = len(covariance), mean_inter_item_correlation(covariance)
    return float(k * mean / (1 + (k - 1) * mean))


def mean_inter_item_correlation(covariance: Matrix) -> float:
    """Return the mean correlation of every two items; NaN where an item does not vary."""
    deviations = np.sqrt(np.diag(covariance))
    if len(covariance) < 2 or (deviations <= 0).any():
        return float("nan")
    correlation = covariance / np.outer(deviations, deviations)
    return float(correlation[np.triu_indices(len(correlation), 1)].mean())


def without(covariance: Matrix, item: int) -> Matrix:
    """Return the matrix of all items but one (a position, from 0)."""
    return np.delete(np.delete(covariance, item, axis=0), item, axis=1)


def item_rest_correlations(covariance: Matrix) -> Matrix:
    """Return each item's correlation with the sum of the others, shape (k,); NaN where one of both does not vary."""
    variances, with_all, total = np.diag(covariance), covariance.sum(axis=1), covariance.sum()
    rest_variance = total - 2 * with_all + variances
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((with_all - variances) / np.sqrt(variances * rest_variance))


def split_half(covariance: Matrix, first: NDArray[np.bool_]) -> float:
    """Return the Spearman-Brown reliability 2r / (1 + r) of two halves: ``first`` marks the items of the one, shape (k,)."""
    one, two = covariance[np.ix_(first, first)].sum(), covariance[np.ix_(~first, ~first)].sum()
    both = covariance[np.ix_(first, ~first)].sum()
    if one <= 0 or two <= 0:
        return float("nan")
    r = both / np.sqrt(one * two)
    return float(2 * r / (1 + r))


def odd_even(k: int) -> NDArray[np.bool_]:
    """Return the mark of the first, third, fifth ... of ``k`` items."""
    return np.asarray(np.arange(k) % 2 == 0)


def halves(k: int, seed: int) -> list[NDArray[np.bool_]]:
    """Return all ways to halve ``k`` items (of an odd number the larger half), or ``MOST_HALVES`` at random if there are more."""
    size = (k + 1) // 2
    if comb(k, size) // (2 if k % 2 == 0 else 1) > MOST_HALVES:
        rng = np.random.default_rng(seed)
        chosen = [rng.permutation(k)[:size] for _ in range(MOST_HALVES)]
    else:
        chosen = [np.array(half) for half in itertools.combinations(range(k), size) if k % 2 or 0 in half]
    return [np.isin(np.arange(k), half) for half in chosen]


def mean_split_half(covariance: Matrix, seed: int) -> float:
    """Return the mean of :func:`split_half` over ``halves``."""
    return float(np.mean([split_half(covariance, half) for half in halves(len(covariance), seed)]))


def batteries(products: pd.DataFrame, seed: int) -> pa.Table:
    """Estimate the reliability of every battery.

    Args:
        products: rows of ``mart_reliability__product``: one per period, battery, item set and pair (item <= other_item).
        seed: of random halves.
    """
    rows = []
    for key, part in products.groupby(_KEY, sort=True, dropna=False):
        weighted, plain = _covariance(part, "w"), _covariance(part, "u")
        first = part.iloc[0]
        n, n_eff = int(first.n), float(first.n_eff)
        figures = (
            *alpha_with_interval(weighted, n_eff),
            standardised_alpha(weighted),
            cronbach_alpha(plain),
            mean_inter_item_correlation(weighted),
            split_half(weighted, odd_even(len(weighted))),
            mean_split_half(weighted, seed),
        )
        rows.append(
            (*key, len(weighted), n, int(first.n_asked), n_eff, *map(_known, figures), _text(first.sampling_kind))
        )
    return _table(_ALPHA, rows)


def battery_items(products: pd.DataFrame) -> pa.Table:
    """Estimate each item's correlation with the rest of its battery and alpha without it; arguments as ``batteries``."""
    rows = []
    for key, part in products.groupby(_KEY, sort=True, dropna=False):
        covariance, first = _covariance(part, "w"), part.iloc[0]
        correlations = item_rest_correlations(covariance)
        for position, item in enumerate(_items(part)):
            dropped = alpha_with_interval(without(covariance, position), float(first.n_eff))
            figures = map(_known, (correlations[position], *dropped))
            rows.append((*key, item, int(first.n), float(first.n_eff), *figures, _text(first.sampling_kind)))
    return _table(_ITEM, rows)


def _items(part: pd.DataFrame) -> list[str]:
    return part[part["item"] == part["other_item"]].sort_values("item_position")["item"].tolist()


def _covariance(part: pd.DataFrame, kind: str) -> Matrix:
    """Return the covariance matrix of one battery; ``kind`` is w (weighted sums) or u (plain counts)."""
    items = _items(part)
    place = {item: position for position, item in enumerate(items)}
    matrix = np.zeros((len(items), len(items)))
    for row in part.itertuples():
        total = getattr(row, f"{kind}_sum")
        value = getattr(row, f"{kind}yz_sum") / total
        value -= getattr(row, f"{kind}y_sum") / total * getattr(row, f"{kind}z_sum") / total
        one, other = place[str(row.item)], place[str(row.other_item)]
        matrix[one, other] = matrix[other, one] = value
    return matrix


def _known(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else float(value)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _table(schema: pa.Schema, rows: list[tuple[object, ...]]) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema=schema)


__all__ = [
    "Reliability",
    "alpha_with_interval",
    "batteries",
    "battery_items",
    "cronbach_alpha",
    "halves",
    "item_rest_correlations",
    "mean_inter_item_correlation",
    "mean_split_half",
    "odd_even",
    "split_half",
    "standardised_alpha",
    "without",
]
