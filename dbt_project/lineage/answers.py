"""The landed answers behind a survey figure, with the weight of each.

Which answers count is asked of the facts (``core``); what was answered is read from the landed file itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from dbt_project.lineage.ground import Ground
from dbt_project.lineage.walks import Part

PERCEIVED = ("perception", "overall")
SCALE = ["scale_min", "scale_max", "scale_direction"]
INTERVIEW = ["source_id", "batch_id", "source_record_id", "period_start", "characteristic_key", *SCALE]


@dataclass(frozen=True)
class Cell:
    """The answers that a survey figure is about.

    Attributes:
        period_starts: one period, or all points of a series.
        scale_aspect: the aspect whose scale of the period counts; a gap's for its two levels.
    """

    characteristics: tuple[str, ...]
    aspects: tuple[str, ...]
    cut: str
    cut_value: str
    period_type: str
    period_starts: tuple[Any, ...]
    scale_aspect: str | None = None

    @staticmethod
    def of(row: dict[str, Any], *aspects: str, scale_aspect: str | None = None) -> Cell:
        """Return the cell that a published row names."""
        return Cell(
            (row["characteristic_key"],),
            aspects or (row["aspect"],),
            row["cut"],
            row["cut_value"],
            row["period_type"],
            (row["period_start"],),
            scale_aspect,
        )

    def asking(self, *aspects: str, scale_aspect: str | None = None) -> Cell:
        """Return the same cell of other aspects."""
        return replace(self, aspects=aspects, scale_aspect=scale_aspect)


_ANSWERS = """
with
period as (
    select distinct period_start, month, wave from warehouse.core.dim_period__month
    where period_type = $period_type and period_start in (select unnest($period_starts))
),
scale as (
    select period_start, characteristic_key, aspect as scale_aspect, scale_min, scale_max, scale_direction
    from warehouse.marts.mart_metric__scale where period_type = $period_type
)
select
    response.source_id, response.batch_id, batch.file, answer.source_row as line, response.source_record_id,
    period.period_start, answer.characteristic_key, answer.aspect, answer.question_key, landed.raw_value, landed.value,
    answer.scale_min, answer.scale_max, answer.scale_direction, response.weight, response.base_weight,
    response.weight / nullif(response.base_weight, 0) as factor, cut.cut, cut.cut_value
from warehouse.core.fct_answer as answer
inner join period on answer.month = period.month
{scale}
inner join warehouse.core.fct_response as response
    on answer.response_key = response.response_key and (period.wave is null or response.wave = period.wave)
inner join warehouse.core.fct_response_cut as cut
    on answer.response_key = cut.response_key and cut.cut = $cut and cut.cut_value = $cut_value
inner join warehouse.core.fct_batch as batch
    on batch.contract = 'survey_answer' and response.source_id = batch.source_id and response.batch_id = batch.batch_id
left join landed_survey_answer as landed
    on response.source_id = landed.source_id and response.batch_id = landed.batch_id
    and response.source_record_id = landed.source_record_id and answer.source_row = landed.source_row
    and answer.question_key = landed.question_key
    and landed.characteristic_key in (select unnest($characteristics)) and landed.aspect in (select unnest($aspects))
where
    answer.is_counted and {value}
    and answer.characteristic_key in (select unnest($characteristics)) and answer.aspect in (select unnest($aspects))
order by period.period_start, response.source_id, batch.file, line, answer.characteristic_key, answer.aspect
"""

_ON_SCALE = """inner join scale
    on period.period_start = scale.period_start and answer.characteristic_key = scale.characteristic_key
    and scale.scale_aspect = coalesce($scale_aspect, answer.aspect)
    and answer.scale_min = scale.scale_min and answer.scale_max = scale.scale_max
    and answer.scale_direction = scale.scale_direction"""

_CELLS = """
select agg.*
from warehouse.aggregates.{table} as agg
inner join warehouse.core.dim_period__month as period
    on agg.month = period.month and (period.wave is null or agg.wave = period.wave)
    and period.period_type = $period_type and period.period_start in (select unnest($period_starts))
inner join warehouse.marts.mart_metric__scale as scale
    on period.period_type = scale.period_type and period.period_start = scale.period_start
    and agg.characteristic_key = scale.characteristic_key and scale.aspect = {aspect}
    and agg.scale_min = scale.scale_min and agg.scale_max = scale.scale_max
    and agg.scale_direction = scale.scale_direction
where
    agg.cut = $cut and agg.cut_value = $cut_value and agg.characteristic_key in (select unnest($characteristics)) {more}
order by all
"""


def answers(ground: Ground, cell: Cell, *, on_scale: bool = True, with_missing: bool = False) -> pd.DataFrame:
    """Return the landed answers of a cell: where each stands, what was answered, on which scale, with which weight.

    Where weighting changed a weight, the weight before it and the factor stand beside it.

    Args:
        ground: where to look.
        cell: which answers.
        on_scale: only those on the scale of the period.
        with_missing: also those of people who were asked and gave no answer.
    """
    parameters = _where(cell) | {"aspects": list(cell.aspects)}
    if on_scale:
        parameters["scale_aspect"] = cell.scale_aspect
    sql = _ANSWERS.format(
        scale=_ON_SCALE if on_scale else "", value="true" if with_missing else "answer.value is not null"
    )
    numbers = ["value", "scale_min", "scale_max", "weight", "base_weight", "factor"]
    found = ground.frame(sql, **parameters).astype(dict.fromkeys(numbers, "float64"))
    return found if was_weighted(found) else found.drop(columns=["base_weight", "factor"])


def was_weighted(rows: pd.DataFrame) -> bool:
    """Return whether non-response or raking changed a weight."""
    return "base_weight" in rows and bool((rows["base_weight"] != rows["weight"]).any())


def _where(cell: Cell) -> dict[str, Any]:
    return {
        "period_type": cell.period_type,
        "period_starts": list(cell.period_starts),
        "cut": cell.cut,
        "cut_value": cell.cut_value,
        "characteristics": list(cell.characteristics),
    }


def answer_cells(ground: Ground, cell: Cell) -> pd.DataFrame:
    """Return the rows of ``agg_answer_value`` that a cell's answers were reduced to."""
    sql = _CELLS.format(
        table="agg_answer_value",
        aspect="agg.aspect",
        more="and agg.value is not null and agg.aspect in (select unnest($aspects))",
    )
    return ground.frame(sql, aspects=list(cell.aspects), **_where(cell))


def pair_cells(ground: Ground, cell: Cell) -> pd.DataFrame:
    """Return the rows of ``agg_gap_pair`` that a cell's pairs were reduced to."""
    return ground.frame(_CELLS.format(table="agg_gap_pair", aspect="'gap'", more=""), **_where(cell))


def answer_part(ground: Ground, cell: Cell, role: str = "answers") -> Part:
    """Return a cell's answers with the sums they went into."""
    return Part(role, answers(ground, cell), "aggregates.agg_answer_value", answer_cells(ground, cell))


def beside(rows: pd.DataFrame, other: pd.DataFrame, name: str, *, is_needed: bool = True) -> pd.DataFrame:
    """Put what the same respondents answered to another question, on the same scale, beside their answers.

    Args:
        rows: answers.
        other: answers to another question.
        name: ends the other columns: ``value_<name>``, ``line_<name>``, …
        is_needed: drop who was not asked the other question.
    """
    taken = other[[*INTERVIEW, "line", "question_key", "raw_value", "value"]]
    renamed = {column: f"{column}_{name}" for column in ("line", "question_key", "raw_value", "value")}
    joined = rows.merge(taken.rename(columns=renamed), on=INTERVIEW, how="inner" if is_needed else "left")
    # Most files have one line for an interview, long ones one for an answer.
    is_same_line = bool((joined["line"] == joined[f"line_{name}"]).all())
    return joined.drop(columns=f"line_{name}") if is_same_line else joined


def sign(rows: pd.DataFrame) -> pd.Series:
    """Return −1 where the best label is the lowest, else 1."""
    return pd.Series(np.where(rows["scale_direction"] == "down", -1.0, 1.0), index=rows.index)


def pair_part(ground: Ground, cell: Cell, expectation_aspect: str) -> Part:
    """Return what each respondent perceived and expected: one row per pair, beginning with the line of what was perceived."""
    perceived = answers(ground, cell.asking(*PERCEIVED, scale_aspect="gap"))
    expected = answers(ground, cell.asking(expectation_aspect, scale_aspect="gap"))
    pairs = beside(perceived, expected, "expected")
    pairs["difference"] = sign(pairs) * (pairs["value"] - pairs["value_expected"])
    return Part("pairs", pairs, "aggregates.agg_gap_pair", pair_cells(ground, cell))


def expectation_aspect(ground: Ground) -> str:
    """Return the kind of expectation that gaps are taken from."""
    return str(
        ground.records("select expectation_aspect from warehouse.core.dim_reporting_setting")[0]["expectation_aspect"]
    )
