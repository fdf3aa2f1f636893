"""A fixture organisation in the warehouse: its methods arrive, and an erased customer is gone from rows and figures."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from expectations.gate import validate_pending, write_ledger
from ingest.reference import write_reference
from tests.conftest import satisfaction
from tests.fixtures_dbt import build, query
from tests.fixtures_organisations import ORGANISATIONS, judge

NAME = "charity"
# An interview that was delivered twice counts as it was delivered last.
MEANS = """
    with latest as (
        select r.* from read_parquet('{landing}/survey_response/*/*/*.parquet') as r
        join read_parquet('{ledger}/batch.parquet') as b using (source_id, batch_id)
        anti join read_parquet('{ledger}/rows.parquet') as out
            on r.source_id = out.source_id and r.batch_id = out.batch_id and r.source_row = out.source_row
        where b.contract = 'survey_response' and b.status = 'passed'
        qualify row_number() over (partition by r.source_id, r.source_record_id order by b.sequence desc, r.source_row desc) = 1
    )
    select a.characteristic_key, a.aspect, count(*) as n,
        sum(r.base_weight * 100 * (a.value - a.scale_min) / (a.scale_max - a.scale_min)) / sum(r.base_weight) as mean
    from read_parquet('{landing}/survey_answer/*/*/*.parquet') as a
    join latest as r using (source_id, batch_id, source_record_id, source_row)
    where a.value is not null and a.aspect not in ('open_text', 'priority_pick')
        and r.respondent_key is distinct from '{erased}'
    group by all
"""


def means(home: Path, erased: str) -> dict[tuple[str, str], tuple[int, float]]:
    """Return base and mean of each question of the survey, computed from the landed rows without one person."""
    sql = MEANS.format(landing=home / "landing", ledger=home / "quarantine" / "_ledger", erased=erased)
    with duckdb.connect() as connection:
        return {(key, aspect): (n, float(mean)) for key, aspect, n, mean in connection.execute(sql).fetchall()}


@pytest.fixture(scope="module")
def erased(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, dict]:
    """The home after one customer was erased, the customer's key, and what the figures must then be."""
    judged = judge(NAME, tmp_path_factory.mktemp(NAME))
    home, profile = judged.home, judged.profile
    write_ledger(home, profile)
    persons = judged.rows("survey_response", "respondent_key", "respondent_key is not null")
    if not persons:
        pytest.fail(f"no respondent of {NAME} has a key")
    person = persons[0][0]
    expected = means(home, person)
    assert expected != means(home, ""), "this customer answered nothing: the test could not fail"
    options = ("--home", home, "--profile", ORGANISATIONS / NAME)
    done = satisfaction("erase", "--key", person, "--reason", "asked for it", *options)
    assert done.returncode == 0, done.stdout + done.stderr
    validate_pending(home, profile)
    write_ledger(home, profile)
    write_reference(profile, home)
    (home / "warehouse").mkdir(exist_ok=True)
    return (
        build(home, "resource_type:seed", "path:models/staging", "path:models/core", "+mart_metric", command="build"),
        person,
        expected,
    )


def test_the_customer_is_in_no_table_of_the_warehouse(erased: tuple[Path, str, dict]) -> None:
    home, person, _ = erased
    tables = query(
        home,
        "select table_schema || '.' || table_name as name from information_schema.tables where table_type = 'BASE TABLE'",
    )["name"]
    found = [name for name in tables if person in query(home, f"select * from {name}").to_csv()]
    assert found == []


def test_the_figures_are_those_without_the_customer(erased: tuple[Path, str, dict]) -> None:
    home, _, expected = erased
    found = query(
        home,
        "select characteristic_key, aspect, sum(n) as n, sum(n * estimate) / sum(n) as mean from marts.mart_metric"
        " where measure = 'M2_mean_score' and cut = 'overall' and period_type = 'year' group by all",
    )
    figures = {(row.characteristic_key, row.aspect): (int(row.n), row.mean) for row in found.itertuples()}
    for question, (n, mean) in expected.items():
        assert figures[question][0] == n
        assert figures[question][1] == pytest.approx(mean, abs=1e-6)


def test_its_methods_are_in_the_feedback(erased: tuple[Path, str, dict]) -> None:
    home, _, _ = erased
    methods = set(query(home, "select distinct method from core.fct_feedback")["method"])
    assert {"survey", "focus_groups", "letters"} <= methods
