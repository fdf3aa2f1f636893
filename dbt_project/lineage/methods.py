"""Walks of suggestions, letters, reviews and mystery visits."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from dbt_project.lineage.ground import Ground
from dbt_project.lineage.records import IN_PERIOD, records
from dbt_project.lineage.walks import Part, Walk, compared
from dbt_project.statistics.registers import evaluator_effects_by_period

Row = dict[str, Any]
KNOWN = f"{IN_PERIOD} and fact.month <= (select as_of from warehouse.core.dim_reporting_setting)"


def _in_period(ground: Ground, row: Row, contract: str, columns: str, more: str = "true") -> pd.DataFrame:
    return records(
        ground,
        contract,
        f"fct_{contract}",
        columns,
        f"{KNOWN} and {more}",
        period_start=row["period_start"],
        period_end=row["period_end"],
    )


def _chosen(rows: pd.DataFrame, row: Row, *columns: str) -> pd.DataFrame:
    """Return the rows of a cell; ``all`` in a key takes every value."""
    for column in columns:
        if row[column] != "all":
            rows = rows[rows[column] == row[column]]
    return rows


def suggestion(ground: Ground, row: Row) -> Walk:
    """Walk a number of suggestions."""
    columns = (
        "coalesce(fact.kind, 'not_stated') as kind, fact.characteristic_key, "
        "coalesce(fact.theme, 'not_classified') as theme_key"
    )
    every = _in_period(ground, row, "suggestion", columns)
    mine = _chosen(every, row, "kind", "characteristic_key", "theme_key")
    made = {"n_suggestions": len(mine), "n_total": len(every)}
    return Walk([Part("suggestions", mine), Part("all suggestions", every)], compared(row, made))


def letter(ground: Ground, row: Row) -> Walk:
    """Walk thanks per 1,000 customers: the letters, and the customers served."""
    columns = "fact.characteristic_key, coalesce(fact.addressed_team, 'not_stated') as addressed_team"
    mine = _chosen(_in_period(ground, row, "letter", columns), row, "characteristic_key", "addressed_team")
    made: Row = {"n_thanks": len(mine)}
    parts = [Part("letters", mine)]
    if row["exposure"] is not None:
        chosen = "(select complaint_exposure_measure from warehouse.core.dim_reporting_setting)"
        served = f"fact.entity_key = 'own' and fact.measure = {chosen}"
        exposure = _in_period(ground, row, "operation", "landed.measure, landed.value::double as value", served)
        parts.append(Part("exposure", exposure))
        made["exposure"] = math.fsum(exposure["value"])
        made["thanks_per_1000"] = 1000.0 * len(mine) / made["exposure"]
    return Walk(parts, compared(row, made))


def _reviews(ground: Ground, row: Row) -> pd.DataFrame:
    columns = (
        "fact.platform, coalesce(fact.site, 'not_stated') as site, fact.rating::double as rating, "
        "fact.rating_min::double as rating_min, fact.rating_max::double as rating_max, fact.replied_at is not null "
        "and fact.replied_at < (select as_of + interval 1 day from warehouse.core.dim_reporting_setting) as is_replied"
    )
    shown = "fact.review_key in (select review_key from warehouse.core.fct_review__state where state = 'shown')"
    return _chosen(_in_period(ground, row, "review", columns, shown), row, "platform", "site")


def _rated(rows: pd.DataFrame, row: Row) -> pd.DataFrame:
    on_scale = (rows["rating_min"] == row["rating_min"]) & (rows["rating_max"] == row["rating_max"])
    rated: pd.DataFrame = rows[on_scale & rows["rating"].notna()]
    return rated


def review(ground: Ground, row: Row) -> Walk:
    """Walk a rating: its reviews, their plain mean and how many got a reply. What a few are drawn towards needs all sites."""
    every = _reviews(ground, row)
    rated = _rated(every, row)
    made = {"n": len(rated), "raw_mean_rating": rated["rating"].mean(), "n_reviews": len(every)}
    made |= {"n_replied": int(every["is_replied"].sum()), "reply_rate": every["is_replied"].mean()}
    return Walk([Part("reviews", rated), Part("all reviews", every)], compared(row, made))


def review_distribution(ground: Ground, row: Row) -> Walk:
    """Walk the share of one rating."""
    rated = _rated(_reviews(ground, row), row)
    mine = rated[rated["rating"] == row["rating"]]
    made = {"n": len(mine), "n_total": len(rated), "share": len(mine) / len(rated)}
    return Walk([Part("reviews", mine), Part("all reviews", rated)], compared(row, made))


_ITEMS = (
    "fact.visit_key, coalesce(fact.evaluator, 'not_stated') as evaluator, fact.site, "
    "coalesce(fact.scenario, 'not_stated') as scenario, fact.characteristic_key, fact.month, "
    "coalesce(fact.points, 0)::double as points, fact.applicable_points::double as applicable_points"
)


def mystery_visit(ground: Ground, row: Row) -> Walk:
    """Walk a score: the items that visitors noted, and the points reached of those possible."""
    where = "true"
    if row["cut"] != "overall":
        where = (
            "fact.source_id || '|mystery_visit_item|' || fact.source_record_id in (select feedback_key from "
            f"warehouse.core.fct_feedback_cut where cut = '{row['cut']}' and cut_value = '{row['cut_value']}')"
        )
    items = _chosen(_in_period(ground, row, "mystery_visit_item", _ITEMS, where), row, "characteristic_key", "site")
    possible = items[items["applicable_points"] > 0]
    points, applicable = math.fsum(possible["points"]), math.fsum(possible["applicable_points"])
    made = {"points": points, "applicable_points": applicable, "score_0_100": 100.0 * points / applicable}
    made["n_visits"] = possible["visit_key"].nunique()
    return Walk([Part("items", items)], compared(row, made))


def mystery_evaluator(ground: Ground, row: Row) -> Walk:
    """Walk an evaluator's effect: the visits of everybody, compared once more by the same function."""
    items = _in_period(ground, row, "mystery_visit_item", _ITEMS)
    by_visit = items.groupby(["visit_key", "evaluator", "site", "scenario"], as_index=False)
    visits = by_visit[["points", "applicable_points"]].sum()
    visits = visits[visits["applicable_points"] > 0].sort_values(["visit_key", "evaluator"])
    visits = visits.assign(
        period_type=row["period_type"], score_0_100=100 * visits["points"] / visits["applicable_points"]
    )
    [chosen] = ground.records(
        "select false_discovery_rate::double as rate, minimum_n from warehouse.core.dim_reporting_setting"
    )
    effects = evaluator_effects_by_period(visits, rate=chosen["rate"], minimum_visits=chosen["minimum_n"])
    effects = effects.to_pandas()
    mine = effects[effects["evaluator"] == row["evaluator"]].iloc[0]
    made: Row = {"n_visits": int(mine["n"]), "mean_score_0_100": float(mine["mean_score_0_100"])}
    made["difference"] = None if pd.isna(mine["estimate"]) else float(mine["estimate"])
    own = Part("visits", items[items["evaluator"] == row["evaluator"]])
    return Walk([own, Part("all visits", items)], compared(row, made))
