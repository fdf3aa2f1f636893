"""From published cells of this edition and of earlier ones to the system that ``disclosure`` protects, one series at a time.

A *series* is what one question's answers add up in: subject, aspect and characteristic. Its atoms are the counts of one slot
(month, wave and scale) and one segment; a published cell sums the slots of its period. A *family* is several series of which
each tells about the others, because largely the same people answered them (perceived, expected, and the gap of both): they
hide the same cells.

An atom that changed between two editions is two unknowns, an unchanged one is the same unknown in both. The models that feed this
are ``mart_disclosure__*``; what an attacker is assumed to know is in docs/disclosure.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from dbt_project.statistics.disclosure import Flags, Indices, Pattern, System, protect

SERIES = ["subject", "aspect", "characteristic_key"]
CELL = ["cut", "cut_value", "period_type", "period_start"]
OVERALL = "overall"
UNSTATED = None  # segment value of those who stated none; never published
# Readers miss a total more than a part, everybody's figure more than a segment's, and the last year more than those before.
PERIOD_COST = {"month": 1.0, "quarter": 2.0, "wave": 3.0, "year": 4.0}
OVERALL_COST = 5.0
RECENT_COST = 2.0
MONTHS_RECENT = 12

Key = tuple[Any, ...]
Row = tuple[int, ...]


@dataclass
class Unknowns:
    """The atoms of a series, numbered in the order in which they are met."""

    number: dict[Key, int] = field(default_factory=dict)
    base: list[float] = field(default_factory=list)
    ceiling: list[float] = field(default_factory=list)
    month: list[int] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)

    def add(self, key: Key, base: float, month: int, ceiling: float = np.inf) -> int:
        """Return the number of an atom; a new one is added."""
        if key not in self.number:
            self.number[key] = len(self.base)
            self.base.append(base)
            self.ceiling.append(max(base, ceiling))
            self.month.append(month)
            self.cut.append(key[1])
        return self.number[key]


class Series:
    """One series' cells, now and in earlier editions, as sums of atoms.

    Args:
        cells: this edition's cells (columns ``CELL``, scale, n, n_asked, is_small, is_published).
        slots: slots of each period (period_type, period_start, slot, month, scale).
        atoms: counts by slot, cut and cut_value.
        ceilings: the most that may have answered, by cut, cut_value and month, where other figures tell it.
    """

    def __init__(
        self, cells: pd.DataFrame, slots: pd.DataFrame, atoms: pd.DataFrame, ceilings: dict[Key, float] | None = None
    ) -> None:
        self.cells = cells.sort_values(CELL, kind="stable").reset_index(drop=True)
        self.ceilings = ceilings or {}
        self.unknowns = Unknowns()
        self.known: dict[Row, None] = {}
        self.growth: dict[tuple[int, int], float] = {}
        self.slots_of: dict[Key, list[tuple[str, int, str]]] = defaultdict(list)
        for row in _records(slots.sort_values(["period_type", "period_start", "slot"])):
            self.slots_of[row.period_type, row.period_start].append((row.slot, _index(row.month), row.scale))
        self.month_of = {row.slot: _index(row.month) for row in _records(slots)}
        self.slots_in: dict[int, list[str]] = defaultdict(list)
        for slot, month in sorted(self.month_of.items()):
            self.slots_in[month].append(slot)
        self.values = sorted(set(zip(atoms.cut, atoms.cut_value, strict=True)))
        self.count: dict[Key, float] = {
            (row.slot, row.cut, row.cut_value): float(row.n) for row in _records(atoms) if row.n > 0
        }
        self._add_unstated()
        self.monthly = _monthly(self.cells)
        for slot, cut, value in sorted(self.count, key=str):
            month = self.month_of[slot]
            ceiling = self.ceilings.get((cut, value, month), np.inf)
            self.unknowns.add((slot, cut, value, "now"), self.count[slot, cut, value], month, ceiling)
        for month in self.slots_in:
            self._tie(month, {})
        self.rows = [
            self._row(row.cut, row.cut_value, self._slots(row.period_type, row.period_start, row.scale), {})
            for row in _records(self.cells)
        ]

    def _slots(self, period_type: str, period_start: Any, scale: str, until: int | None = None) -> list[str]:
        found = self.slots_of.get((period_type, period_start), [])
        return [slot for slot, month, slot_scale in found if slot_scale == scale and (until is None or month <= until)]

    def _add_unstated(self) -> None:
        """Count those who stated no value of a cut, by slot: a number that is published nowhere."""
        stated: dict[tuple[str, str], float] = defaultdict(float)
        for (slot, cut, _), n in self.count.items():
            stated[slot, cut] += n
        for (slot, cut), n in stated.items():
            rest = self.count.get((slot, OVERALL, "all"), 0.0) - n
            if cut != OVERALL and rest > 0:
                self.count[slot, cut, UNSTATED] = rest

    def _atom(self, slot: str, cut: str, value: str | None, changed: dict[Key, float]) -> int | None:
        """Return the unknown that stands for a count in an edition; none for an empty one, which an attacker may know."""
        month = self.month_of[slot]
        if (cut, value, month) not in changed:
            return self.unknowns.number.get((slot, cut, value, "now"))
        before = self._before(slot, cut, value, month, changed)
        if before <= 0:
            return None
        number = self.unknowns.add((slot, cut, value, f"{before:.0f}"), before, month)
        now = self.unknowns.number.get((slot, cut, value, "now"))
        if now is not None and self.unknowns.base[now] > before:
            self.growth[number, now] = self.unknowns.base[now] - before
        return number

    def _before(self, slot: str, cut: str, value: str | None, month: int, changed: dict[Key, float]) -> float:
        """Return an earlier count of a slot; where the month has several slots, one that is certainly not too large."""
        before = changed[cut, value, month]
        if len(self.slots_in[month]) == 1:
            return before
        now = sum(self.count.get((other, cut, value), 0.0) for other in self.slots_in[month])
        return max(0.0, self.count.get((slot, cut, value), 0.0) - abs(now - before))

    def _row(self, cut: str, value: str, slots: list[str], changed: dict[Key, float]) -> Row:
        atoms = (self._atom(slot, cut, value, changed) for slot in slots)
        return tuple(sorted(atom for atom in atoms if atom is not None))

    def _tie(self, month: int, changed: dict[Key, float]) -> None:
        """Note that each cut's values, with those who stated none, sum to everybody."""
        for slot in self.slots_in[month]:
            whole = self._atom(slot, OVERALL, "all", changed)
            for cut in sorted({cut for cut, _ in self.values} - {OVERALL}):
                values = {value for other, value in self.values if other == cut}
                values |= {value for other, value, when in changed if (other, when) == (cut, month) and value}
                parts = [self._atom(slot, cut, value, changed) for value in [*sorted(values), UNSTATED]]
                present = tuple(sorted(part for part in parts if part is not None))
                if present and whole is not None:
                    self.known[(*present, -1 - whole)] = None

    def remember(self, edition: pd.DataFrame) -> tuple[list[Row], list[Row]]:
        """Return the sums that an earlier edition showed, and those that it hid.

        Args:
            edition: its cells of this series (columns ``CELL``, scale, n, is_hidden, as_of).
        """
        until = _index(edition["as_of"].iloc[0])
        monthly = _monthly(edition)
        changed = self._changed(monthly, until)
        for month in sorted({month for _, _, month in changed}):
            if month in self.slots_in:
                self._tie(month, changed)
        shown: list[Row] = []
        hidden: list[Row] = []
        for row in _records(edition[edition.n > 0].sort_values(CELL, kind="stable")):
            slots = self._slots(row.period_type, row.period_start, row.scale, until)
            atoms = self._row(row.cut, row.cut_value, slots, changed)
            if atoms:
                (hidden if row.is_hidden else shown).append(atoms)
        return shown, hidden

    def _changed(self, before: dict[Key, float], until: int) -> dict[Key, float]:
        """Return earlier counts by cut, value and month where they are not today's."""
        with_rest = _with_unstated(before)
        now = {key: n for key, n in _with_unstated(self.monthly).items() if key[2] <= until}
        keys = set(with_rest) | set(now)
        return {key: with_rest.get(key, 0.0) for key in keys if with_rest.get(key, 0.0) != now.get(key, 0.0)}

    def system(self, old: list[Row], told: set[Row]) -> System:
        """Return the system of this edition's cells followed by the hidden ones of earlier editions."""
        size = len(self.unknowns.base)
        rows = [*self.rows, *old]
        growth = [(now, -1 - before) for before, now in self.growth]
        return System(
            base=np.array(self.unknowns.base, dtype=float),
            ceiling=np.array(self.unknowns.ceiling, dtype=float),
            known=_matrix([*self.known, *sorted(told)], size),
            cells=_matrix(rows, size),
            cost=np.concatenate([self._cost(), np.zeros(len(old))]),
            published=np.arange(len(rows)) < len(self.rows),
            growth=_matrix(growth, size),
            growth_limit=np.array(list(self.growth.values()), dtype=float),
            blocks=self._blocks(rows),
        )

    def _cost(self) -> Any:
        cells = self.cells
        latest = max((_index(day) for day in cells.period_start), default=0)
        recent = np.array([latest - _index(day) < MONTHS_RECENT for day in cells.period_start], dtype=bool)
        price = cells.period_type.map(PERIOD_COST).fillna(2.0).to_numpy(dtype=float)
        price = price * np.where(cells.cut == OVERALL, OVERALL_COST, 1.0) * np.where(recent, RECENT_COST, 1.0)
        cost = price * cells.n_asked.clip(lower=1).to_numpy(dtype=float)
        # Of equal cells the first is taken, whatever the solver's path.
        return np.asarray(cost / max(1.0, np.median(cost)) * (1 + 1e-5 * np.arange(len(cells)) / max(1, len(cells))))

    def _blocks(self, rows: list[Row]) -> dict[int, list[Indices]]:
        """Return where to look first: the quarters of a cell in its own cut, then the years, then all cuts of the years.

        A month that is published nowhere may differ with any month of its year; its quarter need not be hidden for it.
        """
        is_silent = ~self.cells.is_published.to_numpy(dtype=bool)
        month, cut = np.array(self.unknowns.month), np.array(self.unknowns.cut, dtype=object)
        blocks = {}
        for number, row in enumerate(rows):
            atoms = list(row)
            if not atoms:
                continue
            own = np.ones(len(cut), dtype=bool) if cut[atoms[0]] == OVERALL else cut == cut[atoms[0]]
            in_quarters = np.isin(month // 3, month[atoms] // 3)
            in_years = np.isin(month // 12, month[atoms] // 12)
            blocks[number] = [
                np.flatnonzero(own & in_quarters),
                np.flatnonzero(own & in_years),
                np.flatnonzero(in_years),
            ][int(number < len(is_silent) and is_silent[number]) :]
        return blocks


def _records(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield rows with a field for each column."""
    return iter(frame.itertuples())


def _index(day: Any) -> int:
    stamp = pd.Timestamp(day)
    return stamp.year * 12 + stamp.month - 1


def _monthly(cells: pd.DataFrame) -> dict[Key, float]:
    months = cells[cells.period_type == "month"]
    keys = zip(months.cut, months.cut_value, months.period_start.map(_index), strict=True)
    return dict(zip(keys, months.n.astype(float), strict=True))


def _with_unstated(monthly: dict[Key, float]) -> dict[Key, float]:
    rest: dict[tuple[str, int], float] = {}
    for (cut, _, month), n in monthly.items():
        if cut != OVERALL:
            rest[cut, month] = rest.get((cut, month), monthly.get((OVERALL, "all", month), 0.0)) - n
    return monthly | {(cut, UNSTATED, month): n for (cut, month), n in rest.items() if n > 0}


def _matrix(rows: list[Any], width: int) -> sparse.csr_array:
    """Return 0/1 rows; an entry ``-1 - atom`` stands for a minus one."""
    lengths = [len(row) for row in rows]
    flat = np.array([entry for row in rows for entry in row], dtype=np.int64)
    columns = np.where(flat < 0, -1 - flat, flat)
    data = np.where(flat < 0, -1.0, 1.0)
    return sparse.csr_array(
        (data, columns, np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)), (len(rows), width)
    )


@dataclass
class _Member:
    """A series that is being worked on, with what earlier editions said of it."""

    series: Series
    system: System
    hidden: Flags
    told: Flags
    pattern: Pattern | None = None

    def keys(self, flags: Flags) -> set[Key]:
        """Return the keys of this edition's flagged cells."""
        cells = self.series.cells[flags[: len(self.series.cells)]]
        return set(cells[CELL].itertuples(index=False, name=None))


def _member(series: Series, editions: list[pd.DataFrame]) -> _Member:
    shown: dict[Row, None] = {}
    hidden: dict[Row, None] = {}
    for edition in editions:
        was_shown, was_hidden = series.remember(edition)
        shown |= dict.fromkeys(was_shown)
        hidden |= dict.fromkeys(was_hidden)
    secret = {row for row in hidden if row not in shown}
    current = set(series.rows)
    system = series.system(sorted(secret - current), set(shown))
    cells = series.cells
    kept = np.array([row in secret for row in series.rows], dtype=bool)
    told = np.array([row in shown for row in series.rows], dtype=bool)
    start = (cells.is_small | ~cells.is_published).to_numpy(dtype=bool) | kept
    rest = np.ones(len(system.published) - len(cells), dtype=bool)
    return _Member(series, system, np.concatenate([start, rest]), np.concatenate([told, ~rest]))


def protect_family(members: list[_Member], minimum_n: int) -> None:
    """Hide in each series what protects it, and in all of them what any hides, until nothing is added."""
    together: set[Key] = set()
    grows = True
    while grows:
        before = len(together)
        for member in members:
            keys = list(member.series.cells[CELL].itertuples(index=False, name=None))
            forced = np.array([key in together for key in keys], dtype=bool)
            member.hidden[: len(keys)] |= forced & (member.series.cells.n > 0).to_numpy(dtype=bool)
            member.pattern = protect(member.system, member.hidden, member.told, minimum_n)
            member.hidden = member.pattern.hidden
            together |= member.keys(member.hidden)
        grows = len(members) > 1 and len(together) > before


def choose_hidden(
    cells: pd.DataFrame,
    slots: pd.DataFrame,
    atoms: pd.DataFrame,
    history: pd.DataFrame,
    ceilings: pd.DataFrame,
    minimum_n: int,
) -> pd.DataFrame:
    """Return this edition's cells to hide besides the small ones, and those that cannot be protected any more.

    Args:
        cells: all cells of the series at risk: ``SERIES``, family, ``CELL``, scale, n, n_asked, is_small, is_published.
        slots: see :class:`Series`, with ``SERIES``.
        atoms: see :class:`Series`, with ``SERIES``.
        history: the same series' cells in earlier editions: edition, as_of, ``SERIES``, ``CELL``, scale, n, is_hidden.
        ceilings: interviews by subject, cut, cut_value and month (period_start, n_asked) that other series give away.
        minimum_n: bases below it are small.

    Returns:
        One row per hidden cell: ``SERIES``, ``CELL``, is_exposed.
    """
    slot_parts, atom_parts = _parts(slots), _parts(atoms)
    past = _parts(history)
    asked = {(row.subject, row.cut, row.cut_value, _index(row.period_start), row.n_asked) for row in _records(ceilings)}
    found: list[pd.DataFrame] = []
    for _, family in cells.groupby("family", sort=True):
        members = []
        for key, own in family.groupby(SERIES, sort=True):
            if key not in atom_parts:
                continue
            series = Series(own, slot_parts[key], atom_parts[key], _ceilings(own, asked, minimum_n))
            editions = [part for _, part in past[key].groupby("edition", sort=True)] if key in past else []
            members.append(_member(series, editions))
        protect_family(members, minimum_n)
        found += [_hidden_rows(member) for member in members]
    empty = pd.DataFrame(columns=[*SERIES, *CELL, "is_exposed"])
    return pd.concat(found, ignore_index=True) if found else empty


def _parts(frame: pd.DataFrame) -> dict[Any, pd.DataFrame]:
    return dict(iter(frame.groupby(SERIES, sort=True)))


def _ceilings(cells: pd.DataFrame, asked: set[Key], minimum_n: int) -> dict[Key, float]:
    months = cells[(cells.period_type == "month") & (cells.n_asked >= minimum_n)]
    return {
        (row.cut, row.cut_value, _index(row.period_start)): float(row.n_asked)
        for row in _records(months)
        if (row.subject, row.cut, row.cut_value, _index(row.period_start), row.n_asked) in asked
    }


def _hidden_rows(member: _Member) -> pd.DataFrame:
    size = len(member.series.cells)
    exposed = member.pattern.exposed if member.pattern else set()
    rows = member.series.cells[member.hidden[:size]].copy()
    told = member.told[:size][member.hidden[:size]] & rows.is_small.to_numpy(dtype=bool)
    rows["is_exposed"] = np.array([number in exposed for number in rows.index], dtype=bool) | told
    return rows[[*SERIES, *CELL, "is_exposed"]]


__all__ = ["CELL", "SERIES", "Series", "choose_hidden", "protect_family"]
