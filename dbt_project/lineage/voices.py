"""Walks of what customers say unasked: themes of remarks."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dbt_project.lineage.ground import Ground
from dbt_project.lineage.walks import Part, Walk, base, compared

Row = dict[str, Any]
CELL = ("theme_vocabulary", "theme_key", "characteristic_key", "method", "language")
SENTIMENTS = ("positive", "negative", "mixed", "neutral", "not_classified")
CODERS = ("human", "model", "code_book")

# Of the words themselves nothing is fetched: where they stand says which they are.
_REMARKS = """
select
    feedback.source_id, feedback.batch_id, batch.file, feedback.source_row as line, feedback.source_record_id,
    said.text_key, said.month, said.method, said.language, said.theme_vocabulary, said.theme_key, said.characteristic_key,
    said.sentiment, said.coder_kind, said.person_key
from warehouse.marts.mart_theme__text as said
inner join warehouse.core.fct_feedback as feedback on said.feedback_key = feedback.feedback_key
inner join warehouse.core.fct_batch as batch
    on feedback.contract = batch.contract and feedback.source_id = batch.source_id and feedback.batch_id = batch.batch_id
where said.month between $first::date and $last::date
order by all
"""


def theme(ground: Ground, row: Row) -> Walk:
    """Walk a theme: the remarks that raise it, those of the year before, and all that they are a share of."""
    first, last = pd.Timestamp(row["period_start"]), pd.Timestamp(row["period_end"])
    every = _remarks(ground, first, last)
    mine = _of_cell(every, row, CELL)
    total = _of_cell(every, row, ("method", "language"))
    n = mine["text_key"].nunique()
    made: Row = {"n": base(mine) and n, "n_persons": mine["person_key"].nunique()}
    made |= {f"n_{name}": _count(mine, "sentiment", name) for name in SENTIMENTS}
    made |= {f"n_{name}": _count(mine, "coder_kind", name) for name in CODERS}
    made |= {"n_total": total["text_key"].nunique(), "share": n / total["text_key"].nunique()}
    parts = [Part("remarks", mine, "aggregates.agg_text_theme", _cells(ground, row)), Part("all remarks", total)]
    if row["previous_n"] is not None:
        before = _remarks(ground, first - pd.DateOffset(months=12), first - pd.DateOffset(days=1))
        earlier = _of_cell(before, row, CELL)
        made["previous_n"] = earlier["text_key"].nunique()
        made["previous_n_total"] = _of_cell(before, row, ("method", "language"))["text_key"].nunique()
        parts.append(Part("remarks of the year before", earlier))
    return Walk(parts, compared(row, made))


def _remarks(ground: Ground, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    return ground.frame(_REMARKS, first=f"{first:%Y-%m-%d}", last=f"{last:%Y-%m-%d}")


def _of_cell(rows: pd.DataFrame, row: Row, columns: tuple[str, ...]) -> pd.DataFrame:
    chosen = rows
    for column in columns:
        if row[column] != "all":
            chosen = chosen[chosen[column] == row[column]]
    return chosen


def _count(rows: pd.DataFrame, column: str, value: str) -> int:
    return int(rows[rows[column] == value]["text_key"].nunique())


def _cells(ground: Ground, row: Row) -> pd.DataFrame:
    """Return the counts by month, source, language and sentiment; they know no characteristics."""
    return ground.frame(
        "select * from warehouse.aggregates.agg_text_theme where month between $first::date and $last::date "
        "and $theme in ('all', theme_key) and $vocabulary in ('all', theme_vocabulary) and $method in ('all', method) "
        "and $language in ('all', language) order by all",
        first=row["period_start"],
        last=row["period_end"],
        theme=row["theme_key"],
        vocabulary=row["theme_vocabulary"],
        method=row["method"],
        language=row["language"],
    )
