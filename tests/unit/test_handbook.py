"""The analysts' side: a prompt that can only read, tables that are safe to open, units read from names, worked queries."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from dbt_project.handbook.asking import Edition, QueryError, opened
from dbt_project.handbook.dictionary import entries, grain_of
from dbt_project.handbook.documentation import trimmed, write_documentation
from dbt_project.handbook.units import unit_of_column, unit_of_measure
from dbt_project.handbook.worked import worked_queries
from orchestration.tables import as_csv, as_json, as_markdown

MANIFEST = {
    "nodes": {
        "model.satisfaction.pub_metric": {
            "resource_type": "model",
            "schema": "published",
            "name": "pub_metric",
            "description": "One row per figure; hidden ones are empty.",
            "columns": {"estimate": {"description": "Its\nvalue."}},
            "root_path": "/secret/place",
            "compiled_path": "/secret/place/x.sql",
        }
    },
    "macros": {"macro.dbt.x": {"package_name": "dbt"}},
    "metadata": {"project_name": "satisfaction", "invocation_id": "1"},
}


@pytest.fixture
def edition(tmp_path: Path) -> Iterator[Edition]:
    with duckdb.connect(str(tmp_path / "mart.duckdb")) as connection:
        connection.execute("create schema published")
        connection.execute("create table published.pub_metric as select 'f-1' as figure_id, 61.5 as estimate")
        connection.execute("create table published.pub_period as select 1 as period")
    with opened(tmp_path) as found:
        yield found


def test_a_query_is_answered_with_or_without_the_schema(edition: Edition) -> None:
    for table in ("published.pub_metric", "pub_metric"):
        answer = edition.ask(f"select estimate from {table}")
        assert answer is not None
        assert answer.to_pylist()[0]["estimate"] == pytest.approx(61.5)
    assert edition.ask("-- only a comment") is None
    assert edition.ask("") is None


FORBIDDEN = [
    "copy (select 1) to '{folder}/out.csv'",
    "copy pub_metric from '{folder}/mart.duckdb'",
    "export database '{folder}/out'",
    "attach '{folder}/other.duckdb'",
    "select * from read_text('{folder}/../*')",
    "select * from '{folder}/mart.duckdb'",
    "select * from glob('{folder}/*')",
    "install httpfs",
    "load httpfs",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "set home_directory = '{folder}'",
    "pragma profiling_output = '{folder}/out.json'",
    "call enable_logging(storage = 'file', storage_config = {{'path': '{folder}/out'}})",
    "select * from \"enable_logging\"(storage = 'file', storage_config = {{'path': '{folder}/out'}})",
    "call Enable_Profiling(format = 'json', save_location = '{folder}/out.json')",
    "create table published.mine as select 1",
    "delete from published.pub_metric",
    "drop table published.pub_metric",
    "create secret s (type s3, key_id 'x', secret 'y')",
    "create persistent secret s (type s3, key_id 'x', secret 'y')",
]


@pytest.mark.parametrize("query", FORBIDDEN)
def test_nothing_can_be_changed_written_or_reached(edition: Edition, tmp_path: Path, query: str) -> None:
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(QueryError) as refused:
        edition.ask(query.format(folder=tmp_path))
    assert "\n" not in str(refused.value)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_variables_of_the_program_are_no_tables(edition: Edition) -> None:
    visible = pa.table({"a": [1]})
    assert visible.num_rows
    with pytest.raises(QueryError, match="There is no table visible"):
        edition.ask("select * from visible")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("select * from pub_metrics", "There is no table pub_metrics; the nearest are published.pub_metric"),
        ("select * from wholly.unknown", "help.dictionary lists all"),
        ("select estimat from pub_metric", "There is no column estimat in what is asked; the nearest are estimate"),
        ("select sum(", "Syntax error"),
        ("select cast('a' as integer)", "Could not convert"),
    ],
)
def test_an_error_is_one_sentence_with_a_hint(edition: Edition, query: str, said: str) -> None:
    with pytest.raises(QueryError) as refused:
        edition.ask(query)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_edition_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="There is no edition"), opened(tmp_path / "none"):
        pass


def test_csv_cannot_become_a_formula_and_numbers_stay_numbers() -> None:
    table = pa.table({"said": ["=HYPERLINK(1)", "+1", "plain", None], "n": [-1, 2, 3, 4]})
    read = list(csv.reader(io.StringIO(as_csv(table))))
    assert read == [["said", "n"], ["'=HYPERLINK(1)", "-1"], ["'+1", "2"], ["plain", "3"], ["", "4"]]


def test_json_and_markdown_are_whole() -> None:
    table = pa.table({"a": [1.5, float("nan")], "b": ["x|y", "ق"]})
    assert json.loads(as_json(table)) == [{"a": 1.5, "b": "x|y"}, {"a": None, "b": "ق"}]
    assert as_markdown(table).splitlines() == ["| a | b |", "| --- | --- |", "| 1.5 | x\\|y |", "|  | ق |"]


def test_units_are_read_from_names() -> None:
    assert unit_of_column("rate_per_1000") == "complaints per 1,000 of the exposure"
    assert unit_of_column("score_0_100") == "points, 0 to 100"
    assert unit_of_column("landed_at") == "moment, UTC"
    assert unit_of_column("evidence") is None
    assert unit_of_measure("M3_nps") == "points, −100 to 100"
    assert unit_of_measure("M1_top2_share") == "share, 0 to 1"


def test_there_are_enough_worked_queries_with_three_titles(tmp_path: Path) -> None:
    queries = worked_queries()
    assert len(queries) >= 12
    assert [query.query_number for query in queries] == list(range(1, len(queries) + 1))
    assert all(query.title_en and query.title_ca and query.title_fa and query.question for query in queries)
    assert all(any("\u0600" <= letter <= "\u06ff" for letter in query.title_fa) for query in queries)
    (tmp_path / "1.sql").write_text("-- en: One\nselect 1\n-- x: y\n-- z: u\n")
    with pytest.raises(ValueError, match=r"1\.sql must begin"):
        worked_queries(tmp_path)


def test_the_dictionary_says_grain_unit_and_meaning() -> None:
    [entry] = entries([("published", "pub_metric", 1, "estimate", "DOUBLE")], MANIFEST)
    assert entry["grain"] == "One row per figure."
    assert (entry["description"], entry["unit"]) == ("Its value.", "as the row’s measure")
    assert grain_of("") == ""


def test_the_documentation_names_no_place_of_the_machine(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as mart")
        connection.execute("create schema mart.published")
        connection.execute("create table mart.published.pub_metric as select 1.0 as estimate, '</script>' as said")
        write_documentation(connection, "mart", MANIFEST, tmp_path / "docs")
    page = (tmp_path / "docs" / "index.html").read_text(encoding="utf-8")
    assert "One row per figure" in page
    assert "INLINE DATA" not in page
    assert "/secret" not in page
    assert "fonts.googleapis" not in page
    assert trimmed(MANIFEST)["macros"] == {}
