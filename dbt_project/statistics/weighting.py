"""Weights of a survey: non-response adjustment, raking to population margins, and the projection that calibration removes.

Works on cells (combinations of the cuts), never on interviews: all interviews of a cell get the same factor. What a source
declares is ``ingest.profiles.weighting``; standard errors are sums in the SQL models (measures M8 and M9).
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

ELIGIBLE = ("complete", "partial", "refusal", "non_contact", "other_non_interview")
RESPONDING = ("complete", "partial")
REDISTRIBUTIONS = 100  # rounds in which trimmed weight finds cells with room for it
WEIGHT_LIMIT = 1000.0  # exclusive; weights are DECIMAL(9,6)

_FACTORS = pa.schema(
    [
        *((name, pa.string()) for name in ("source_id", "occasion", "weighting_cell")),
        ("n", pa.int64()),
        *((name, pa.float64()) for name in ("base_weight_sum", "nonresponse_factor", "raking_factor", "factor")),
        ("is_trimmed", pa.bool_()),
        ("iterations", pa.int64()),
        ("is_converged", pa.bool_()),
        ("largest_difference", pa.float64()),
        ("unknown_share", pa.float64()),
        ("margins_as_of", pa.date32()),
    ]
)
_PROJECTIONS = pa.schema(
    [
        *((name, pa.string()) for name in ("source_id", "occasion", "weighting_cell", "other_cell")),
        ("coefficient", pa.float64()),
    ]
)


class WeightingError(ValueError):
    """Weights that cannot be made; the sentence names source, occasion, cut and value, and what to do."""


class Margin(NamedTuple):
    """One margin of a raking: each cell's category (0-based) and what the weights of each category must add up to."""

    category: Indices
    target: Floats


class Bounds(NamedTuple):
    """Trimming bounds of the adjustment, as ratios to its mean or median over interviews."""

    lower: float
    upper: float
    around: str = "mean"


class Raked(NamedTuple):
    """Outcome of a raking: cell totals, rounds, whether the margins hold, their largest relative difference, trimmed cells."""

    totals: Floats
    iterations: int
    is_converged: bool
    largest_difference: float
    is_trimmed: NDArray[np.bool_]


def rake(
    totals: ArrayLike,
    margins: Sequence[Margin],
    tolerance: float = 1e-9,
    maximum_iterations: int = 200,
    bounds: Bounds | None = None,
    base: ArrayLike | None = None,
    counts: ArrayLike | None = None,
) -> Raked:
    """Rake cell totals to margins (iterative proportional fitting; Deming and Stephan 1940), trimming within each round.

    Args:
        totals: shape (cells,), sums of weights before raking, all positive.
        margins: one per cut; every category has cells, and all targets have one and the same sum.
        tolerance: largest relative difference from a target at which raking ends.
        maximum_iterations: rounds over all margins.
        bounds: limits of ``totals / base``; where margins and bounds contradict each other, the bounds win. The mean is that
            over base weights, the median that over interviews before the last trimming.
        base: shape (cells,), sums that adjustments are ratios to; default ``totals``.
        counts: shape (cells,), interviews, over which the median is taken; default ones.
    """
    start = np.asarray(totals, dtype=float)
    divisor = start if base is None else np.asarray(base, dtype=float)
    n = np.ones_like(start) if counts is None else np.asarray(counts, dtype=float)
    current, rounds = start, 0
    trimmed, difference = np.zeros(len(start), dtype=bool), _difference(start, margins)
    while rounds < maximum_iterations:
        before, rounds = current, rounds + 1
        for margin in margins:
            current = current * (margin.target / _sums(current, margin))[margin.category]
        if bounds is not None:
            current, trimmed = _trim(current, divisor, n, bounds)
        difference = _difference(current, margins)
        if difference <= tolerance or (bounds is not None and np.max(np.abs(current / before - 1)) <= tolerance):
            break
    return Raked(current, rounds, difference <= tolerance, difference, trimmed)


def _sums(totals: Floats, margin: Margin) -> Floats:
    return np.asarray(np.bincount(margin.category, weights=totals, minlength=len(margin.target)), dtype=float)


def _difference(totals: Floats, margins: Sequence[Margin]) -> float:
    return max((float(np.max(np.abs(_sums(totals, margin) / margin.target - 1))) for margin in margins), default=0.0)


def _trim(totals: Floats, base: Floats, n: Floats, bounds: Bounds) -> tuple[Floats, NDArray[np.bool_]]:
    """Hold adjustments within their bounds and give what is cut off (or added) to the other cells, in proportion."""
    adjustment, whole = totals / base, float(totals.sum())
    centre = whole / float(base.sum()) if bounds.around == "mean" else _median(adjustment, n)
    low, high = bounds.lower * centre, bounds.upper * centre
    limited = np.clip(adjustment, low, high)
    for _ in range(REDISTRIBUTIONS):
        lacking = whole - float((limited * base).sum())
        free = limited < high if lacking > 0 else limited > low
        if abs(lacking) <= 1e-13 * whole or not free.any():
            break
        growth = 1 + lacking / float((limited * base)[free].sum())
        limited = np.where(free, np.clip(limited * growth, low, high), limited)
    return limited * base, (adjustment < low) | (adjustment > high)


def _median(values: Floats, n: Floats) -> float:
    order = np.argsort(values, kind="stable")
    return float(values[order][np.searchsorted(np.cumsum(n[order]), n.sum() / 2)])


def projection(totals: ArrayLike, categories: Sequence[Indices]) -> Floats:
    """Return the matrix that takes sums of a variable by cell to its fitted value in each cell.

    The fit is the regression on the indicators of all margins, weighted with the weights before raking, whose residuals
    carry the variance of a calibrated estimate (Deville and Särndal 1992).

    Args:
        totals: shape (cells,), sums of the weights before raking.
        categories: one per margin, each cell's category.
    """
    indicators = np.hstack([np.eye(int(category.max()) + 1)[category] for category in categories])
    gram = indicators.T @ (np.asarray(totals, dtype=float)[:, None] * indicators)
    return np.asarray(indicators @ np.linalg.pinv(gram, hermitian=True) @ indicators.T)


def nonresponse_factors(register: pd.DataFrame) -> dict[str, float]:
    """Return by cell how many sampled units one responding unit stands for; cells without a responding unit are left out.

    Units of unknown eligibility count with the share of eligible ones among those whose eligibility is known (CASRO).

    Args:
        register: one row per nonresponse_cell and disposition_group of one occasion with the sum of base weights ``w``.
    """
    by_group = register.groupby("disposition_group")["w"].sum()
    eligible, not_eligible = by_group.reindex(ELIGIBLE).sum(), by_group.get("not_eligible", 0.0)
    e = eligible / (eligible + not_eligible) if eligible else 1.0
    table = register.pivot_table(
        index="nonresponse_cell", columns="disposition_group", values="w", aggfunc="sum", fill_value=0.0
    )
    table = table.reindex(columns=[*ELIGIBLE, "unknown_eligibility"], fill_value=0.0)
    drawn = table[list(ELIGIBLE)].sum(axis=1) + e * table["unknown_eligibility"]
    responding = table[list(RESPONDING)].sum(axis=1)
    return {str(cell): float(drawn[cell] / responding[cell]) for cell in table.index if responding[cell] > 0}


def weighting_factors(
    cells: pd.DataFrame, register: pd.DataFrame, population: pd.DataFrame, rules: pd.DataFrame
) -> pa.Table:
    """Return the factor of every weighting cell, each source and occasion on its own.

    Args:
        cells: month, source_id, occasion, weighting_cell, nonresponse_cell, cut, cut_value, n, base_w_sum; a row per margin.
        register: month, wave, source_id, nonresponse_cell, disposition_group, base_w_sum.
        population: cut, cut_value, population_count, population_share, as_of.
        rules: one row per source_id, step and cut, with the source's settings.

    Raises:
        WeightingError: a margin without interviews or without population, no register, or a weight of 1000 and more.
    """
    rows: list[dict[str, Any]] = []
    waves = {key: set(part["occasion"]) for key, part in cells.groupby("source_id")}
    units = register.assign(
        occasion=[
            wave if wave in waves.get(source, ()) else str(pd.Timestamp(month).date())
            for source, wave, month in zip(register["source_id"], register["wave"], register["month"], strict=True)
        ]
    )
    for (source, occasion), part in cells.groupby(["source_id", "occasion"], sort=True):
        own = units[(units["source_id"] == source) & (units["occasion"] == occasion)]
        rows += _occasion(str(source), str(occasion), part, own, population, rules[rules["source_id"] == source])
    return pa.Table.from_pylist(rows, schema=_FACTORS)


def _occasion(
    source: str, occasion: str, part: pd.DataFrame, units: pd.DataFrame, population: pd.DataFrame, rules: pd.DataFrame
) -> list[dict[str, Any]]:
    where = f"source {source}, occasion {occasion}"
    cells = _cell_totals(part)
    adjusted = _nonresponse(where, cells["nonresponse_cell"], units, bool((rules["step"] == "nonresponse").any()))
    settings = rules.iloc[0]
    base = cells["w"].to_numpy(dtype=float)
    margins, as_of, unknown = [], None, 0.0
    raking = rules[rules["step"] == "raking"].sort_values("position")
    day = _last_day(part["month"].max())
    stated = {cut: _version(where, str(cut), day, population) for cut in raking["cut"]}
    total = _total(where, str(settings["sums_to"]), stated, float(base.sum()), float((base * adjusted).sum()))
    adjusted = adjusted * (total / float((base * adjusted).sum()))
    for cut, (version, table) in stated.items():
        margin, share = _margin(where, str(cut), version, table, _values(part, cells, str(cut)), base * adjusted)
        margins.append(Margin(margin.category, margin.target * total))
        unknown = max(unknown, share)
        as_of = version if as_of is None else min(as_of, version)
    bounds = None
    if pd.notna(settings["trim_lower"]):
        bounds = Bounds(settings["trim_lower"], settings["trim_upper"], str(settings["trim_around"]))
    limits = (float(settings["tolerance"]), int(settings["maximum_iterations"]), bounds)
    raked = rake(base * adjusted, margins, *limits, base, cells["n"])
    _check_size(where, raked.totals / cells["n"].to_numpy())
    return [
        {
            "source_id": source,
            "occasion": occasion,
            "weighting_cell": cell,
            "n": int(cells["n"].iloc[i]),
            "base_weight_sum": base[i],
            "nonresponse_factor": adjusted[i],
            "raking_factor": raked.totals[i] / (base[i] * adjusted[i]),
            "factor": raked.totals[i] / base[i],
            "is_trimmed": bool(raked.is_trimmed[i]),
            "iterations": raked.iterations,
            "is_converged": raked.is_converged,
            "largest_difference": raked.largest_difference,
            "unknown_share": unknown,
            "margins_as_of": as_of,
        }
        for i, cell in enumerate(cells.index)
    ]


def _cell_totals(part: pd.DataFrame) -> pd.DataFrame:
    one_cut = part[part["cut"] == part["cut"].min()].assign(w=lambda frame: frame["base_w_sum"].astype(float))
    grouped = one_cut.groupby("weighting_cell", sort=True)
    table: pd.DataFrame = grouped.agg(n=("n", "sum"), w=("w", "sum"), nonresponse_cell=("nonresponse_cell", "first"))
    return table


def _values(part: pd.DataFrame, cells: pd.DataFrame, cut: str) -> list[str]:
    values = part[part["cut"] == cut].groupby("weighting_cell")["cut_value"].first()
    return [str(values[cell]) for cell in cells.index]


def _last_day(month: Any) -> dt.date:
    first = pd.Timestamp(month)
    return dt.date(first.year, first.month, calendar.monthrange(first.year, first.month)[1])


def _nonresponse(where: str, names: pd.Series, units: pd.DataFrame, is_declared: bool) -> Floats:
    if not is_declared:
        return np.ones(len(names))
    factors = nonresponse_factors(units.assign(w=units["base_w_sum"].astype(float))) if len(units) else {}
    for name in names:
        if name not in factors:
            raise WeightingError(
                f"Weighting of {where}: no sampled unit of the cell {name} has responded according to the register of "
                "sampled units, but there are interviews: deliver its sample_unit rows, or remove nonresponse_cells."
            )
    return np.array([factors[name] for name in names])


def _version(where: str, cut: str, day: dt.date, population: pd.DataFrame) -> tuple[dt.date, pd.DataFrame]:
    rows = population[population["cut"] == cut].assign(as_of=lambda frame: pd.to_datetime(frame["as_of"]).dt.date)
    in_force = rows[rows["as_of"] <= day]
    if in_force.empty:
        raise WeightingError(
            f"Weighting of {where}: no population margin of the cut {cut} is in force on {day}: deliver "
            "population_margin rows as of that day or before, or remove the cut from the source's margins."
        )
    version = max(in_force["as_of"])
    table = in_force[in_force["as_of"] == version].drop_duplicates("cut_value", keep="last").set_index("cut_value")
    return version, table


def _total(
    where: str, sums_to: str, stated: dict[Any, tuple[dt.date, pd.DataFrame]], base: float, drawn: float
) -> float:
    if sums_to != "population":
        return base if sums_to == "base_weights" else drawn
    for _, table in stated.values():
        if table["population_count"].notna().all():
            return float(table["population_count"].astype(float).sum())
    raise WeightingError(
        f"Weighting of {where}: weights are to sum to the population, but no margin is stated in customers "
        "(population_count): deliver counts for one cut, or set sums_to to base_weights."
    )


def _margin(
    where: str, cut: str, version: dt.date, table: pd.DataFrame, values: list[str], totals: Floats
) -> tuple[Margin, float]:
    """Return the margin in shares of the total, and the share of those who do not tell the cut, who keep theirs."""
    name = "population_count" if table["population_count"].notna().all() else "population_share"
    stated = table[name].astype(float)
    told = {value for value in values if value}
    for value in sorted({*told, *stated[stated > 0].index}):
        if value not in told or not stated.get(value, 0.0) > 0:
            lacks = "interviews" if value not in told else f"population as of {version}"
            raise WeightingError(
                f"Weighting of {where}: the value {value} of the cut {cut} has no {lacks}: join it with another value "
                "in the segmentation, deliver what is missing, or remove the cut from the source's margins."
            )
    names = sorted(told)
    shares = stated.reindex(names).to_numpy(dtype=float)
    unknown = float(totals[[not value for value in values]].sum() / totals.sum())
    target = shares / shares.sum() * (1 - unknown)
    if unknown:
        names, target = [*names, ""], np.append(target, unknown)
    return Margin(np.array([names.index(value) for value in values]), target), unknown


def _check_size(where: str, means: Floats) -> None:
    if means.max() >= WEIGHT_LIMIT:
        raise WeightingError(
            f"Weighting of {where}: weights reach {means.max():.0f}, and they must lie below {WEIGHT_LIMIT:.0f}: set "
            "sums_to to base_weights."
        )


def projections(cells: pd.DataFrame, factors: pd.DataFrame) -> pa.Table:
    """Return, for every raked source and occasion, ``projection`` by pairs of cells, to be applied to sums of final weights.

    Args:
        cells: as in ``weighting_factors``.
        factors: its result.
    """
    rows: list[dict[str, Any]] = []
    raked = cells[cells["cut"] != ""]
    for (source, occasion), part in raked.groupby(["source_id", "occasion"], sort=True):
        own = factors[(factors["source_id"] == source) & (factors["occasion"] == occasion)].sort_values(
            "weighting_cell"
        )
        names = own["weighting_cell"].tolist()
        categories = []
        for _, margin in part.groupby("cut", sort=True):
            values = margin.groupby("weighting_cell")["cut_value"].first()
            categories.append(pd.factorize(np.array([str(values[name]) for name in names]), sort=True)[0])
        totals = (own["base_weight_sum"] * own["nonresponse_factor"]).to_numpy(dtype=float)
        matrix = projection(totals, categories) / own["raking_factor"].to_numpy(dtype=float)[None, :]
        for i, name in enumerate(names):
            for j, other in enumerate(names):
                rows.append(dict(zip(_PROJECTIONS.names, (source, occasion, name, other, matrix[i, j]), strict=True)))
    return pa.Table.from_pylist(rows, schema=_PROJECTIONS)


__all__ = [
    "Bounds",
    "Margin",
    "Raked",
    "WeightingError",
    "nonresponse_factors",
    "projection",
    "projections",
    "rake",
    "weighting_factors",
]
