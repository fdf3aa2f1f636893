"""A month more costs a month's work: of 36 months of aggregates, a delivery for the 37th leaves every row as it stood."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.fixtures_dbt import build, query, run_dbt
from tests.fixtures_landing import LandingHome, question, survey

MONTHS = [f"{month:%Y-%m}" for month in pd.period_range("2023-01", periods=36, freq="M")]
NEXT = "2026-01"
QUESTIONS = [
    question("score_p", "score", "perception", (0, 10)),
    question("score_e", "score", "expectation_desired", (0, 10)),
]
AGGREGATES = ["+agg_answer_value", "+agg_design", "+agg_gap_pair"]
MARK = -1_000_000


def interviews(months: list[str]) -> dict[str, pd.DataFrame]:
    """Return three interviews in each month."""
    rows = [
        {"source_record_id": f"{month}-{i}", "event_at": f"{month}-15", "score_p": 6 + i, "score_e": 8}
        for month in months
        for i in range(3)
    ]
    return survey(pd.DataFrame(rows), QUESTIONS)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose 36 months were built and then marked, and to which a 37th was added."""
    landing = LandingHome(tmp_path_factory.mktemp("months"))
    landing.reference("characteristic", [{"characteristic_key": "score", "is_overall": False, "position": 1}])
    landing.reference("question", QUESTIONS)
    landing.batch("web", interviews(MONTHS))
    home = build(landing.write(), *AGGREGATES)
    with duckdb.connect(str(home / "warehouse" / "warehouse.duckdb")) as connection:
        connection.execute(f"update aggregates.agg_answer_value set n = {MARK}")
        connection.execute(f"update aggregates.agg_design set n_responses = {MARK}")
        connection.execute(f"update aggregates.agg_gap_pair set n = {MARK}")
    landing.batch("web", interviews([NEXT]))
    done = run_dbt(landing.write(), "run", *AGGREGATES, months=[NEXT])
    assert done.returncode == 0, done.stdout
    return home


@pytest.mark.parametrize(
    ("table", "count"), [("agg_answer_value", "n"), ("agg_design", "n_responses"), ("agg_gap_pair", "n")]
)
def test_one_month_more_recomputes_one_month(home: Path, table: str, count: str) -> None:
    months = query(
        home,
        f"""
        select strftime(month, '%Y-%m') as month, count(*) as cells, max({count}) = {MARK} as is_as_it_stood
        from aggregates.{table} group by month order by month
        """,
    ).set_index("month")
    assert list(months.index) == [*MONTHS, NEXT]
    assert months.is_as_it_stood[MONTHS].all()
    assert not months.is_as_it_stood[NEXT]
    assert months.cells.nunique() == 1  # every month has as many cells as any other
