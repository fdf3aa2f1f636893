"""Which series need work, and what earlier editions said of them: the reading that comes before ``disclosure_tables``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

HISTORY_COLUMNS = [
    "edition", "as_of", "subject", "aspect", "characteristic_key", "cut", "cut_value", "period_type", "period_start", "scale",
    "n", "is_hidden",
]  # fmt: skip
SERIES_NAME = "concat_ws('|', subject, aspect, characteristic_key)"


@dataclass(frozen=True)
class AtRisk:
    """The cells of the series at risk, their past, and the interviews that other series give away by their missing answers."""

    cells: pd.DataFrame
    history: pd.DataFrame
    ceilings: pd.DataFrame
    series: list[str]

    def of(self, relation: Any) -> pd.DataFrame:
        """Return the rows of these series in a relation."""
        frame: pd.DataFrame = relation.filter(_among(SERIES_NAME, self.series)).df()
        return frame


def earlier_editions(connection: Any) -> Any:
    """Return all that earlier editions published as a DuckDB relation, or nothing before the first edition.

    Args:
        connection: DuckDB, on which dbt has set ``published_disclosure``.
    """
    [files] = connection.execute("select getvariable('published_disclosure')").fetchone()
    if not files:
        return None
    named = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
    return connection.query(
        "select filename as edition, * exclude (filename) "
        f"from read_parquet([{named}], union_by_name = true, filename = true)"
    )


def at_risk(cells: Any, history: Any) -> AtRisk:
    """Return what is to be protected: families with a small cell now, or with a hidden one in an earlier edition.

    Args:
        cells: relation ``mart_disclosure__cell``.
        history: as :func:`earlier_editions` gives it.
    """
    past = _hidden_series(history)
    wanted = f"is_at_risk or {_among(SERIES_NAME, past)}"
    families = [row[0] for row in cells.filter(wanted).project("family").distinct().fetchall()]
    chosen = cells.filter(_among("family", sorted(families)))
    series = sorted(row[0] for row in chosen.project(SERIES_NAME).distinct().fetchall())
    others = cells.filter(f"period_type = 'month' and not ({_among('family', sorted(families))})")
    given_away = others.project("subject, cut, cut_value, period_start, n_asked").distinct().df()
    return AtRisk(chosen.df(), _history(history, series), given_away, series)


def _hidden_series(history: Any) -> list[str]:
    if history is None:
        return []
    hidden = history.filter("is_hidden and n > 0 and subject <> 'gap_total'").project(SERIES_NAME).distinct()
    return sorted(row[0] for row in hidden.fetchall())


def _history(history: Any, series: list[str]) -> pd.DataFrame:
    if history is None or not series:
        return pd.DataFrame(columns=HISTORY_COLUMNS)
    frame: pd.DataFrame = history.filter(_among(SERIES_NAME, series)).project(", ".join(HISTORY_COLUMNS)).df()
    return frame


def _among(expression: str, values: list[str]) -> str:
    """Return an SQL condition that is false where there are no values."""
    if not values:
        return "false"
    return f"{expression} in ({', '.join(chr(39) + value.replace(chr(39), chr(39) * 2) + chr(39) for value in values)})"
