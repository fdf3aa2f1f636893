"""Complementary suppression on small tables: attacked by linear programmes that share no code with it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dbt_project.statistics.disclosure import margin
from dbt_project.statistics.disclosure_tables import choose_hidden
from tests.disclosure_attack import Attack, Edition, recovered, unprotected

MINIMUM = 10
NO_CEILINGS = pd.DataFrame(columns=["subject", "cut", "cut_value", "period_start", "n_asked"])
NAMES = {"subject": "survey_answer", "aspect": "perception", "characteristic_key": "staff"}
KEY = ["cut", "cut_value", "period_type", "period_start"]


def month(number: int) -> dt.date:
    """Return the first day of a month, counted from January 2025."""
    return dt.date(2025 + number // 12, number % 12 + 1, 1)


def last_day(number: int) -> dt.date:
    return month(number + 1) - dt.timedelta(days=1)


def atoms_of(table: np.ndarray) -> pd.DataFrame:
    """Counts of values × months as atoms, with everybody as their sum."""
    rows = [("region", f"r{value}", number, n) for value, line in enumerate(table) for number, n in enumerate(line)]
    rows += [("overall", "all", number, n) for number, n in enumerate(table.sum(axis=0))]
    frame = pd.DataFrame(rows, columns=["cut", "cut_value", "number", "n"])
    frame = frame.assign(slot=frame.number.map(lambda number: str(month(number))), **NAMES)
    return frame[frame.n > 0]


def slots_of(n_months: int) -> pd.DataFrame:
    rows = []
    for number in range(n_months):
        slot = {"slot": str(month(number)), "month": month(number), "scale": "1 5 up", **NAMES}
        rows.append({**slot, "period_type": "month", "period_start": month(number)})
        rows.append({**slot, "period_type": "quarter", "period_start": month(number // 3 * 3)})
        rows.append({**slot, "period_type": "year", "period_start": month(number // 12 * 12)})
    return pd.DataFrame(rows)


def cells_of(table: np.ndarray) -> pd.DataFrame:
    parts = atoms_of(table).merge(slots_of(table.shape[1]), on=[*NAMES, "slot"])
    cells = parts.groupby([*NAMES, *KEY, "scale"], as_index=False)["n"].sum()
    return cells.assign(
        n_asked=cells.n,
        is_small=(cells.n > 0) & (cells.n < MINIMUM),
        is_published=True,
        family="staff",
        is_hidden=False,
    )


def published(table: np.ndarray, history: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the cells of a table with what the algorithm hides of them."""
    cells = cells_of(table)
    past = pd.DataFrame(columns=["edition", "as_of", *NAMES, *KEY, "scale", "n", "is_hidden"])
    past = past if history is None else history
    hidden = choose_hidden(cells, slots_of(table.shape[1]), atoms_of(table), past, NO_CEILINGS, MINIMUM)
    assert not hidden.is_exposed.any()
    named = set(hidden[KEY].itertuples(index=False, name=None))
    return cells.assign(is_hidden=[key in named for key in cells[KEY].itertuples(index=False, name=None)])


def as_history(cells: pd.DataFrame, table: np.ndarray, edition: str) -> pd.DataFrame:
    return cells.assign(edition=edition, as_of=last_day(table.shape[1] - 1))


def edition_of(cells: pd.DataFrame, table: np.ndarray) -> Edition:
    """What the attacker sees of it."""
    lengths = {"month": 1, "quarter": 3, "year": 12}
    keys = list(cells[KEY].itertuples(index=False, name=None))
    return Edition(
        as_of=last_day(table.shape[1] - 1),
        shown={key: n for key, n, is_hidden in zip(keys, cells.n, cells.is_hidden, strict=True) if not is_hidden},
        hidden=[key for key, is_hidden in zip(keys, cells.is_hidden, strict=True) if is_hidden],
        ends={
            (kind, month(start)): last_day(start + length - 1)
            for kind, length in lengths.items()
            for start in range(0, table.shape[1], length)
        },
        truth={
            (row.cut, row.cut_value, month(row.number)): float(row.n) for row in atoms_of(table).itertuples(index=False)
        },
    )


# One small cell: r0 in January. Its quarter is the sum of three months, and everybody the sum of the regions.
TABLE = np.array([[4, 21, 22], [33, 31, 35], [26, 27, 24]])


def test_small_cells_alone_are_recovered_by_subtraction() -> None:
    cells = cells_of(TABLE)
    edition = edition_of(cells.assign(is_hidden=cells.is_small), TABLE)
    [row] = recovered(Attack([edition]).bases(edition)).itertuples()
    assert (row.cut_value, row.period_start, row.low, row.high) == ("r0", month(0), pytest.approx(4), pytest.approx(4))


def test_with_complements_the_small_cell_spans_the_protection_interval() -> None:
    cells = published(TABLE)
    edition = edition_of(cells, TABLE)
    found = Attack([edition]).bases(edition)
    assert len(found) == 4  # the small cell, and a rectangle with one more region and one more month
    assert recovered(found).empty
    assert unprotected(found, MINIMUM, margin(MINIMUM)).empty
    assert set(cells[cells.is_hidden].cut) == {"region"}
    assert set(cells[cells.is_hidden].period_type) == {"month"}


def test_two_small_months_do_not_protect_each_other_if_their_sum_is_small() -> None:
    # 4 + 3 hidden of a shown quarter would publish a figure of seven people.
    table = np.array([[4, 3, 30], [33, 31, 35]])
    edition = edition_of(published(table), table)
    found = Attack([edition]).bases(edition)
    assert unprotected(found, MINIMUM, margin(MINIMUM)).empty


def test_a_pattern_that_moves_is_attacked_over_editions_and_with_history_it_stays() -> None:
    late = TABLE.copy()
    late[2, 0] += 100  # the region that protected the small cell is dearer to hide now: another one would be cheaper
    first = published(TABLE)
    one = edition_of(first, TABLE)
    small = ("r0", month(0))

    forgetful = edition_of(published(late), late)
    assert recovered(Attack([one]).bases(one)).empty
    assert recovered(Attack([forgetful]).bases(forgetful)).empty
    together = recovered(Attack([one, forgetful]).bases(forgetful))
    assert small in set(together[["cut_value", "period_start"]].itertuples(index=False, name=None))

    remembering = edition_of(published(late, as_history(first, TABLE, "1")), late)
    attack = Attack([one, remembering])
    for edition in (one, remembering):
        found = attack.bases(edition)
        assert small in set(found[["cut_value", "period_start"]].itertuples(index=False, name=None))
        assert recovered(found).empty
        assert unprotected(found, MINIMUM, margin(MINIMUM)).empty


def test_a_new_small_month_is_not_last_years_total_less_this_one() -> None:
    # The year to date was shown a month ago; shown again it would give the new month away.
    before = np.array([[21, 22, 20], [33, 31, 35]])
    now = np.array([[21, 22, 20, 4], [33, 31, 35, 30]])
    first = published(before)
    assert not first.is_hidden.any()
    second = published(now, as_history(first, before, "1"))
    editions = [edition_of(first, before), edition_of(second, now)]
    found = Attack(editions).bases(editions[1])
    assert recovered(found).empty
    assert unprotected(found, MINIMUM, margin(MINIMUM)).empty
    naive = cells_of(now)
    naive = naive.assign(is_hidden=naive.is_small)
    assert not recovered(Attack([editions[0], edition_of(naive, now)]).bases(edition_of(naive, now))).empty


def test_a_cell_that_late_rows_make_large_enough_does_not_give_away_what_it_was() -> None:
    late = TABLE.copy()
    late[0, 0] = 12
    first = published(TABLE)
    second = published(late, as_history(first, TABLE, "1"))
    editions = [edition_of(first, TABLE), edition_of(second, late)]
    attack = Attack(editions)
    assert unprotected(attack.bases(editions[0]), MINIMUM, margin(MINIMUM)).empty
    assert recovered(attack.bases(editions[0])).empty
    assert recovered(attack.bases(editions[1])).empty
    everything = cells_of(late)
    naive = Attack([editions[0], edition_of(everything, late)])
    assert not recovered(naive.bases(editions[0])).empty


counts = st.integers(min_value=0, max_value=40)


@settings(max_examples=25, deadline=None)
@given(
    st.integers(2, 4).flatmap(
        lambda rows: st.lists(st.lists(counts, min_size=4, max_size=4), min_size=rows, max_size=rows)
    )
)
def test_no_random_table_can_be_attacked(rows: list[list[int]]) -> None:
    table = np.array(rows)
    edition = edition_of(published(table), table)
    found = Attack([edition]).bases(edition)
    assert recovered(found).empty
    assert unprotected(found, MINIMUM, margin(MINIMUM)).empty


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(counts, min_size=5, max_size=5), min_size=3, max_size=3),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(1, 12)), max_size=3),
)
def test_no_three_random_editions_can_be_attacked(rows: list[list[int]], late: list[tuple[int, int, int]]) -> None:
    table = np.array(rows)
    editions, history = [], []
    for number, until in enumerate((3, 4, 5)):
        now = table[:, :until].copy()
        for value, when, n in late[:number]:
            if when < until - 1:
                now[value, when] += n
        past = pd.concat(history, ignore_index=True) if history else None
        cells = published(now, past)
        history.append(as_history(cells, now, str(number)))
        editions.append(edition_of(cells, now))
    attack = Attack(editions)
    for edition in editions:
        found = attack.bases(edition)
        assert recovered(found).empty
        assert unprotected(found, MINIMUM, margin(MINIMUM)).empty
