"""Walks of survey figures: metrics, distributions, gaps, the gap chain, and the change between two periods."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from dbt_project.lineage.answers import PERCEIVED, Cell, answer_part, expectation_aspect, pair_part
from dbt_project.lineage.derived import part_of
from dbt_project.lineage.figures import metric_id
from dbt_project.lineage.ground import Ground
from dbt_project.lineage.measures import effective_n, gap, in_base, made_again, mean_score, met_share, weighted_mean
from dbt_project.lineage.records import records
from dbt_project.lineage.walks import Comparison, Part, Use, Walk, base, compared

TOTAL = "M5_gap_weighted_total"
Row = dict[str, Any]


def metric(ground: Ground, row: Row) -> Walk:
    """Walk a survey figure: its estimate and both bases from the answers."""
    part, estimate, rows = metric_rows(ground, row)
    made: Row = {"estimate": estimate, "n": base(rows)}
    if row["measure"] == TOTAL:
        smallest = _smallest(rows)
        made = {"estimate": estimate, "n": smallest[0], "n_eff": smallest[1]}
    else:
        made["n_eff"] = effective_n(rows)
    return Walk(part, [*compared(row, made), *_sums(part)])


def metric_rows(ground: Ground, row: Row) -> tuple[list[Part], float | None, pd.DataFrame]:
    """Return the parts of a metric, its estimate made again, and the rows that are its base."""
    if row["measure"] == TOTAL:
        return _weighted_total(ground, row)
    part = part_of(ground, row["measure"], Cell.of(row))
    return [part], made_again(row["measure"], part.rows), in_base(row["measure"], part.rows)


def _sums(parts: list[Part]) -> list[Comparison]:
    """Compare each part's rows with the sums they were reduced to, which stand for the published side here."""
    return [
        Comparison(f"{name} of {part.cells_of.split('.')[-1]} ({part.role})", math.fsum(part.cells[column]), total)
        for part in parts
        if part.cells_of and "w_sum" in part.cells
        for name, column, total in (
            ("n", "n", float(len(part.rows))),
            ("Σw", "w_sum", math.fsum(part.rows["weight"])),
        )
    ]


def _weighted_total(ground: Ground, row: Row) -> tuple[list[Part], float | None, pd.DataFrame]:
    known = ground.records("select characteristic_key from warehouse.core.dim_characteristic where not is_overall")
    parts = tuple(each["characteristic_key"] for each in known)
    where = (row["cut"], row["cut_value"], row["period_type"], (row["period_start"],))
    pairs = pair_part(ground, Cell(parts, ("gap",), *where), expectation_aspect(ground))
    stated = answer_part(ground, Cell(parts, ("importance",), *where), "importance")
    weights = {key: mean_score(rows) or 0.0 for key, rows in stated.rows.groupby("characteristic_key")}
    gaps = {
        key: gap(rows) or 0.0 for key, rows in pairs.rows.groupby("characteristic_key") if weights.get(key, 0.0) > 0
    }
    total = math.fsum(weights[key] for key in gaps)
    estimate = math.fsum(weights[key] * gaps[key] for key in gaps) / total if total else None
    return [pairs, stated], estimate, pairs.rows[pairs.rows["characteristic_key"].isin(list(gaps))]


def _smallest(rows: pd.DataFrame) -> tuple[int | None, float | None]:
    groups = [group for _, group in rows.groupby("characteristic_key")]
    if not groups:
        return None, None
    return min(map(len, groups)), min(effective_n(group) or 0.0 for group in groups)


def distribution(ground: Ground, row: Row) -> Walk:
    """Walk the share of one answer."""
    part = answer_part(ground, Cell.of(row))
    is_value = part.rows["value"] == float(row["value"])
    made = {
        "estimate": weighted_mean(is_value.astype(float), part.rows["weight"]),
        "n_value": int(is_value.sum()),
        "n": base(part.rows),
        "n_eff": effective_n(part.rows),
    }
    return Walk([part], [*compared(row, made), *_sums([part])])


def levels(ground: Ground, row: Row) -> tuple[list[Part], Row, pd.DataFrame]:
    """Return perceived and expected of a cell, from pairs where respondents gave both, else each from whoever was asked."""
    aspect = expectation_aspect(ground)
    pairs = pair_part(ground, Cell.of(row, "gap"), aspect)
    if len(pairs.rows):
        made = {"perceived": mean_score(pairs.rows), "expected": mean_score(pairs.rows, "value_expected")}
        return [pairs], made, pairs.rows
    for own in PERCEIVED:
        perceived = answer_part(ground, Cell.of(row, own), "perceived")
        if len(perceived.rows):
            break
    expected = answer_part(ground, Cell.of(row, aspect), "expected")
    made = {"perceived": mean_score(perceived.rows), "expected": mean_score(expected.rows)}
    asked = [part.rows for part in (perceived, expected) if len(part.rows)] or [perceived.rows]
    return [perceived, expected], made, min(asked, key=len)


def gap_figure(ground: Ground, row: Row) -> Walk:
    """Walk a gap: both levels, their difference, and the share whose expectation was met."""
    parts, made, rows = levels(ground, row)
    made["gap"] = _difference(made["perceived"], made["expected"])
    if row["is_paired"]:
        made["gap"], made["met_share"] = gap(rows), met_share(rows)
    made["n"] = base(rows)
    if row["importance"] is not None:
        importance = answer_part(ground, Cell.of(row, "importance"), "importance")
        parts, made["importance"] = [*parts, importance], mean_score(importance.rows)
    return Walk(parts, [*compared(row, made), *_sums(parts)], _gap_metrics(ground, row))


def _gap_metrics(ground: Ground, row: Row) -> list[Use]:
    key = {name: row[name] for name in ("characteristic_key", "cut", "cut_value", "period_type", "period_start")}
    found = [(measure, *metric_id(ground, measure=measure, **key)) for measure in ("M5_gap", "M5_met_share")]
    return [Use(figure_id, measure, estimate) for measure, figure_id, estimate in found if figure_id]


def gap_chain(ground: Ground, row: Row) -> Walk:
    """Walk the chain: expected and perceived from the survey, planned and delivered from the register, and their gaps."""
    parts, made, rows = levels(ground, row)
    for level in ("planned", "delivered"):
        part, made[level] = _level(ground, row, level)
        parts = [*parts, part]
    made["understanding"] = _difference(made["planned"], made["expected"])
    made["conformance"] = _difference(made["delivered"], made["planned"])
    made["view"] = _difference(made["perceived"], made["delivered"])
    made["total"] = _difference(made["perceived"], made["expected"])
    made["n"] = base(rows)
    return Walk(parts, [*compared(row, made), *_sums(parts)])


def _level(ground: Ground, row: Row, level: str) -> tuple[Part, float | None]:
    if level == "delivered" and row["delivered_source"] == "mystery_visit":
        part = _mystery_visits(ground, row)
        points, possible = (math.fsum(part.rows[name].dropna()) for name in ("points", "applicable_points"))
        return part, 100.0 * points / possible if possible else None
    part = _quality_level(ground, row, level)
    return part, weighted_mean(part.rows["score_0_100"], part.rows["days"])


def _mystery_visits(ground: Ground, row: Row) -> Part:
    """Return the items that mystery visitors noted, of which the points reached of the points possible are delivered."""
    rows = records(
        ground,
        "mystery_visit_item",
        "fct_mystery_visit_item",
        "landed.visit, landed.item, case when fact.applicable_points > 0 then landed.points::double end as points, "
        "fact.applicable_points::double as applicable_points",
        "fact.characteristic_key = $characteristic_key and fact.month between $first::date and $last::date "
        "and fact.month <= (select as_of from warehouse.core.dim_reporting_setting) and ($cut = 'overall' "
        "or fact.source_id || '|mystery_visit_item|' || fact.source_record_id in (select feedback_key "
        "from warehouse.core.fct_feedback_cut where cut = $cut and cut_value = $cut_value))",
        first=row["period_start"],
        last=row["period_end"],
        **{name: row[name] for name in ("characteristic_key", "cut", "cut_value")},
    )
    return Part("delivered", rows)


def _quality_level(ground: Ground, row: Row, level: str) -> Part:
    """Return the register's rows for a level, each with the days on which it holds in the period."""
    rows = records(
        ground,
        "quality_level",
        "fct_quality_level",
        "landed.level, landed.score_0_100::double as score_0_100, landed.se::double as se, landed.evidence, "
        "fact.period_start, fact.period_end, 1 + date_diff('day', greatest(fact.period_start, $first::date), "
        "least(fact.period_end, $last::date, (select as_of from warehouse.core.dim_reporting_setting))) as days",
        "fact.level = $level and fact.characteristic_key = $characteristic_key and fact.cut = $cut "
        "and fact.cut_value = $cut_value and fact.period_end >= $first::date and fact.period_start <= "
        "least($last::date, (select as_of from warehouse.core.dim_reporting_setting))",
        level=level,
        first=row["period_start"],
        last=row["period_end"],
        **{name: row[name] for name in ("characteristic_key", "cut", "cut_value")},
    )
    return Part(level, rows)


def wave_test(ground: Ground, row: Row) -> Walk:
    """Walk a comparison: the estimates of both periods and their difference."""
    key = {name: row[name] for name in ("measure", "aspect", "characteristic_key", "cut", "cut_value", "period_type")}
    parts: list[Part] = []
    made: Row = {}
    uses = []
    for side, count, start in (("current", "n", "period_start"), ("previous", "previous_n", "previous_period_start")):
        found, estimate, rows = metric_rows(ground, row | {"period_start": row[start]})
        parts += [Part(side, each.rows, each.cells_of, each.cells) for each in found]
        made |= {f"{side}_estimate": estimate, count: base(rows)}
        figure_id, published = metric_id(ground, **key, period_start=row[start])
        uses += [Use(figure_id, f"{row['measure']} of {row[start]}", published)] if figure_id else []
    if row["verdict"] != "not_comparable" and row["difference"] is not None:
        made["difference"] = _difference(made["current_estimate"], made["previous_estimate"])
    return Walk(parts, [*compared(row, made), *_sums(parts)], uses)


def _difference(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other
