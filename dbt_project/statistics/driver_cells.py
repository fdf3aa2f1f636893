"""Driver figures of every cell: frames of cross-products in, frames of figures with intervals out (measure M13).

The formulas are in ``drivers``. Intervals come from deleting one random group of sampling units at a time; shares are
judged on the logit scale and correlations on Fisher's z, so that no interval leaves the range of its figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from dbt_project.statistics import drivers

Floats = NDArray[np.float64]

CELL = ["period_type", "period_start", "cut", "cut_value"]
SUMS = ["w", "wx", "wy", "wx2", "wy2", "wxy"]
MINIMUM_PER_DRIVER, WANTED_PER_DRIVER = 5, 10
MINIMUM_GROUPS = 10
COLLINEAR_INFLATION, COLLINEAR_INDEX = 10.0, 30.0

FIGURES = [
    "estimate", "se", "ci_low", "ci_high",
    "lmg", "lmg_share", "johnson", "johnson_share", "johnson_ci_low", "johnson_ci_high",
    "correlation", "correlation_ci_low", "correlation_ci_high", "p_value",
    "std_coefficient", "std_coefficient_ci_low", "std_coefficient_ci_high",
    "vif", "condition_index", "r_squared", "adjusted_r_squared", "r_squared_ci_low", "r_squared_ci_high",
]  # fmt: skip
COLUMNS: dict[str, str] = {
    "period_type": "string",
    "period_start": "datetime64[us]",
    **dict.fromkeys(["cut", "cut_value", "characteristic_key"], "string"),
    "importance_method": "string",
    **dict.fromkeys(FIGURES, "float64"),
    **dict.fromkeys(["n", "n_model", "n_drivers"], "int64"),
    **dict.fromkeys(["n_eff", "df"], "float64"),
    **dict.fromkeys(["is_in_model", "is_small", "is_collinear"], "bool"),
}


@dataclass(frozen=True)
class Moments:
    """One cell: ``total`` (6, k, k) sums by pair, ``groups`` (g, 6, k, k), ``n`` and ``n_eff`` (k, k); item 0 is judged."""

    items: list[str]
    total: Floats
    groups: Floats
    n: Floats
    n_eff: Floats

    def correlations(self) -> Floats:
        """Return shape (1 + g, k, k): of everybody, then of everybody without each group; the diagonal is one."""
        sums = np.concatenate([self.total[None], self.total[None] - self.groups])
        matrices = drivers.correlation(*np.moveaxis(sums, 1, 0))
        diagonal = np.arange(len(self.items))
        matrices[:, diagonal, diagonal] = 1.0
        return matrices


def driver_figures(products: pd.DataFrame, headline: str, level: float = 0.95) -> pd.DataFrame:
    """Return one row per cell and driver with ``COLUMNS``, sorted.

    Args:
        products: one row per cell (``CELL``), replicate_group and pair (characteristic_key, other_characteristic_key),
            with n, w2 and the sums ``SUMS``; x is the first characteristic's answer and y the other's.
        headline: the characteristic whose judgement the others are set against.
        level: confidence of the intervals.
    """
    ordered = products.sort_values([*CELL, "replicate_group", "characteristic_key", "other_characteristic_key"])
    rows: list[dict[str, Any]] = []
    for cell, part in ordered.groupby(CELL, sort=True):
        moments = cell_moments(part, headline)
        if moments is not None:
            where = dict(zip(CELL, cell, strict=True))
            rows += [where | row for row in cell_figures(moments, level)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def cell_moments(part: pd.DataFrame, headline: str) -> Moments | None:
    """Return the sums of one cell as symmetric arrays; None where nobody was asked for the judgement and a driver."""
    keys = set(part["characteristic_key"]) | set(part["other_characteristic_key"])
    if headline not in keys:
        return None
    items = [headline, *sorted(keys - {headline})]
    position = {key: index for index, key in enumerate(items)}
    one = part["characteristic_key"].map(position).to_numpy(dtype=int)
    other = part["other_characteristic_key"].map(position).to_numpy(dtype=int)
    group = pd.factorize(part["replicate_group"], sort=True)[0]
    sums = np.zeros((int(group.max()) + 1, len(SUMS), len(items), len(items)))
    mirrored = [SUMS.index(name) for name in ("w", "wy", "wx", "wy2", "wx2", "wxy")]
    values = part[SUMS].to_numpy(dtype=float)
    np.add.at(sums, (group[:, None], np.arange(len(SUMS))[None, :], one[:, None], other[:, None]), values)
    np.add.at(sums, (group[:, None], np.arange(len(SUMS))[None, :], other[:, None], one[:, None]), values[:, mirrored])
    n, w2 = (_symmetric(part[name].to_numpy(dtype=float), one, other, len(items)) for name in ("n", "w2"))
    total = sums.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        n_eff = np.where(w2 > 0, total[0] ** 2 / w2, 0.0)
    return Moments(items, total, sums, n, n_eff)


def _symmetric(values: Floats, one: NDArray[np.int64], other: NDArray[np.int64], size: int) -> Floats:
    found = np.zeros((size, size))
    np.add.at(found, (one, other), values)
    np.add.at(found, (other, one), values)
    return found


def model_items(moments: Moments, matrices: Floats) -> list[int]:
    """Return the drivers that enter the model together: enough answers with each other, none constant in any replicate.

    While a pair has fewer than five answers for each driver, the driver with the thinnest pair leaves.
    """
    chosen = [i for i in range(1, len(moments.items)) if np.all(np.isfinite(matrices[:, 0, i]))]
    while chosen:
        among = [0, *chosen]
        base = moments.n[np.ix_(among, among)] + np.diag(np.full(len(among), np.inf))
        defined = np.all(np.isfinite(matrices[np.ix_(range(len(matrices)), among, among)]), axis=0)
        base = np.where(defined, base, 0.0)
        if base.min() >= MINIMUM_PER_DRIVER * len(chosen):
            break
        thinnest = base[1:].min(axis=1)
        # Of two that share the thinnest pair the one with fewer answers in all leaves.
        answers = np.where(np.isfinite(base[1:]), base[1:], 0.0).sum(axis=1)
        chosen.pop(int(np.lexsort((answers, thinnest))[0]))
    return chosen


def cell_figures(moments: Moments, level: float) -> list[dict[str, Any]]:
    """Return one row per driver of one cell."""
    matrices = moments.correlations()
    chosen = model_items(moments, matrices)
    groups = len(matrices) - 1
    model = _model(moments, matrices, chosen, level) if groups >= MINIMUM_GROUPS else None
    rows = []
    for i in range(1, len(moments.items)):
        is_in = model is not None and i in chosen
        rows.append(
            {
                "characteristic_key": moments.items[i],
                "importance_method": None,
                **dict.fromkeys(FIGURES, np.nan),
                "n": int(moments.n[0, i]),
                "n_eff": float(moments.n_eff[0, i]),
                "df": float(groups - 1),
                "n_model": 0,
                "n_drivers": len(chosen),
                "is_in_model": is_in,
                "is_small": True,
                "is_collinear": False,
                **_zero_order(matrices[:, 0, i], groups, level),
                **(model[chosen.index(i)] if model is not None and is_in else {}),
            }
        )
    return rows


def _zero_order(r: Floats, groups: int, level: float) -> dict[str, float]:
    """Return the correlation with its interval and p-value on Fisher's z scale."""
    if groups < MINIMUM_GROUPS or not np.all(np.isfinite(r)) or np.any(np.abs(r) >= 1):
        return {"correlation": float(r[0])}
    z = np.arctanh(r)
    se = float(drivers.jackknife_se(z[0], z[1:]))
    half = float(special.stdtrit(groups - 1, 0.5 + level / 2)) * se
    p_value = float(2 * special.stdtr(groups - 1, -abs(z[0]) / se)) if se > 0 else float(z[0] == 0)
    low, high = np.tanh([z[0] - half, z[0] + half])
    return {"correlation": float(r[0]), "correlation_ci_low": low, "correlation_ci_high": high, "p_value": p_value}


def _model(moments: Moments, matrices: Floats, chosen: list[int], level: float) -> list[dict[str, Any]] | None:
    """Return what the joint model says of each chosen driver; None where the correlations fit no model."""
    if not chosen:
        return None
    rxx, rxy = matrices[:, chosen][:, :, chosen], matrices[:, 0, chosen]
    joint = matrices[:, [0, *chosen]][:, :, [0, *chosen]]
    if not np.all(np.isfinite(drivers.condition_index(joint))):
        return None
    t = float(special.stdtrit(len(matrices) - 2, 0.5 + level / 2))
    coefficients = drivers.standardised_coefficients(rxx, rxy)
    r_squared = np.sum(coefficients * rxy, axis=1)
    inflation, index = drivers.variance_inflation(rxx[:1])[0], float(drivers.condition_index(rxx[:1])[0])
    weights = {"johnson": drivers.johnson(rxx, rxy)}
    if len(chosen) <= drivers.MAXIMUM_SHAPLEY:
        weights["lmg"] = drivers.lmg(rxx, rxy)
    method = "lmg" if "lmg" in weights else "johnson"
    shares = {name: _share_interval(found, t) for name, found in weights.items()}
    coefficient_se = drivers.jackknife_se(coefficients[0], coefficients[1:])
    explained = _logit_interval(r_squared[:, None], t)
    among = np.ix_([0, *chosen], [0, *chosen])
    off = ~np.eye(len(chosen) + 1, dtype=bool)
    n_model = int(moments.n[among][off].min())
    n_eff_model = float(moments.n_eff[among][off].min())
    wanted = WANTED_PER_DRIVER * len(chosen)
    return [
        {
            "importance_method": method,
            **dict(zip(("estimate", "se", "ci_low", "ci_high"), shares[method][:, j], strict=True)),
            "lmg": weights["lmg"][0, j] if method == "lmg" else np.nan,
            "lmg_share": shares["lmg"][0, j] if method == "lmg" else np.nan,
            "johnson": weights["johnson"][0, j],
            "johnson_share": shares["johnson"][0, j],
            "johnson_ci_low": shares["johnson"][2, j],
            "johnson_ci_high": shares["johnson"][3, j],
            "std_coefficient": coefficients[0, j],
            "std_coefficient_ci_low": coefficients[0, j] - t * coefficient_se[j],
            "std_coefficient_ci_high": coefficients[0, j] + t * coefficient_se[j],
            "vif": inflation[j],
            "condition_index": index,
            "r_squared": r_squared[0],
            "adjusted_r_squared": drivers.adjusted_r_squared(r_squared[0], n_model, len(chosen)),
            "r_squared_ci_low": explained[2, 0],
            "r_squared_ci_high": explained[3, 0],
            "n_model": n_model,
            "is_small": n_eff_model < wanted,
            "is_collinear": bool(inflation[j] > COLLINEAR_INFLATION or index > COLLINEAR_INDEX),
        }
        for j in range(len(chosen))
    ]


def _share_interval(weights: Floats, t: float) -> Floats:
    return _logit_interval(weights / weights.sum(axis=1, keepdims=True), t)


def _logit_interval(shares: Floats, t: float) -> Floats:
    """Return shape (4, p): share, standard error, and the interval's ends by way of the logit scale."""
    inside = np.clip(shares, 1e-9, 1 - 1e-9)
    se = drivers.jackknife_se(shares[0], shares[1:])
    reach = t * se / (inside[0] * (1 - inside[0]))
    centre = special.logit(inside[0])
    alone = shares.shape[1] == 1 and bool(np.all(shares == 1.0))
    low, high = (shares[0], shares[0]) if alone else (special.expit(centre - reach), special.expit(centre + reach))
    return np.array([shares[0], se, low, high])
