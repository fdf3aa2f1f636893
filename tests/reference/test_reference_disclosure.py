"""Small-base suppression on the 4 × 4 table with published margins (case suppression-4x4)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from dbt_project.statistics.disclosure import System, protect
from tests.reference.conftest import Case

Intervals = dict[tuple[int, int], tuple[float, float]]


def margins(size: int) -> np.ndarray:
    """Return which inner cells each row, column and grand total sums, (2 · size + 1, size²)."""
    rows = np.kron(np.eye(size), np.ones(size))
    columns = np.kron(np.ones(size), np.eye(size))
    return np.vstack([rows, columns, np.ones(size * size)])


def intervals(table: np.ndarray, hidden: np.ndarray) -> Intervals:
    """Return what an attacker can tell of each hidden cell, from the shown ones and all margins."""
    sums = margins(len(table))
    shown = np.eye(table.size)[~hidden.ravel()]
    left, right = np.vstack([sums, shown]), np.concatenate([sums @ table.ravel(), table[~hidden]])
    found: Intervals = {}
    for row, column in np.argwhere(hidden):
        aim = np.zeros(table.size)
        aim[row * len(table) + column] = 1
        low, high = (sign * linprog(sign * aim, A_eq=left, b_eq=right, method="highs").fun for sign in (1, -1))
        found[int(row), int(column)] = (low, high)
    return found


def chosen(table: np.ndarray, threshold: int) -> np.ndarray:
    """Return the pattern that disclosure control chooses while it keeps all margins."""
    cells = sparse.csr_array(np.vstack([np.eye(table.size), margins(len(table))]))
    counts = table.ravel().astype(float)
    bases = cells @ counts
    nothing = sparse.csr_array((0, table.size))
    dear = np.where(np.arange(len(bases)) < table.size, 1.0, 1000.0)
    free = np.full(table.size, np.inf)
    published = np.ones(len(bases), dtype=bool)
    system = System(counts, free, nothing, cells, bases * dear, published, nothing, np.zeros(0))
    hidden = protect(system, bases < threshold, ~published, threshold).hidden
    assert not hidden[table.size :].any()
    return hidden[: table.size].reshape(table.shape)


def test_small_cells_of_the_4x4_table_are_protected(case: Callable[[str], Case]) -> None:
    read = case("suppression-4x4")
    table = np.array(read["data"]["table"])
    expected = read["expected"]
    primary = np.array(expected["primary_pattern"], dtype=bool)
    assert np.array_equal(table < read["design"]["threshold"], primary)
    read.check("n_primary", primary.sum())

    # The primary pattern alone is no protection, by the same attack.
    assert any(abs(high - low) < 1e-6 for low, high in intervals(table, primary).values())

    hidden = chosen(table, read["design"]["threshold"])
    assert (hidden >= primary).all()
    for cell, (low, high) in intervals(table, hidden).items():
        assert high - low > 1, f"cell {cell} is between {low} and {high}"
    # Here the least costly pattern is also the optimum of "fewest cells, then least count".
    complementary = hidden & ~primary
    read.check("min_complementary_cells", complementary.sum())
    read.check("min_complementary_count_sum", table[complementary].sum())
    assert np.array_equal(hidden, np.array(expected["example_pattern"], dtype=bool))
