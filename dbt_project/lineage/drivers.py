"""Walks of what goes with satisfaction: a driver's share of R², and its place in the quadrant.

A share is a model's figure: the walk ends at the answers of everybody who judged the whole and a part, and repeats the model on
them with the warehouse's own function. What is said of series and rivals stands in ``series``.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from dbt_project.lineage.answers import Cell, answers, sign
from dbt_project.lineage.figures import metric_id
from dbt_project.lineage.ground import Ground
from dbt_project.lineage.surveys import metric
from dbt_project.lineage.walks import Part, Use, Walk, compared
from dbt_project.statistics.driver_cells import driver_figures

Row = dict[str, Any]
CELL = ("period_type", "period_start", "cut", "cut_value")
INTERVIEW = ["source_id", "batch_id", "source_record_id"]
COMPARED = ("estimate", "ci_low", "ci_high", "correlation", "vif", "r_squared", "n", "n_model")


def driver(ground: Ground, row: Row) -> Walk:
    """Walk a driver: the answers to it, to the judgement and to the other drivers, and the model over all of them."""
    part, made = _model(ground, row)
    return Walk([part], compared(row, {name: made[name] for name in COMPARED if row[name] is not None}))


def _model(ground: Ground, row: Row) -> tuple[Part, Row]:
    """Return the answers behind a driver's model and the driver's figures made again."""
    key = {name: row[name] for name in CELL}
    where = " and ".join(f"{name} = ${name}" for name in CELL)
    known = ground.records(f"select characteristic_key from warehouse.marts.mart_driver where {where}", **key)
    cell = (row["cut"], row["cut_value"], row["period_type"], (row["period_start"],))
    judged = answers(ground, Cell((row["outcome_characteristic_key"],), (row["outcome_aspect"],), *cell))
    parts = answers(ground, Cell(tuple(each["characteristic_key"] for each in known), ("perception",), *cell))
    rows = pd.concat([judged, parts], ignore_index=True)
    figures = driver_figures(_products(ground, rows, key), row["outcome_characteristic_key"])
    mine = figures[figures["characteristic_key"] == row["characteristic_key"]].to_dict("records")
    made: Row = {str(name): value for name, value in mine[0].items()} if mine else dict.fromkeys(COMPARED)
    return Part("answers", rows, "aggregates.agg_answer_product", _cells(ground, row, key)), made


def _products(ground: Ground, rows: pd.DataFrame, key: Row) -> pd.DataFrame:
    """Return the weighted sums of every pair of questions, by the group into which each sampling unit falls."""
    turned = (rows["scale_min"] + rows["scale_max"] - rows["value"]).where(sign(rows) < 0, rows["value"])
    values = rows.assign(turned=turned)
    items = values.pivot(index=INTERVIEW, columns="characteristic_key", values="turned")
    weights = values.groupby(INTERVIEW)["weight"].first()
    groups = _groups(ground).reindex(items.index)
    kept = groups["counts"].fillna(False).to_numpy(dtype=bool)
    items, weights, groups = items[kept], weights.reindex(items.index)[kept], groups[kept]
    return pd.DataFrame(
        [
            key | {"replicate_group": group} | sums
            for group, index in groups.groupby("replicate_group").groups.items()
            for sums in _pairs(items.loc[index], weights.loc[index])
        ]
    )


def _pairs(items: pd.DataFrame, weights: pd.Series) -> list[Row]:
    found = []
    for one, other in itertools.combinations(sorted(items.columns), 2):
        both = items[[one, other]].notna().all(axis=1)
        w, x, y = (column[both].to_numpy(dtype=float) for column in (weights, items[one], items[other]))
        terms = {"w": w, "w2": w * w, "wx": w * x, "wy": w * y, "wx2": w * x * x, "wy2": w * y * y, "wxy": w * x * y}
        if len(w):
            names = {"characteristic_key": one, "other_characteristic_key": other, "n": len(w)}
            found.append(names | {name: float(np.sum(term)) for name, term in terms.items()})
    return found


_GROUPS = """
with answered as (
    select answer.response_key, count(*) as n
    from warehouse.core.fct_answer as answer
    cross join warehouse.core.dim_reporting_setting as setting
    where answer.is_counted and answer.value is not null and (
        (answer.characteristic_key, answer.aspect) = (setting.headline_characteristic, setting.headline_aspect)
        or (answer.aspect = 'perception' and answer.characteristic_key in (
            select characteristic_key from warehouse.marts.mart_driver
        ))
    )
    group by answer.response_key
)
select
    response.source_id, response.batch_id, response.source_record_id,
    cast('0x' || substr(md5(response.source_id || '|' || case when response.psu = '' then response.response_key
        else response.psu end), 1, 7) as integer) % 30 as replicate_group,
    choice.driver_missing = 'pairwise'
    or answered.n = max(answered.n) over (partition by response.month, response.wave) as counts
from warehouse.core.fct_response as response
inner join answered on response.response_key = answered.response_key
cross join warehouse.core.dim_analysis_setting as choice
"""


def _groups(ground: Ground) -> pd.DataFrame:
    """Return the random group of each interview, and whether it counts: all do, or only those with every answer."""
    return ground.frame(_GROUPS).set_index(INTERVIEW)


def _cells(ground: Ground, row: Row, key: Row) -> pd.DataFrame:
    pair = sorted((row["outcome_characteristic_key"], row["characteristic_key"]))
    return ground.frame(
        "select agg.* from warehouse.aggregates.agg_answer_product as agg inner join warehouse.core.dim_period__month as period "
        "on agg.month = period.month and (period.wave is null or agg.wave = period.wave) "
        "where period.period_type = $period_type and period.period_start = $period_start and agg.cut = $cut "
        "and agg.cut_value = $cut_value and agg.characteristic_key = $one and agg.other_characteristic_key = $other "
        "order by all",
        one=pair[0],
        other=pair[1],
        **key,
    )


def quadrant(ground: Ground, row: Row) -> Walk:
    """Walk a point: performance and importance from their answers, and the lines from the points of the same cell."""
    key = {name: row[name] for name in (*CELL, "characteristic_key")}
    performance = metric(ground, key | _score(ground, key, "perception"))
    made: Row = {"estimate": performance.comparisons[0].recomputed}
    if row["importance_kind"] == "stated":
        importance = metric(ground, key | _score(ground, key, "importance"))
        made["importance"] = importance.comparisons[0].recomputed
        parts = importance.parts
    else:
        headline = "select headline_characteristic, headline_aspect from warehouse.core.dim_reporting_setting"
        [judged] = ground.records(headline)
        part, figures = _model(
            ground,
            key
            | {
                "outcome_characteristic_key": judged["headline_characteristic"],
                "outcome_aspect": judged["headline_aspect"],
            },
        )
        parts, made["importance"] = [part], figures["estimate"]
    return Walk([*performance.parts, *parts], compared(row, made | _lines(ground, row)), _uses(ground, row, key))


def _score(ground: Ground, key: Row, aspect: str) -> Row:
    """Return the published row of a mean score as far as a walk needs it."""
    wanted = key | {"measure": "M2_mean_score", "aspect": aspect}
    where = " and ".join(f"{name} = ${name}" for name in wanted)
    return ground.records(f"select * from edition.published.pub_metric where {where}", **wanted)[0]


def _lines(ground: Ground, row: Row) -> Row:
    """Return both lines from the points that readers see; a declared number is itself."""
    if row["importance_line"] is None:
        return {}
    where = " and ".join(f"{name} = ${name}" for name in (*CELL, "importance_kind"))
    points = ground.records(
        f"select importance, estimate from edition.published.pub_quadrant where {where} and estimate is not null",
        importance_kind=row["importance_kind"],
        **{name: row[name] for name in CELL},
    )
    middles: dict[str, Callable[[list[float]], float]] = {"mean": statistics.fmean, "median": statistics.median}
    made = {}
    for line, choice, column in (
        ("importance_line", "importance_choice", "importance"),
        ("performance_line", "performance_choice", "estimate"),
    ):
        middle = middles.get(row[choice])
        made[line] = middle([point[column] for point in points]) if middle else float(row[choice])
    return made


def _uses(ground: Ground, row: Row, key: Row) -> list[Use]:
    aspects = ("perception", "importance") if row["importance_kind"] == "stated" else ("perception",)
    found = [(aspect, *metric_id(ground, measure="M2_mean_score", aspect=aspect, **key)) for aspect in aspects]
    return [Use(figure_id, f"score of {aspect}", estimate) for aspect, figure_id, estimate in found if figure_id]
