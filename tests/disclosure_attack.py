"""The attacker: a linear programme over nothing but published numbers. It shares no code with what it attacks.

Unknown are the counts of one month and one segment, in each edition. Known are all bases that any published table shows, that
months sum to quarters, years and waves, that a cut's values sum to everybody, and that no count is negative. He is given what he
could at most find out besides: which counts did not change from one edition to the next, and which are zero.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linprog

Cell = tuple[str, str, str, dt.date]  # cut, cut_value, period_type, period_start
Month = tuple[str, str, dt.date]  # cut, cut_value, month


@dataclass
class Edition:
    """What one edition says of one series.

    ``shown``: bases by cell. ``ends``: last day of each period by type and start. ``truth``: counts by cut, value and month, of
    which the attacker only uses whether they are zero, and whether they differ from another edition's. ``totals``: sums of
    answers by cell, where the table shows means. ``most_interviews``: upper bounds of months.
    """

    as_of: dt.date
    shown: dict[Cell, float]
    hidden: list[Cell]
    ends: dict[tuple[str, dt.date], dt.date]
    truth: dict[Month, float]
    totals: dict[Cell, float] = field(default_factory=dict)
    most_interviews: dict[Month, float] = field(default_factory=dict)


class Attack:
    """All editions of one series as one system of equations; ``scale`` is the lowest and highest answer."""

    def __init__(self, editions: Iterable[Edition], scale: tuple[float, float] = (1, 5)) -> None:
        self.editions = list(editions)
        self.unknown: dict[tuple[Month, float], int] = {}
        for edition in self.editions:
            for month, n in edition.truth.items():
                if n > 0 and month[2] <= edition.as_of:
                    self.unknown.setdefault((month, n), len(self.unknown))
        self.size = len(self.unknown)
        self.rows: list[tuple[dict[int, float], float]] = []
        for edition in self.editions:
            self._learn(edition)
        self.bounds = self._bounds()
        self.scale = scale

    def _cell(self, edition: Edition, cell: Cell) -> dict[int, float]:
        cut, value, kind, start = cell
        end = start if kind == "month" else min(edition.ends[kind, start], edition.as_of)
        months = [
            (key, n) for key, n in edition.truth.items() if key[:2] == (cut, value) and start <= key[2] <= end and n > 0
        ]
        return {self.unknown[pair]: 1.0 for pair in months}

    def _learn(self, edition: Edition) -> None:
        for cell, n in edition.shown.items():
            self.rows.append((self._cell(edition, cell), n))
        cuts = {cut for cut, _, _ in edition.truth} - {"overall"}
        months = {month for _, _, month in edition.truth if month <= edition.as_of}
        for month in months:
            everybody = self._cell(edition, ("overall", "all", "month", month))
            for cut in cuts:
                row = dict.fromkeys(everybody, -1.0)
                for other, value, when in edition.truth:
                    if (other, when) == (cut, month):
                        row |= self._cell(edition, (cut, value, "month", month))
                self.rows.append((row, 0.0))

    def _bounds(self) -> list[tuple[float, float | None]]:
        most: dict[int, float] = {}
        for edition in self.editions:
            for month, bound in edition.most_interviews.items():
                pair = (month, edition.truth.get(month, 0))
                if pair in self.unknown:
                    most[self.unknown[pair]] = min(bound, most.get(self.unknown[pair], np.inf))
        return [(0.0, most.get(atom)) for atom in range(self.size)]

    def _matrix(self, rows: list[dict[int, float]], offset: int = 0, width: int | None = None) -> sparse.csr_array:
        entries = [(number, atom + offset, sign) for number, row in enumerate(rows) for atom, sign in row.items()]
        where, atoms, signs = zip(*entries, strict=True) if entries else ((), (), ())
        return sparse.csr_array((signs, (where, atoms)), shape=(len(rows), width or self.size))

    def bases(self, edition: Edition, cells: Iterable[Cell] | None = None) -> pd.DataFrame:
        """Return what an edition's hidden cells can be: cut, cut_value, period_type, period_start, true, low, high."""
        left = self._matrix([row for row, _ in self.rows])
        right = np.array([n for _, n in self.rows])
        found = []
        for cell in edition.hidden if cells is None else cells:
            row = self._cell(edition, cell)
            if row:
                aim = np.zeros(self.size)
                aim[list(row)] = 1.0
                low, high = _range(aim, left, right, self.bounds)
                true = sum(n for (_, n), atom in self.unknown.items() if atom in row)
                found.append((*cell, true, low, high))
        return pd.DataFrame(found, columns=["cut", "cut_value", "period_type", "period_start", "true", "low", "high"])

    def answer_sums(self, edition: Edition) -> pd.DataFrame:
        """Return what the sums of answers in the hidden cells can be, given the means of all shown ones as well."""
        lowest, highest = self.scale
        width = 2 * self.size
        cells = [(self._cell(one, cell), total) for one in self.editions for cell, total in one.totals.items()]
        ties = [row for row, n in self.rows if n == 0 and any(sign < 0 for sign in row.values())]
        left = sparse.vstack(
            [
                self._matrix([row for row, _ in self.rows], 0, width),
                self._matrix([row for row, _ in cells], self.size, width),
                self._matrix(ties, self.size, width),
            ]
        )
        right = np.concatenate([[n for _, n in self.rows], [total for _, total in cells], np.zeros(len(ties))])
        one = sparse.eye_array(self.size)
        within = sparse.vstack([sparse.hstack([lowest * one, -one]), sparse.hstack([-highest * one, one])])
        bounds = [*self.bounds, *[(0.0, None)] * self.size]
        found = []
        for cell in edition.hidden:
            row = self._cell(edition, cell)
            if row:
                aim = np.zeros(width)
                aim[[atom + self.size for atom in row]] = 1.0
                found.append((*cell, *_range(aim, left, right, bounds, within)))
        return pd.DataFrame(found, columns=["cut", "cut_value", "period_type", "period_start", "low", "high"])


def _range(aim: Any, left: Any, right: Any, bounds: Any, within: Any = None) -> tuple[float, float]:
    ends = []
    limit = None if within is None else np.zeros(within.shape[0])
    for sign in (1.0, -1.0):
        solved = linprog(sign * aim, A_ub=within, b_ub=limit, A_eq=left, b_eq=right, bounds=bounds, method="highs")
        if solved.status == 3:
            ends.append(np.inf)
            continue
        assert solved.status == 0, f"the published numbers contradict each other: {solved.message}"
        ends.append(sign * solved.fun)
    return float(ends[0]), float(ends[1])


def recovered(found: pd.DataFrame) -> pd.DataFrame:
    """Return the cells that are determined: there is no whole number besides the true one."""
    return found[np.floor(found.high + 1e-6) - np.ceil(found.low - 1e-6) < 1]


def unprotected(found: pd.DataFrame, minimum_n: int, margin: int) -> pd.DataFrame:
    """Return the small cells whose interval does not reach from ``margin`` below the truth (or zero) to ``minimum_n``."""
    small = found[found.true < minimum_n]
    return small[(small.high < minimum_n - 1e-6) | (small.low > np.maximum(0, small.true - margin) + 1e-6)]


__all__ = ["Attack", "Cell", "Edition", "Month", "recovered", "unprotected"]
