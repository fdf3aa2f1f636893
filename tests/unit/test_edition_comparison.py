"""Published figures against those of the edition before, on tables small enough to read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dbt_project.editions.comparison import changed_values

PROJECT = Path(__file__).parents[2] / "dbt_project"
COLUMNS = (
    "(figure_id, measure, period_type, period_start, period_end, estimate, n, verdict, suppress_reason, input_hash)"
)
JANUARY = "'month', date '2026-01-01', date '2026-01-31'"


def table(*rows: str) -> str:
    return f"select * from (values {', '.join(rows)}) as t {COLUMNS}"


def figure(figure_id: str, estimate: str, n: str, verdict: str = "'improved'", hidden: str = "null") -> str:
    values = f"{estimate}::double, {n}::bigint, {verdict}::varchar, {hidden}::varchar, 'x'"
    return f"('{figure_id}', 'M2_mean_score', {JANUARY}, {values})"


BEFORE = table(
    figure("f-same", "71.25", "40"),
    figure("f-moved", "71.25", "40"),
    figure("f-gone", "60", "20"),
    figure("f-hid", "55", "12"),
    figure("f-shown", "null", "null", "null", "'small_base'"),
    figure("f-never", "null", "null", "null", "'small_base'"),
)
NOW = table(
    figure("f-same", "71.25", "40").replace("'x'", "'y'"),
    figure("f-moved", "71.31", "44", "'no_detectable_change'"),
    figure("f-new", "80", "31"),
    figure("f-hid", "null", "null", "null", "'small_base'"),
    figure("f-shown", "50", "10"),
    figure("f-never", "null", "null", "null", "'small_base'"),
    figure("f-new-hidden", "null", "null", "null", "'small_base'"),
)


@pytest.fixture
def changes(tmp_path: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the changed values by figure and column."""
    (tmp_path / "parquet" / "published").mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute(f"copy ({BEFORE}) to '{tmp_path}/parquet/published/pub_metric.parquet'")
        periods = connection.query(
            "select 'month' as period_type, date '2026-01-01' as period_start, null::date as period_end"
        )
        found = changed_values({"pub_metric": connection.query(NOW)}, periods, tmp_path, {"pub_metric": "M0_method"})
        rows = found.fetch_arrow_table().to_pylist()
    return {(row["changed_figure_id"], row["value_column"]): row for row in rows}


def test_every_value_that_differs_is_a_row_and_no_other(changes: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert set(changes) == {
        ("f-moved", "estimate"),
        ("f-moved", "n"),
        ("f-moved", "verdict"),
        ("f-new", "estimate"),
        ("f-gone", "estimate"),
        ("f-hid", "estimate"),
        ("f-shown", "estimate"),
    }


def test_a_row_says_old_and_new_and_what_it_is_of(changes: dict[tuple[str, str], dict[str, Any]]) -> None:
    row = changes["f-moved", "estimate"]
    assert (row["old_value"], row["new_value"], row["kind"], row["is_leading"]) == (71.25, 71.31, "changed", True)
    assert (row["measure"], row["method"], row["period_type"]) == ("M2_mean_score", "M0_method", "month")
    assert (str(row["evidence_from"]), str(row["evidence_to"])) == ("2026-01-01", "2026-01-31")
    verdict = changes["f-moved", "verdict"]
    assert (verdict["old_text"], verdict["new_text"], verdict["is_verdict"]) == (
        "improved",
        "no_detectable_change",
        True,
    )


@pytest.mark.parametrize(
    ("figure_id", "kind"),
    [("f-new", "new"), ("f-gone", "gone"), ("f-hid", "now_hidden"), ("f-shown", "now_shown")],
)
def test_figures_come_go_hide_and_show(
    changes: dict[tuple[str, str], dict[str, Any]], figure_id: str, kind: str
) -> None:
    assert changes[figure_id, "estimate"]["kind"] == kind


def test_a_first_edition_has_no_changes() -> None:
    with duckdb.connect() as connection:
        periods = connection.query(
            "select 'month' as period_type, null::date as period_start, null::date as period_end"
        )
        assert changed_values({"pub_metric": connection.query(NOW)}, periods, None, {}).fetchall() == []


def test_every_table_of_figures_is_compared() -> None:
    """A table with figures that the model does not name would change unseen."""
    published = PROJECT / "models" / "published"
    figures = {path.stem for path in published.glob("pub_*.sql") if "figure_id(" in path.read_text(encoding="utf-8")}
    named = set(
        re.findall(r'dbt\.ref\("(\w+)"\)', (published / "pub_edition_change__value.py").read_text(encoding="utf-8"))
    )
    assert figures - named == set()
