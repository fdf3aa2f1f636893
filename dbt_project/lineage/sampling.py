"""Walks of what the figures rest on: outcome rates, samples, weights, checks of the sample, reliability, expectations."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from dbt_project.lineage.answers import PERCEIVED, Cell, answers
from dbt_project.lineage.figures import metric_id
from dbt_project.lineage.ground import Ground
from dbt_project.lineage.measures import mean_score
from dbt_project.lineage.records import records
from dbt_project.lineage.surveys import metric_rows
from dbt_project.lineage.walks import PLACE, Part, Use, Walk, compared

Row = dict[str, Any]
IN_PERIOD = (
    "exists (select 1 from warehouse.core.dim_period__month as period where period.period_type = $period_type "
    "and period.period_start = $period_start::date and period.month = fact.month "
    "and (period.wave is null or period.wave = fact.wave))"
)
# First digits of AAPOR's final dispositions, longest first.
GROUPS = {
    "1.1": "complete", "1.2": "partial", "2.1": "refusal", "2.2": "non_contact", "2": "other", "3": "unknown", "4": "not_eligible"
}  # fmt: skip


def _period(row: Row) -> Row:
    return {name: row[name] for name in ("period_type", "period_start")}


def _interviews(ground: Ground, row: Row, columns: str = "", condition: str = IN_PERIOD, **given: Any) -> pd.DataFrame:
    chosen = "fact.month, fact.base_weight::double as base_weight, fact.weight::double as weight" + columns
    return records(
        ground,
        "survey_response",
        "fct_response",
        chosen,
        f"fact.source_id = $source_id and {condition}",
        source_id=row["source_id"],
        **given,
    )


def _units(ground: Ground, row: Row, stratum: str = "all") -> pd.DataFrame:
    rows = records(
        ground,
        "sample_unit",
        "fct_sample_unit",
        "landed.disposition, fact.stratum",
        f"fact.survey_source_id = $survey and {IN_PERIOD} and ($stratum = 'all' or fact.stratum = $stratum)",
        survey=row["source_id"],
        stratum=stratum,
        **_period(row),
    )
    rows["group"] = [_group(str(code)) for code in rows["disposition"]]
    return rows


def _group(disposition: str) -> str | None:
    return next((group for digits, group in GROUPS.items() if disposition.startswith(digits)), None)


def response_rate(ground: Ground, row: Row) -> Walk:
    """Walk an outcome rate: every unit drawn with its final disposition, and the rate they give."""
    units = _units(ground, row, row["stratum"])
    count = {group: int((units["group"] == group).sum()) for group in GROUPS.values()}
    made: Row = {"estimate": _rate(row["measure"], count), "n": len(units)}
    made |= {f"n_{group}": count[group] for group in GROUPS.values() if group != "unknown"}
    return Walk([Part("units drawn", units)], compared(row, made))


def _rate(measure: str, count: dict[str, int]) -> float | None:
    """Return a rate of AAPOR's Standard Definitions; those of unknown eligibility count by CASRO's share."""
    contacted = count["complete"] + count["partial"] + count["refusal"] + count["other"]
    eligible = contacted + count["non_contact"]
    known = eligible + count["not_eligible"]
    likely = eligible + (eligible / known if known else 1.0) * count["unknown"]
    every = eligible + count["unknown"]
    both = count["complete"] + count["partial"]
    parts = {
        "M28_response_rate_1": (count["complete"], every),
        "M28_response_rate_2": (both, every),
        "M28_response_rate_3": (count["complete"], likely),
        "M28_response_rate_4": (both, likely),
        "M28_cooperation_rate_1": (count["complete"], contacted),
        "M28_contact_rate_1": (contacted, every),
        "M28_refusal_rate_1": (count["refusal"], every),
    }
    part, whole = parts[measure]
    return part / whole if whole else None


def sample(ground: Ground, row: Row) -> Walk:
    """Walk a sample: its interviews and, where they are listed, the units drawn for it."""
    interviews = _interviews(ground, row, **_period(row))
    parts, made = [Part("interviews", interviews)], {"n": len(interviews)}
    if row["drawn_n"] is not None:
        units = _units(ground, row)
        parts.append(Part("units drawn", units))
        made["drawn_n"] = len(units)
    return Walk(parts, compared(row, made))


def weighting(ground: Ground, row: Row) -> Walk:
    """Walk the weights of an occasion: those of its interviews, their extremes and what they cost (Kish 1965)."""
    occasion = "coalesce(nullif(fact.wave, ''), strftime(fact.month, '%Y-%m-%d')) = $occasion"
    interviews = _interviews(ground, row, condition=occasion, occasion=str(row["occasion"]))
    weight = interviews["weight"]
    total, squares = math.fsum(weight), math.fsum(weight**2)
    made: Row = {"n": len(interviews), "n_eff": total**2 / squares, "deff_kish": len(weight) * squares / total**2}
    made |= {"smallest_weight": weight.min(), "greatest_weight": weight.max()}
    return Walk([Part("interviews", interviews)], compared(row, made))


def validation(ground: Ground, row: Row) -> Walk:
    """Walk a check: the sample against the population's margins, or the headline with weights against without."""
    return _against_frame(ground, row) if row["validation_check"] == "sample_against_frame" else _weighted(ground, row)


def _against_frame(ground: Ground, row: Row) -> Walk:
    value = (
        ", (select any_value(cuts.cut_value) from warehouse.core.fct_response_cut as cuts "
        "where cuts.response_key = fact.response_key and cuts.cut = $cut) as cut_value"
    )
    stated = _interviews(ground, row, value, cut=row["cut"], **_period(row)).dropna(subset="cut_value")
    stated = stated.reset_index(drop=True)
    margins = _margins(ground, row["cut"], stated["month"].max())
    weights = stated.groupby("cut_value")["base_weight"].sum() / math.fsum(stated["base_weight"])
    shares = margins.set_index("cut_value")["share"]
    observed = weights.reindex(shares.index, fill_value=0.0)
    if row["cut_value"] == "all":
        made: Row = {"estimate": math.sqrt(math.fsum((observed - shares) ** 2 / shares))}
    else:
        share, reference = float(observed[row["cut_value"]]), float(shares[row["cut_value"]])
        made = {"observed": share, "reference_value": reference, "estimate": share - reference}
    return Walk([Part("interviews", stated), Part("population", margins)], compared(row, made | {"n": len(stated)}))


def _margins(ground: Ground, cut: str, last_month: Any) -> pd.DataFrame:
    """Return the version of the population's margins in force when the last interview was held, as shares."""
    rows = records(
        ground,
        "population_margin",
        "fct_population_margin",
        "landed.cut_value, fact.as_of, landed.population_count::double as counted, landed.population_share::double as part",
        "fact.cut = $cut and fact.as_of <= last_day($last_month::date)",
        cut=cut,
        last_month=last_month,
    )
    rows = rows.loc[rows["as_of"] == rows["as_of"].max()].drop_duplicates("cut_value").reset_index(drop=True)
    people = rows["counted"] if rows["counted"].notna().all() else rows["part"]
    composed: pd.DataFrame = rows.assign(share=people / math.fsum(people))
    return composed


def _weighted(ground: Ground, row: Row) -> Walk:
    [setting] = ground.records(
        "select headline_characteristic as characteristic_key, headline_aspect as aspect "
        "from warehouse.core.dim_reporting_setting"
    )
    rows = answers(ground, Cell.of(row | setting | {"cut": "overall", "cut_value": "all"}))
    rows = rows[rows["source_id"] == row["source_id"]].reset_index(drop=True)
    weighted, unweighted = mean_score(rows), mean_score(rows.assign(weight=1.0))
    made: Row = {"observed": weighted, "reference_value": unweighted, "n": len(rows)}
    if weighted is not None and unweighted is not None:
        made["estimate"] = weighted - unweighted
    return Walk([Part("answers", rows)], compared(row, made))


def reliability(ground: Ground, row: Row) -> Walk:
    """Walk an alpha: who answered every question of the set, and Cronbach's formula over their weighted covariances."""
    items = str(row["item_set"]).split(",")
    rows = _battery(ground, row, items)
    weight, levels = rows["weight"].to_numpy(float), rows[items].to_numpy(float)
    centred = levels - np.average(levels, axis=0, weights=weight)
    covariance = (centred * weight[:, None]).T @ centred
    k = len(items)
    alpha = k / (k - 1) * (1 - np.trace(covariance) / covariance.sum())
    made = {"estimate": float(alpha), "n": len(rows), "n_eff": weight.sum() ** 2 / (weight**2).sum()}
    return Walk([Part("respondents", rows)], compared(row, made))


def _battery(ground: Ground, row: Row, items: list[str]) -> pd.DataFrame:
    """Return the respondents who were asked this set and answered all of it, a column of levels for each question."""
    found = ground.frame(
        "select response.source_id, response.batch_id, batch.file, response.source_row as line, response.source_record_id, "
        "response.weight::double as weight, given.month, given.item, given.level::double as level "
        "from warehouse.core.fct_battery_answer as given "
        "inner join warehouse.core.fct_response as response on given.response_key = response.response_key "
        "inner join warehouse.core.fct_batch as batch on batch.contract = 'survey_response' "
        "and response.source_id = batch.source_id and response.batch_id = batch.batch_id "
        "where given.battery_key = $battery_key and given.scale_min = $scale_min and given.scale_max = $scale_max "
        f"and {IN_PERIOD.replace('fact.', 'given.')} order by all",
        **{name: row[name] for name in ("battery_key", "scale_min", "scale_max")},
        **_period(row),
    )
    asked = found.groupby(["source_id", "month"])["item"].agg(frozenset)
    found = found[[asked[key] == frozenset(items) for key in zip(found["source_id"], found["month"], strict=True)]]
    wide = found.pivot_table(index=[*PLACE, "month", "weight"], columns="item", values="level").reset_index()
    return wide.dropna(subset=items).reset_index(drop=True)


def expectation(ground: Ground, row: Row) -> Walk:
    """Walk an expectation: what the register says of it, and the survey's figure that it is held against."""
    registered = records(
        ground,
        "expectation",
        "fct_expectation",
        "landed.expectation_id, landed.kind, fact.level_0_100::double as level_0_100, fact.valid_from, fact.learned_at",
        "fact.source_id = $source_id and fact.expectation_id = $expectation_id",
        source_id=row["source_id"],
        expectation_id=row["expectation_id"],
    )
    last = registered.sort_values(["valid_from", "learned_at"]).iloc[-1]
    level = None if pd.isna(last["level_0_100"]) else float(last["level_0_100"])
    parts, made = [Part("register", registered)], {"level_0_100": level}
    if row["perceived_0_100"] is None:
        return Walk(parts, compared(row, made))
    metric = {name: row[name] for name in ("characteristic_key", "cut", "cut_value", "period_type", "period_start")}
    for aspect in PERCEIVED:
        found, estimate, rows = metric_rows(ground, metric | {"measure": "M2_mean_score", "aspect": aspect})
        if len(rows):
            break
    figure_id, published = metric_id(ground, measure="M2_mean_score", aspect=aspect, **metric)
    uses = [Use(figure_id, f"perceived {row['characteristic_key']}", published)] if figure_id else []
    made |= {"perceived_0_100": estimate, "n": len(rows)}
    if estimate is not None and level is not None:
        made["difference"] = estimate - level
    return Walk([*parts, *found], compared(row, made), uses)
