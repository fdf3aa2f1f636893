"""An edition explains itself: every worked query runs on it, every column is described, and the prompt only reads."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from dbt_project.handbook.asking import opened
from dbt_project.handbook.worked import worked_queries
from tests.conftest import Organisation, satisfaction

pytestmark = pytest.mark.slow

LANGUAGES = {"en", "ca", "fa"}


@pytest.mark.parametrize("query", worked_queries(), ids=lambda query: f"{query.query_number:02d}")
def test_every_worked_query_gives_rows(demo: Organisation, query: object) -> None:
    with opened(demo.edition) as edition:
        answer = edition.ask(query.sql)
    assert answer is not None
    assert answer.num_rows > 0


def test_the_worked_queries_are_in_the_edition_as_they_are_in_the_files(demo: Organisation) -> None:
    held = demo.query("select query_number, title_en, title_ca, title_fa, question, sql from help.query order by 1")
    assert held == [tuple(vars(query).values()) for query in worked_queries()]


def test_the_worked_queries_also_run_where_methods_are_missing(airport: Organisation) -> None:
    """Not every organisation asks for expectations or keeps complaints; a query then gives nothing, and never fails."""
    with opened(airport.edition) as edition:
        for query in worked_queries():
            assert edition.ask(query.sql) is not None, query.title_en


@pytest.mark.parametrize("name", ["demo", "airport"])
def test_every_column_of_every_table_is_in_the_dictionary(request: pytest.FixtureRequest, name: str) -> None:
    organisation: Organisation = request.getfixturevalue(name)
    held = organisation.query(
        "select schema_name, table_name, column_name, data_type from duckdb_columns() where not internal order by all"
    )
    told = organisation.query(
        "select table_schema, table_name, column_name, column_type from help.dictionary order by all"
    )
    assert told == held
    assert {schema for schema, *_ in held} == {"core", "aggregates", "marts", "published", "help"}
    bare = organisation.query(
        "select table_schema, table_name, column_name from help.dictionary "
        "where description = '' or not starts_with(grain, 'One row per')"
    )
    assert bare == []


def test_every_measure_is_explained_in_three_languages_with_its_unit(demo: Organisation) -> None:
    tables = demo.query(
        "select schema_name || '.' || table_name from duckdb_columns() where column_name = 'measure' "
        "and (schema_name = 'marts' or table_name = 'pub_metric')"
    )
    assert len(tables) >= 4
    # A listening programme without a target has no measure.
    chosen = "select distinct measure from {} where measure is not null"
    used = {measure for (table,) in tables for (measure,) in demo.query(chosen.format(table))}
    told = demo.query(
        "select measure, language from help.measure "
        "where name <> '' and formula <> '' and source <> '' and definition_version > 0"
    )
    assert (
        demo.query(
            "select distinct measure from help.measure where unit is null "
            "and measure in (select measure from published.pub_metric)"
        )
        == []
    )
    assert {(measure, language) for measure in used for language in LANGUAGES} <= set(told)


def test_the_help_tables_are_parquet_too(demo: Organisation) -> None:
    assert {path.stem for path in (demo.edition / "parquet" / "help").iterdir()} == {"dictionary", "measure", "query"}
    tables = json.loads((demo.edition / "manifest.json").read_text("utf-8"))["tables"]
    assert tables["help.dictionary"]["rows"] > 1000


def test_the_command_answers_a_query_and_a_file(demo: Organisation, tmp_path: Path) -> None:
    [(n,)] = demo.query("select count(*) from published.pub_trend")
    done = satisfaction("sql", "select count(*) as n from pub_trend", "--home", demo.home)
    assert done.returncode == 0, done.stderr
    assert str(n) in done.stdout
    (tmp_path / "query.sql").write_text("select '=1+1' as said, count(*) as n from published.pub_trend")
    done = satisfaction("sql", "--file", tmp_path / "query.sql", "--home", demo.home, "--format", "csv")
    assert list(csv.reader(io.StringIO(done.stdout))) == [["said", "n"], ["'=1+1", str(n)]]


def test_a_worked_query_can_be_run_by_its_number(demo: Organisation) -> None:
    done = satisfaction("sql", "--example", "1", "--home", demo.home, "--format", "json")
    assert done.returncode == 0, done.stderr
    segments = {(row["cut"], row["cut_value"]) for row in json.loads(done.stdout)}
    assert ("overall", "all") in segments
    assert "select" in done.stderr


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("copy (select 1) to '/tmp/out.csv'", "nothing else: no files"),
        ("select * from pub_metrics", "the nearest are published.pub_metric"),
    ],
)
def test_the_command_refuses_in_one_sentence(demo: Organisation, query: str, said: str) -> None:
    done = satisfaction("sql", query, "--home", demo.home)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_the_documentation_holds_every_model_and_no_path_of_this_machine(demo: Organisation) -> None:
    page = (demo.edition / "docs" / "index.html").read_text(encoding="utf-8")
    for said in ("pub_metric", "mart_gap_chain", "fct_answer", "mean_score"):
        assert f'"name":"{said}"' in page, said
    for place in (str(demo.home), str(Path(__file__).parents[2]), str(Path.home())):
        assert place not in page
