"""What a walk from a figure to its rows consists of: parts with their cells and rows, and figures made again from the rows."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

TOLERANCE = 1e-9
PLACE = ["source_id", "batch_id", "file", "line", "source_record_id"]


class LineageError(Exception):
    """A figure cannot be walked back; the message is one sentence that says why and what to do."""


@dataclass(frozen=True)
class Part:
    """One thing that a figure is a function of.

    Attributes:
        role: what the rows are to the figure: answers, expected, complaints, exposure, …
        rows: landed rows: ``PLACE`` (which file and line) and the values that enter.
        cells_of: the table of sums that the rows were reduced to, empty where there is none.
        cells: its rows for this figure.
    """

    role: str
    rows: pd.DataFrame
    cells_of: str = ""
    cells: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True)
class Comparison:
    """A value as it was published and as the rows give it."""

    name: str
    published: Any
    recomputed: Any

    @property
    def is_equal(self) -> bool:
        """Whether both are absent, or equal to a relative and absolute 1e-9."""
        one, other = _number(self.published), _number(self.recomputed)
        if one is None or other is None:
            return one is None and other is None
        return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


@dataclass(frozen=True)
class Use:
    """Another published figure that this one is a function of."""

    figure_id: str
    what: str
    estimate: float | None


@dataclass(frozen=True)
class Walk:
    """Everything found behind one figure."""

    parts: list[Part]
    comparisons: list[Comparison]
    uses: list[Use] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_equal(self) -> bool:
        """Whether the rows give the figure."""
        return bool(self.comparisons) and all(each.is_equal for each in self.comparisons)

    def __add__(self, other: Walk) -> Walk:
        """Join what is behind two figures."""
        return Walk(
            self.parts + other.parts,
            self.comparisons + other.comparisons,
            self.uses + other.uses,
            self.notes + other.notes,
        )


def compared(figure: dict[str, Any], made: dict[str, Any]) -> list[Comparison]:
    """Return each recomputed value beside the published column of its name."""
    return [Comparison(name, figure.get(name), value) for name, value in made.items()]


def base(rows: pd.DataFrame) -> int | None:
    """Return how many rows there are, none where there are none: an empty cell has no figure."""
    return len(rows) or None


def _number(value: Any) -> float | None:
    number = None if value is None or value is pd.NA else float(value)
    return None if number is None or math.isnan(number) else number
