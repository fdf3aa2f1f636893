"""Complementary suppression: which cells to hide besides small ones, so that nobody can work out a hidden one.

A published table is a set of sums over unknown counts, its *atoms* (one month, one segment). An attacker knows every shown
sum, that atoms are not negative, and perhaps that some cannot exceed a number. A hidden cell is protected upwards by ``d`` if
there is another table that agrees with all he knows and in which the cell is ``d`` larger; the set of such tables is convex,
so that the cell may be anything between. We look for that other table with the least cost of cells that would have to differ
from what is shown, and hide those (Kelly, Golden and Assad 1992; Fischetti and Salazar 2001; Hundepool et al., *Statistical
Disclosure Control*, 2012, ch. 4). Each solution is at the same time the proof that its cell is protected, and hiding more
never undoes it.

Which cells and editions there are is in ``disclosure_tables``; nothing here knows of months or segments but as blocks to look in.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indices = NDArray[np.int64]

TOLERANCE = 1e-6
SAFETY_RANGE = 0.3  # share of the threshold; the frequency rule's safety range in tau-ARGUS is the same idea


def margin(minimum_n: int) -> int:
    """Return how far below its base a small cell must seem possible, in answers: 30 % of the threshold, rounded up."""
    return math.ceil(SAFETY_RANGE * minimum_n)


@dataclass
class System:
    """What an attacker could write down.

    Attributes:
        base: true counts, (atoms,).
        ceiling: the most an attacker holds possible for each, (atoms,); infinite where he knows nothing.
        known: sums that he knows whatever this edition hides, (rows, atoms).
        cells: sums that this edition may publish, followed by hidden sums of earlier editions, (cells, atoms).
        cost: of hiding each cell, (cells,). published: whether the cell is this edition's to show or hide, (cells,).
        growth: rows whose sum cannot fall by more than ``growth_limit``: counts to which late rows were added.
        block: sets of atoms to look in first, by cell, ever wider.
    """

    base: Floats
    ceiling: Floats
    known: sparse.csr_array
    cells: sparse.csr_array
    cost: Floats
    published: Flags
    growth: sparse.csr_array
    growth_limit: Floats
    blocks: dict[int, list[Indices]] = field(default_factory=dict)

    def within(self, cell: int) -> Iterator[Indices]:
        """Yield the atoms to look in, ending with all of them."""
        yield from self.blocks.get(cell, [])
        yield np.arange(len(self.base))


@dataclass
class Pattern:
    """Which cells are hidden, and how far each is proved to be free to move (answers, up and down)."""

    hidden: Flags
    up: Floats
    down: Floats
    exposed: set[int] = field(default_factory=set)

    def record(self, moves: Floats, published: Flags) -> None:
        """Note a table that agrees with what is shown: what moves in it is hidden, and may move so far."""
        self.hidden |= published & (np.abs(moves) > TOLERANCE)
        self.up = np.maximum(self.up, moves)
        self.down = np.maximum(self.down, -moves)


def protect(system: System, hidden: Flags, told: Flags, minimum_n: int) -> Pattern:
    """Hide as many more cells as it takes.

    Args:
        system: what is known and what could be published.
        hidden: cells hidden from the start: small ones, and those that were hidden before.
        told: cells that an earlier edition has shown unchanged: shown or not, they cannot be protected any more.
        minimum_n: bases below it are small. A small cell must seem possibly as large as this, and as small as its base less
            :func:`margin`; any other hidden one must only not be determined (it may be one answer more or less).

    Returns:
        The pattern; ``exposed`` are cells for which nothing helps, because earlier editions have told too much.
    """
    base = system.cells @ system.base
    size = len(base)
    pattern = Pattern(hidden.copy(), np.zeros(size), np.zeros(size))
    small = [int(cell) for cell in np.flatnonzero(hidden & ~told & (base < minimum_n) & (base > 0))]
    for cell in sorted(small, key=lambda cell: (base[cell], cell)):
        _move(system, pattern, told, cell, minimum_n - base[cell])
        _move(system, pattern, told, cell, -min(base[cell], margin(minimum_n)))
    while fixed := _determined(pattern, told, base):
        for cell in fixed:
            if pattern.up[cell] + pattern.down[cell] < 1 - TOLERANCE:
                _loosen(system, pattern, told, cell)
    return pattern


def _determined(pattern: Pattern, told: Flags, base: Floats) -> list[int]:
    width = pattern.up + pattern.down
    open_cells = pattern.hidden & ~told & (base > 0) & (width < 1 - TOLERANCE)
    return [int(cell) for cell in np.flatnonzero(open_cells) if int(cell) not in pattern.exposed]


def _loosen(system: System, pattern: Pattern, told: Flags, cell: int) -> None:
    """Make a hidden cell differ by one answer, either way."""
    _move(system, pattern, told, cell, 1.0)
    if cell in pattern.exposed:
        pattern.exposed.discard(cell)
        _move(system, pattern, told, cell, -1.0)


def _move(system: System, pattern: Pattern, told: Flags, cell: int, change: float) -> None:
    reached = pattern.up[cell] if change > 0 else pattern.down[cell]
    if reached >= abs(change) - TOLERANCE:
        return
    free = pattern.hidden | told | ~system.published
    for atoms in system.within(cell):
        moves = cheapest_change(system, free, cell, change, atoms)
        if moves is not None:
            pattern.record(moves, system.published & ~told)
            return
    pattern.exposed.add(cell)


def cheapest_change(system: System, free: Flags, cell: int, change: float, atoms: Indices) -> Floats | None:
    """Return by how much each cell differs in the nearest other table in which ``cell`` differs by ``change``.

    Nearest: least Σ cost · |difference| over the cells that are not ``free``. Only ``atoms`` may differ.

    Returns:
        Differences of all cells, (cells,); none if there is no such table.
    """
    cells = system.cells[:, atoms]
    priced = np.flatnonzero((np.diff(cells.indptr) > 0) & ~free)
    known = system.known[:, atoms]
    known = known[np.flatnonzero(np.diff(known.indptr) > 0)]
    target = cells[[cell]]
    split = sparse.hstack([-sparse.eye_array(len(priced)), sparse.eye_array(len(priced))])
    equal = sparse.vstack(
        [
            sparse.hstack([cells[priced], split]),
            sparse.hstack([sparse.vstack([known, target]), sparse.csr_array((known.shape[0] + 1, 2 * len(priced)))]),
        ],
        format="csr",
    )
    right = np.zeros(equal.shape[0])
    right[-1] = change
    cost = np.concatenate([np.zeros(len(atoms)), system.cost[priced], system.cost[priced]])
    lowest = np.concatenate([-system.base[atoms], np.zeros(2 * len(priced))])
    highest = np.concatenate([(system.ceiling - system.base)[atoms], np.full(2 * len(priced), np.inf)])
    solved = linprog(
        cost,
        A_eq=equal,
        b_eq=right,
        bounds=np.column_stack([lowest, highest]),
        method="highs-ds",
        **_grown(system, atoms, 2 * len(priced)),
    )
    return None if solved.x is None else np.asarray(cells @ solved.x[: len(atoms)])


def _grown(system: System, atoms: Indices, others: int) -> dict[str, Any]:
    """Return the inequalities that late rows only add."""
    growth = system.growth[:, atoms]
    rows = np.flatnonzero(np.diff(growth.indptr) > 0)
    if not len(rows):
        return {}
    left = sparse.hstack([-growth[rows], sparse.csr_array((len(rows), others))], format="csr")
    return {"A_ub": left, "b_ub": system.growth_limit[rows]}


__all__ = ["Pattern", "System", "cheapest_change", "margin", "protect"]
