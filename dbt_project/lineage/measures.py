"""The formulas of the survey measures, over rows of answers, of pairs, or of what several answers of a respondent come to.

They stand here a second time on purpose: a recomputation that called the models' own code could not differ from them.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd

from dbt_project.lineage.walks import LineageError

Formula = Callable[[pd.DataFrame], float | None]
# Kano's categories as the warehouse codes them.
MUST_BE, ONE_DIMENSIONAL, ATTRACTIVE, INDIFFERENT, REVERSE, QUESTIONABLE = range(1, 7)
JUDGED = (MUST_BE, ONE_DIMENSIONAL, ATTRACTIVE, INDIFFERENT)


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


def _share_of(column: str, *codes: int) -> Formula:
    def share(rows: pd.DataFrame) -> float | None:
        return weighted_mean(rows[column].isin(codes).astype(float), rows["weight"])

    return share


# A measure of single answers, and a measure of pairs; a total over characteristics is in ``surveys``.
OF_ANSWERS: dict[str, Formula] = {
    "M1_top2_share": _top_two,
    "M2_mean_score": mean_score,
    "M3_nps": _promoters,
    "M4_effort": mean_score,
    "M4_effort_v1": mean_score,
}
OF_PAIRS: dict[str, Formula] = {"M5_gap": gap, "M5_met_share": met_share}
# Measures of what ``derived`` makes of a respondent's answers.
OF_DERIVED: dict[str, Formula] = {
    "M6_adequacy": gap,
    "M6_superiority": gap,
    "M6_zone_width": gap,
    "M6_below_share": _share_of("zone", -1),
    "M6_within_share": _share_of("zone", 0),
    "M6_above_share": _share_of("zone", 1),
    "M25_index": mean_score,
    "M27_must_be_share": _share_of("category", MUST_BE),
    "M27_one_dimensional_share": _share_of("category", ONE_DIMENSIONAL),
    "M27_attractive_share": _share_of("category", ATTRACTIVE),
    "M27_indifferent_share": _share_of("category", INDIFFERENT),
    "M27_reverse_share": _share_of("category", REVERSE),
    "M27_questionable_share": _share_of("category", QUESTIONABLE),
    "M27_better_share": _share_of("category", ONE_DIMENSIONAL, ATTRACTIVE),
    "M27_worse_share": _share_of("category", MUST_BE, ONE_DIMENSIONAL),
}


def in_base(measure: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that a measure is a share of: better and worse leave out who contradicts himself or wants the reverse."""
    return rows[rows["category"].isin(JUDGED)] if measure in ("M27_better_share", "M27_worse_share") else rows


def made_again(measure: str, rows: pd.DataFrame) -> float | None:
    """Return a measure of one characteristic over its rows.

    Raises:
        LineageError: nobody has said how the measure is made from rows.
    """
    known = OF_ANSWERS | OF_PAIRS | OF_DERIVED
    if measure not in known:
        raise LineageError(
            f"The measure {measure} cannot be made again from rows: add it to dbt_project/lineage/measures.py, "
            f"which knows {', '.join(known)}."
        )
    return known[measure](in_base(measure, rows))
