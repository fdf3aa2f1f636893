"""The published figures that sentences are made from, and how one is looked up.

Frames are those of the published layer, so that no sentence can tell what the tables hide.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dbt_project.wording.values import Interval, Number, Onset, Period, Rate

EVERYBODY = {"cut": "overall", "cut_value": "all"}


@dataclass(frozen=True)
class Figures:
    """The published tables by name, and the one row of ``pub_edition``."""

    tables: Mapping[str, pd.DataFrame]
    edition: Mapping[str, Any]

    def rows(self, table: str, **where: Any) -> pd.DataFrame:
        """Return the rows of ``pub_<table>`` whose columns have the given values."""
        frame = self.tables[table]
        for column, wanted in where.items():
            frame = frame[frame[column] == wanted]
        return frame

    def one(self, table: str, **where: Any) -> pd.Series | None:
        """Return the only such row that is shown, or None.

        Raises:
            ValueError: when there are several.
        """
        frame = self.rows(table, **where)
        if "suppress_reason" in frame:
            frame = frame[frame["suppress_reason"].isna()]
        if len(frame) > 1:
            raise ValueError(f"pub_{table} has {len(frame)} rows with {where}, not one")
        return frame.iloc[0] if len(frame) else None

    def headline(self) -> dict[str, Any]:
        """Return the key of the headline series: the mean score of everybody."""
        key = {"characteristic_key": self.edition["headline_characteristic"], "aspect": self.edition["headline_aspect"]}
        return {"measure": "M2_mean_score", **key, **EVERYBODY}

    def latest_start(self, table: str, **where: Any) -> Any:
        """Return the latest complete period_start with such a row, or None."""
        frame = self.rows(table, **where)
        if "period_end" in frame:
            frame = frame[frame["period_end"] <= self.edition["as_of"]]
        if "suppress_reason" in frame:
            frame = frame[frame["suppress_reason"].isna()]
        return frame["period_start"].max() if len(frame) else None

    def period(self, period_type: str, start: Any) -> Period:
        """Return a period as a value that can be written."""
        found = self.rows("period", period_type=period_type, period_start=start).iloc[0]
        wave = None if pd.isna(found["wave"]) else str(found["wave"])
        return Period(period_type, day_of(start), day_of(found["period_end"]), wave)


def day_of(value: Any) -> dt.date:
    """Return a figure's date, whatever type the table gave it, as a plain day."""
    return pd.Timestamp(value).date()


def points(low: float, high: float, signed: bool = True) -> Interval:
    """Return an interval of scores or of changes in points."""
    return Interval(Number(low, 1, signed), Number(high, 1, signed))


def rates(low: float, high: float) -> Interval:
    """Return an interval of rates."""
    return Interval(Rate(low), Rate(high))


def onset(row: pd.Series) -> Onset:
    """Return when a changed series began to differ: its change point, or else its first period."""
    start = row["change_point_period_start"]
    return Onset(row["period_type"], day_of(row["first_period"] if pd.isna(start) else start))


def segment_label(row: pd.Series) -> str:
    """Return the label key of a row's segment."""
    return f"cut_value.{row['cut']}.{row['cut_value']}"
