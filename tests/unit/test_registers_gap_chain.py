"""The gap chain closes for whatever levels there are, and a missing level gives no number and is named."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from functools import cache
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.unit.sql_models import PROJECT, connect, render

LEVELS = ("expected", "planned", "delivered", "perceived")
GAPS = {
    "understanding": ("planned", "expected"),
    "conformance": ("delivered", "planned"),
    "view": ("perceived", "delivered"),
    "total": ("perceived", "expected"),
}
MODELS = ("marts/mart_gap_chain__gap", "marts/mart_gap_chain", "published/pub_gap_chain")
SUBSETS = [set(some) for size in range(5) for some in itertools.combinations(LEVELS, size)]
CELL = {"period_type": "varchar", "period_start": "date"} | dict.fromkeys(
    ("characteristic_key", "cut", "cut_value"), "varchar"
)
ASKED = ("estimate", "se", "ci_low", "ci_high", "n", "df")
TABLES: dict[str, dict[str, str]] = {
    "mart_gap__level": {
        **CELL, "is_paired": "boolean",
        **{f"{level}_{part}": "double" for level in ("perceived", "expected") for part in ASKED},
    },
    "mart_gap_chain__level": {
        **CELL, "level": "varchar", "estimate": "double", "se": "double", "df": "double", "level_source": "varchar",
    },
    "mart_gap__test": {**CELL, "se": "double", "t": "double", "caveat": "varchar"},
    "mart_disclosure__gap": {**CELL, "is_hidden": "boolean", "shows_missing": "boolean"},
    "dim_period": {
        "period_type": "varchar", "period_start": "date", "period_end": "date", "wave": "varchar", "has_survey": "boolean",
    },
    "dim_segment": {"cut": "varchar", "cut_value": "varchar"},
}  # fmt: skip
Levels = Mapping[str, float]
Cell = tuple[str, str, str]


@cache
def rendered(model: str) -> str:
    return render((PROJECT / "models" / f"{model}.sql").read_text(encoding="utf-8"))


def insert(connection: duckdb.DuckDBPyConnection, table: str, **values: Any) -> None:
    names = ", ".join(values)
    marks = ", ".join("?" * len(values))
    connection.execute(f"insert into {table} ({names}) values ({marks})", list(values.values()))


def insert_levels(connection: duckdb.DuckDBPyConnection, cell: Cell, known: Levels) -> None:
    at = {"period_type": "quarter", "period_start": "2026-07-01"}
    at |= dict(zip(("characteristic_key", "cut", "cut_value"), cell, strict=True))
    asked = {level: known[level] for level in ("perceived", "expected") if level in known}
    parts = {f"{level}_{part}": 1.0 for level in asked for part in ("se", "ci_low", "ci_high")}
    parts |= {f"{level}_{part}": 100.0 for level in asked for part in ("n", "df")}
    parts |= {f"{level}_estimate": value for level, value in asked.items()}
    insert(connection, "mart_gap__level", **at, is_paired=True, **parts)
    if asked:
        insert(connection, "mart_disclosure__gap", **at, is_hidden=False, shows_missing=True)
    if len(asked) == 2:
        insert(connection, "mart_gap__test", **at, se=1.0, t=1.98)
    for level in ("planned", "delivered"):
        if level in known:
            insert(connection, "mart_gap_chain__level", **at, level=level, estimate=known[level], se=2.0, df=17.0)


def chains(cells: Mapping[Cell, Levels]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the mart and the published table over one quarter's cells, with the levels that are known of each."""
    with connect({}) as connection:
        for table, columns in TABLES.items():
            connection.execute(f"create table {table} ({', '.join(f'{c} {kind}' for c, kind in columns.items())})")
        quarter = {"period_type": "quarter", "period_start": "2026-07-01", "period_end": "2026-09-30"}
        insert(connection, "dim_period", **quarter, has_survey=True)
        for cut, cut_value in sorted({cell[1:] for cell in cells}):
            insert(connection, "dim_segment", cut=cut, cut_value=cut_value)
        for cell, known in cells.items():
            insert_levels(connection, cell, known)
        for model in MODELS:
            connection.execute(f"create table {model.split('/')[1]} as {rendered(model)}")
        mart, published = (
            connection.execute(f"select * from {table}").df().set_index(["characteristic_key", "cut", "cut_value"])
            for table in ("mart_gap_chain", "pub_gap_chain")
        )
    return mart, published


def check(row: pd.Series, known: Levels) -> None:
    """Assert that a row has every gap that its levels allow and no other, and names the levels it lacks."""
    for gap, (upper, lower) in GAPS.items():
        if upper in known and lower in known:
            assert row[gap] == pytest.approx(known[upper] - known[lower], abs=1e-9)
        else:
            assert pd.isna(row[[gap, f"{gap}_se", f"{gap}_ci_low", f"{gap}_ci_high"]].astype(float)).all()
    missing = ",".join(level for level in LEVELS if level not in known)
    assert ("" if pd.isna(row["missing_level"]) else row["missing_level"]) == missing
    if not missing:
        assert row["understanding"] + row["conformance"] + row["view"] == pytest.approx(row["total"], abs=1e-9)


points = st.floats(0, 100, allow_nan=False)


@settings(max_examples=10, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(st.tuples(points, points, points, points), min_size=len(SUBSETS), max_size=len(SUBSETS)))
def test_three_gaps_sum_to_the_fourth_and_missing_levels_are_named(levels: list[tuple[float, ...]]) -> None:
    """Every subset of the four levels, each in a cell of its own, at random heights."""
    values = [dict(zip(LEVELS, row, strict=True)) for row in levels]
    cells = {
        (f"c{number:02d}", "overall", "all"): {level: row[level] for level in some}
        for number, (row, some) in enumerate(zip(values, SUBSETS, strict=True))
    }
    mart, published = chains(cells)
    for cell, known in cells.items():
        if set(known) <= {"perceived"}:
            assert cell not in mart.index  # what customers perceive alone makes no chain
            continue
        check(mart.loc[cell], known)
        if {"perceived", "expected"} & set(known):
            check(published.loc[cell], known)
        else:  # nobody was asked, so that there is no base to publish a figure on
            assert published.loc[cell, [*LEVELS, *GAPS]].astype(float).isna().all()


def test_a_level_counts_for_its_own_segment_only() -> None:
    north, everybody = ("price", "region", "north"), ("price", "overall", "all")
    asked = {"expected": 80.0, "perceived": 70.0}
    mart, _ = chains({everybody: asked, north: {**asked, "planned": 85.0, "delivered": 82.0}})
    assert mart.loc[everybody, "missing_level"] == "planned,delivered"
    assert mart.loc[north, list(GAPS)].tolist() == [5, -3, -12, -10]


def test_margins_of_a_level_from_few_visits_follow_student() -> None:
    """R: qt(0.975, 17) = 2.109816; Welch with se 2 on 17 and 1 on 100 degrees of freedom: 26.28, qt = 2.054452."""
    mart, _ = chains({("price", "overall", "all"): {"planned": 80.0, "delivered": 82.0, "perceived": 70.0}})
    row = mart.iloc[0]
    assert row["conformance_ci_high"] == pytest.approx(2 + 2 * 2.109816, abs=1e-5)
    assert row["view_se"] == pytest.approx(5**0.5)
    assert row["view_ci_high"] == pytest.approx(-12 + 2.05445187 * 5**0.5, abs=1e-6)
