"""What several answers of one respondent come to: zones of tolerance, Kano's categories, indices.

No question asks these, so a walk ends at the answers that enter: the part's line and value are those of the first of them, the
others stand beside it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from dbt_project.lineage.answers import (
    PERCEIVED,
    SCALE,
    Cell,
    answer_cells,
    answer_part,
    answers,
    beside,
    expectation_aspect,
    pair_part,
    sign,
)
from dbt_project.lineage.ground import Ground
from dbt_project.lineage.measures import OF_PAIRS
from dbt_project.lineage.walks import PLACE, Part

ZONE_ASPECTS = ("adequacy", "superiority", "zone_width", "zone")
# Berger and others (1993): rows are the answer to the characteristic being there, columns to its being missing, both from
# "I like it" to "I dislike it"; M 1, O 2, A 3, I 4, R 5, Q 6.
KANO = np.array([list(row) for row in ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")])
LETTERS = "MOAIRQ"


def part_of(ground: Ground, measure: str, cell: Cell) -> Part:
    """Return what a measure of one characteristic is made from: answers, pairs, or what is derived from several answers."""
    if measure in OF_PAIRS:
        return pair_part(ground, cell, expectation_aspect(ground))
    maker = _MAKERS.get(cell.aspects[0])
    if maker is None:
        return answer_part(ground, cell)
    return Part("respondents", maker(ground, cell), "aggregates.agg_answer_value", answer_cells(ground, cell))


def _zone(ground: Ground, cell: Cell) -> pd.DataFrame:
    """Return perceived, minimum and desired of each respondent, who has all differences or none of them."""
    aspect = cell.aspects[0]
    perceived, minimum, desired = (
        answers(ground, cell.asking(*names, scale_aspect=aspect), with_missing=True)
        for names in (PERCEIVED, ("expectation_minimum",), ("expectation_desired",))
    )
    rows = beside(perceived, minimum, "minimum")
    rows = beside(rows, desired, "desired", is_needed=aspect != "adequacy")
    turn = sign(rows)
    was_asked = rows["question_key_desired"].notna()
    is_whole = rows[["value", "value_minimum"]].notna().all(axis=1) & (~was_asked | rows["value_desired"].notna())
    is_upside_down = turn * (rows["value_minimum"] - rows["value_desired"]) > 0
    above, below = turn * (rows["value"] - rows["value_desired"]), turn * (rows["value"] - rows["value_minimum"])
    differences = {"adequacy": below, "superiority": above, "zone_width": below - above}
    rows["difference"] = differences.get(aspect, np.nan)
    rows["zone"] = np.select([below < 0, above > 0], [-1, 1], 0)
    return _chosen(rows, is_whole & ~is_upside_down, "zone" if aspect != "zone" else "difference")


def _chosen(rows: pd.DataFrame, which: pd.Series, without: str) -> pd.DataFrame:
    return rows[which].drop(columns=without).reset_index(drop=True)


def _kano(ground: Ground, cell: Cell) -> pd.DataFrame:
    """Return the category of each respondent from how he would feel with and without the characteristic."""
    there, missing = (
        answers(ground, cell.asking(aspect), on_scale=False) for aspect in ("kano_functional", "kano_dysfunctional")
    )
    rows = beside(there, missing, "missing")
    rows = rows[rows["scale_max"] - rows["scale_min"] == len(KANO) - 1].reset_index(drop=True)
    down = rows["scale_direction"] == "down"
    places = [
        (rows[name] - rows["scale_min"]).where(down, rows["scale_max"] - rows[name]).to_numpy()
        for name in ("value", "value_missing")
    ]
    is_label = np.logical_and.reduce([np.isin(place, range(len(KANO))) for place in places])
    rows = rows[is_label].reset_index(drop=True)
    first, second = (place[is_label].astype(int) for place in places)
    rows["category"] = [1 + LETTERS.index(letter) for letter in KANO[first, second]]
    return rows


def _index(ground: Ground, cell: Cell) -> pd.DataFrame:
    """Return the weighted sum of the items of each respondent who answered all of them, on the scale of such sums."""
    declared = ground.frame(
        "select characteristic_key, aspect, weight::double as item_weight from warehouse.core.dim_index_item "
        "where index_key = $index_key order by position",
        index_key=cell.characteristics[0],
    )
    every = []
    for item in declared.to_dict("records"):
        asked = Cell((item["characteristic_key"],), (item["aspect"],), *_where(cell))
        every.append(answers(ground, asked, on_scale=False).assign(item_weight=item["item_weight"]))
    rows = pd.concat(every, ignore_index=True)
    level = rows["value"].where(
        rows["scale_direction"] != "down", rows["scale_min"] + rows["scale_max"] - rows["value"]
    )
    for name, term in (("value", level), ("scale_min", rows["scale_min"]), ("scale_max", rows["scale_max"])):
        rows[f"{name}_sum"] = rows["item_weight"] * term
    rows["item"] = rows["characteristic_key"] + " " + rows["aspect"] + " = " + rows["raw_value"].astype(str)
    respondent = ["source_id", "batch_id", "file", "source_record_id", "period_start", "cut", "cut_value"]
    same = ["weight", *(name for name in ("base_weight", "factor") if name in rows)]
    summed = rows.groupby(respondent, sort=False, as_index=False, dropna=False).agg(
        line=("line", "min"),
        n_items=("value", "size"),
        items=("item", " · ".join),
        value=("value_sum", "sum"),
        scale_min=("scale_min_sum", "sum"),
        scale_max=("scale_max_sum", "sum"),
        n_scales=("scale_min", "nunique"),
        n_lengths=("scale_max", "nunique"),
        **{name: (name, "first") for name in same},
    )
    is_whole = (summed["n_items"] == len(declared)) & (summed["n_scales"] == 1) & (summed["n_lengths"] == 1)
    numbers = ["value", "scale_min", "scale_max"]
    # Sums are kept to six places.
    whole = (
        summed[is_whole]
        .round(dict.fromkeys(numbers, 6))
        .assign(scale_direction="up", characteristic_key=cell.characteristics[0])
    )
    kept = _on_scale(ground, cell, whole)
    told = [*PLACE, "period_start", "characteristic_key", "items", "value", *SCALE, *same, "cut", "cut_value"]
    return kept[told].reset_index(drop=True)


def _where(cell: Cell) -> tuple[str, str, str, tuple[object, ...]]:
    return cell.cut, cell.cut_value, cell.period_type, cell.period_starts


def _on_scale(ground: Ground, cell: Cell, rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the sums on the scale that the index has in their period."""
    scales = ground.frame(
        "select period_start, scale_min::double as low, scale_max::double as high from warehouse.marts.mart_metric__scale "
        "where period_type = $period_type and characteristic_key = $index_key and aspect = 'index'",
        period_type=cell.period_type,
        index_key=cell.characteristics[0],
    )
    joined = rows.merge(scales, on="period_start", how="inner")
    return joined[np.isclose(joined["scale_min"], joined["low"]) & np.isclose(joined["scale_max"], joined["high"])]


_MAKERS: dict[str, Callable[[Ground, Cell], pd.DataFrame]] = {
    **dict.fromkeys(ZONE_ASPECTS, _zone),
    "kano_category": _kano,
    "index": _index,
}
