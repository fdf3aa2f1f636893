"""The landed answers behind a survey figure, and the measures made from them anew.

Which answers count is asked of the facts (``core``); what was answered is read from the landed file itself. The formulas stand
here a second time on purpose: a recomputation that called the models' own code could not differ from them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dbt_project.lineage.ground import Ground
from dbt_project.lineage.walks import PLACE, LineageError, Part

Floats = NDArray[np.float64]
PERCEIVED = ("perception", "overall")
SCALE = ["scale_min", "scale_max", "scale_direction"]


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
    answer.scale_min, answer.scale_max, answer.scale_direction, response.weight, cut.cut, cut.cut_value
from warehouse.core.fct_answer as answer
inner join period on answer.month = period.month
inner join scale
    on period.period_start = scale.period_start and answer.characteristic_key = scale.characteristic_key
    and scale.scale_aspect = coalesce($scale_aspect, answer.aspect)
    and answer.scale_min = scale.scale_min and answer.scale_max = scale.scale_max
    and answer.scale_direction = scale.scale_direction
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
    answer.is_counted and answer.value is not null
    and answer.characteristic_key in (select unnest($characteristics)) and answer.aspect in (select unnest($aspects))
order by period.period_start, response.source_id, batch.file, line, answer.characteristic_key, answer.aspect
"""

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


def answers(ground: Ground, cell: Cell) -> pd.DataFrame:
    """Return the landed answers of a cell: where each stands, what was answered, on which scale, with which weight."""
    found = ground.frame(
        _ANSWERS,
        period_type=cell.period_type,
        period_starts=list(cell.period_starts),
        scale_aspect=cell.scale_aspect,
        cut=cell.cut,
        cut_value=cell.cut_value,
        characteristics=list(cell.characteristics),
        aspects=list(cell.aspects),
    )
    numbers = ["value", "scale_min", "scale_max", "weight"]
    return found.astype(dict.fromkeys(numbers, "float64"))


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


def pair_part(ground: Ground, cell: Cell, expectation_aspect: str) -> Part:
    """Return what each respondent perceived and expected: one row per pair, both lines being those of the interview."""
    perceived = answers(ground, cell.asking(*PERCEIVED, scale_aspect="gap"))
    expected = answers(ground, cell.asking(expectation_aspect, scale_aspect="gap"))
    key = [*PLACE, "period_start", "characteristic_key", *SCALE]
    taken = [*key, "question_key", "raw_value", "value"]
    pairs = perceived.merge(expected[taken], on=key, suffixes=("", "_expected"), how="inner")
    pairs["difference"] = np.where(pairs["scale_direction"] == "down", -1.0, 1.0) * (
        pairs["value"] - pairs["value_expected"]
    )
    return Part("pairs", pairs, "aggregates.agg_gap_pair", pair_cells(ground, cell))


def expectation_aspect(ground: Ground) -> str:
    """Return the kind of expectation that gaps are taken from."""
    return str(
        ground.records("select expectation_aspect from warehouse.core.dim_reporting_setting")[0]["expectation_aspect"]
    )


def weighted_mean(value: pd.Series, weight: pd.Series) -> float | None:
    """Return Σwx / Σw, summed without loss; none without rows."""
    total = math.fsum(weight)
    return math.fsum(value * weight) / total if total else None


def effective_n(rows: pd.DataFrame) -> float | None:
    """Return Kish's effective base (Σw)² / Σw²."""
    squares = math.fsum(rows["weight"] ** 2)
    return math.fsum(rows["weight"]) ** 2 / squares if squares else None


def mean_score(rows: pd.DataFrame, value: str = "value") -> float | None:
    """Return the mean on 0–100, the best label at 100."""
    length = rows["scale_max"] - rows["scale_min"]
    score = 100.0 * (rows[value] - rows["scale_min"]) / length
    return weighted_mean(score.where(rows["scale_direction"] != "down", 100.0 - score), rows["weight"])


def _top_two(rows: pd.DataFrame) -> float | None:
    best_high = rows["value"] >= rows["scale_max"] - 1
    best_low = rows["value"] <= rows["scale_min"] + 1
    return weighted_mean(best_high.where(rows["scale_direction"] != "down", best_low).astype(float), rows["weight"])


def _promoters(rows: pd.DataFrame) -> float | None:
    promoter, detractor = (rows["value"] >= 9).astype(float), (rows["value"] <= 6).astype(float)
    share = weighted_mean(promoter - detractor, rows["weight"])
    return None if share is None else 100.0 * share


def gap(rows: pd.DataFrame) -> float | None:
    """Return perceived minus expected in points of 0–100, over pairs."""
    return weighted_mean(100.0 * rows["difference"] / (rows["scale_max"] - rows["scale_min"]), rows["weight"])


def met_share(rows: pd.DataFrame) -> float | None:
    """Return the share of pairs whose expectation was met or exceeded."""
    return weighted_mean((rows["difference"] >= 0).astype(float), rows["weight"])


# A measure of single answers, and a measure of pairs; a total over characteristics is in ``surveys``.
OF_ANSWERS: dict[str, Callable[[pd.DataFrame], float | None]] = {
    "M1_top2_share": _top_two,
    "M2_mean_score": mean_score,
    "M3_nps": _promoters,
    "M4_effort": mean_score,
    "M4_effort_v1": mean_score,
}
OF_PAIRS: dict[str, Callable[[pd.DataFrame], float | None]] = {"M5_gap": gap, "M5_met_share": met_share}


def made_again(measure: str, rows: pd.DataFrame) -> float | None:
    """Return a measure of one characteristic over its rows.

    Raises:
        LineageError: nobody has said how the measure is made from rows.
    """
    known = OF_ANSWERS | OF_PAIRS
    if measure not in known:
        raise LineageError(
            f"The measure {measure} cannot be made again from rows: add it to dbt_project/lineage/answers.py, "
            f"which knows {', '.join(known)}."
        )
    return known[measure](rows)
