"""Walks of what is said about a series: its trend, its change points; and of a rival's score beside our own figure."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dbt_project.lineage.answers import PERCEIVED, Cell
from dbt_project.lineage.derived import part_of
from dbt_project.lineage.figures import metric_id
from dbt_project.lineage.ground import Ground
from dbt_project.lineage.measures import in_base, made_again
from dbt_project.lineage.records import rival_counts, rival_score
from dbt_project.lineage.surveys import metric
from dbt_project.lineage.walks import Comparison, LineageError, Part, Use, Walk, compared

Row = dict[str, Any]
SERIES = ("measure", "aspect", "characteristic_key", "cut", "cut_value", "period_type")
SEASONS = {"month": 12, "quarter": 4}
NO_POINTS = (
    "No point of this series may be shown to readers, so no trend was made of it and there is nothing to walk back."
)


def trend(ground: Ground, row: Row) -> Walk:
    """Walk a trend: every point made again from its answers, and Mann–Kendall's S over them.

    A point that disclosure control hides is in no trend, so the points of a trend are those that readers see.
    """
    if row["first_period"] is None:
        raise LineageError(NO_POINTS)
    points, part = _points(ground, row, row["first_period"], row["last_period"])
    made: Row = {"n_points": len(points), "n": int(points["n_made"].sum())}
    if row["method"] is not None:
        made["s"] = _kendall_s(points, row["method"], row["period_type"])
    return Walk([part], [*compared(row, made), *_same(points)], _uses(points, row))


def change_point(ground: Ground, row: Row) -> Walk:
    """Walk a step: the points on both sides, and the difference of their means weighted by the published 1/se²."""
    condition, key = _series(row)
    found = ground.records(f"select * from edition.published.pub_trend where {condition}", **key)
    points, part = _points(ground, row, found[0]["first_period"], found[0]["last_period"])
    steps = ground.records(
        f"select period_start from edition.published.pub_change_point where {condition} order by period_start", **key
    )
    starts = [step["period_start"] for step in steps]
    here = starts.index(row["period_start"])
    before = points[_between(points, starts[here - 1] if here else None, starts[here])]
    after = points[_between(points, starts[here], starts[here + 1] if here + 1 < len(starts) else None)]
    made = {"n_points": len(points), "change_size": _weighted(after) - _weighted(before)}
    return Walk([part], [*compared(row, made), *_same(points)], _uses(points, row))


def competitor(ground: Ground, row: Row) -> Walk:
    """Walk a comparison with a rival: our figure from its answers, the rival's from the row that states it."""
    if row["unit"] == "count":
        return rival_counts(ground, row)
    rival = rival_score(ground, row)
    made: Row = {"rival_estimate": rival.rows["estimate"].iloc[0], "rival_n": rival.rows["n"].iloc[0]}
    own, uses = _own(ground, row)
    made["own_estimate"] = own.comparisons[0].recomputed if own.comparisons else None
    if row["difference"] is not None:
        made["difference"] = made["own_estimate"] - made["rival_estimate"]
    return Walk([rival, *own.parts], compared(row, made), uses)


def competitor_position(ground: Ground, row: Row) -> Walk:
    """Walk an opportunity or threat: both scores as in a comparison, and how important our customers say it is."""
    found = competitor(ground, row | {"unit": "score_0_100", "difference": row["estimate"]})
    if row["importance"] is None:
        return found
    key = {"measure": "M2_mean_score", "aspect": "importance", "characteristic_key": row["characteristic_key"]}
    key |= {"cut": "overall", "cut_value": "all"}
    key |= {"period_type": row["own_period_type"], "period_start": row["own_period_start"]}
    importance = metric(ground, key)
    return found + Walk(importance.parts, compared(row, {"importance": importance.comparisons[0].recomputed}))


def relative_quality(ground: Ground, row: Row) -> Walk:
    """Walk a relative quality: the scores and importances of every characteristic, and their weighted mean of ratios."""
    cell = ("study", "competitor_key", "respondent_status", "period_start")
    places = ground.records(
        "select * from edition.published.pub_competitor_position where "
        f"{' and '.join(f'{name} = ${name}' for name in cell)} and importance > 0 and rival_estimate > 0 order by all",
        **{name: row[name] for name in cell},
    )
    walks = [competitor_position(ground, place) for place in places]
    told = [{each.name: each.recomputed for each in walk.comparisons} for walk in walks]
    total = sum(each["importance"] for each in told)
    estimate = sum(each["importance"] / total * each["own_estimate"] / each["rival_estimate"] for each in told)
    made = compared(row, {"estimate": estimate, "n_characteristics": len(told)})
    return Walk([part for walk in walks for part in walk.parts], made)


def _own(ground: Ground, row: Row) -> tuple[Walk, list[Use]]:
    key = {"characteristic_key": row["characteristic_key"], "period_type": row["own_period_type"]}
    key |= {"period_start": row["own_period_start"], "measure": "M2_mean_score", "cut": "overall", "cut_value": "all"}
    for aspect in PERCEIVED:
        figure_id, estimate = metric_id(ground, aspect=aspect, **key)
        if figure_id:
            return metric(ground, key | {"aspect": aspect}), [Use(figure_id, "own score", estimate)]
    return Walk([], []), []


def _points(ground: Ground, row: Row, first: Any, last: Any) -> tuple[pd.DataFrame, Part]:
    """Return the published points of a series, each beside what its answers give."""
    condition, key = _series(row)
    points = ground.frame(
        "select figure_id, period_start, estimate, se, n from edition.published.pub_metric "
        f"where {condition} and estimate is not null and period_start between $first and $last order by period_start",
        first=first,
        last=last,
        **key,
    )
    starts = tuple(points["period_start"].dt.date)
    cell = Cell(
        (row["characteristic_key"],), (row["aspect"],), row["cut"], row["cut_value"], row["period_type"], starts
    )
    part = part_of(ground, row["measure"], cell)
    groups = dict(iter(part.rows.groupby("period_start")))
    points["made"] = [made_again(row["measure"], groups[start]) for start in points["period_start"]]
    points["n_made"] = [len(in_base(row["measure"], groups[start])) for start in points["period_start"]]
    return points, part


def _series(row: Row) -> tuple[str, Row]:
    return " and ".join(f"{name} = ${name}" for name in SERIES), {name: row[name] for name in SERIES}


def _kendall_s(points: pd.DataFrame, method: str, period_type: str) -> float:
    """Return the sum of the signs of all later minus earlier points, within seasons where the test was seasonal."""
    made = points["made"].to_numpy(dtype=float)
    start = pd.to_datetime(points["period_start"])
    season = np.zeros(len(points), dtype=int)
    if method == "seasonal_mann_kendall":
        season = ((start.dt.month - 1) // (12 // SEASONS[period_type])).to_numpy(dtype=int)
    pairs = (
        np.sign(_difference(made, j, i))
        for i in range(len(made))
        for j in range(i + 1, len(made))
        if season[i] == season[j]
    )
    return float(sum(pairs))


def _difference(made: Any, later: int, earlier: int) -> float:
    # What is equal but for the last binary digits is a tie.
    change = float(made[later] - made[earlier])
    return 0.0 if abs(change) < 1e-9 else change


def _between(points: pd.DataFrame, first: Any, after: Any) -> pd.Series:
    start = points["period_start"]
    is_after = start >= (start.min() if first is None else pd.Timestamp(first))
    return is_after if after is None else is_after & (start < pd.Timestamp(after))


def _weighted(points: pd.DataFrame) -> float:
    known = points[points["se"] > 0]
    return float(np.average(known["made"], weights=1 / known["se"] ** 2))


def _same(points: pd.DataFrame) -> list[Comparison]:
    """Compare all points at once: how many the rows give, of how many there are."""
    equal = sum(
        Comparison("", one, other).is_equal for one, other in zip(points["estimate"], points["made"], strict=True)
    )
    return [Comparison("points that their rows give", len(points), equal)]


def _uses(points: pd.DataFrame, row: Row) -> list[Use]:
    return [
        Use(str(each["figure_id"]), f"{row['measure']} of {each['period_start']:%Y-%m-%d}", float(each["estimate"]))
        for each in points.to_dict("records")
    ]
