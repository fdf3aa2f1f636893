"""Walks of a segment against the others of its segmentation: both sides made again from their answers."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dbt_project.lineage.answers import Cell
from dbt_project.lineage.derived import part_of
from dbt_project.lineage.figures import metric_id
from dbt_project.lineage.ground import Ground
from dbt_project.lineage.measures import effective_n, in_base, made_again
from dbt_project.lineage.walks import Part, Use, Walk, base, compared

Row = dict[str, Any]
KEY = ("measure", "aspect", "characteristic_key", "cut", "cut_value", "period_type", "period_start")


def segment_difference(ground: Ground, row: Row) -> Walk:
    """Walk a difference: the segment's answers, those of all other declared segments together, and the difference.

    Who stated no segment is on neither side. Differences speak of better or worse, so shares of the best answers need no turning.
    """
    measure = row["measure"]
    own = part_of(ground, measure, Cell.of(row))
    others = [part_of(ground, measure, Cell.of(row | {"cut_value": value})) for value in _siblings(ground, row)]
    rest = pd.concat([part.rows for part in others], ignore_index=True) if others else own.rows.iloc[:0]
    segment_estimate, rest_estimate = made_again(measure, own.rows), made_again(measure, rest)
    made: Row = {"segment_estimate": segment_estimate, "rest_estimate": rest_estimate}
    if segment_estimate is not None and rest_estimate is not None:
        made["estimate"] = segment_estimate - rest_estimate
    for prefix, rows in (("", in_base(measure, own.rows)), ("rest_", in_base(measure, rest))):
        made |= {f"{prefix}n": base(rows), f"{prefix}n_eff": effective_n(rows)}
    figure_id, estimate = metric_id(ground, **{name: row[name] for name in KEY})
    uses = [Use(figure_id, "the segment's own figure", estimate)] if figure_id else []
    return Walk([Part("segment", own.rows, own.cells_of, own.cells), Part("others", rest)], compared(row, made), uses)


def _siblings(ground: Ground, row: Row) -> list[str]:
    found = ground.records(
        "select cut_value from warehouse.core.dim_segment where cut = $cut and cut_value <> $cut_value order by position",
        cut=row["cut"],
        cut_value=row["cut_value"],
    )
    return [str(each["cut_value"]) for each in found]
