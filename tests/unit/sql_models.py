"""Runs one SQL model on hand-made tables, without dbt: for tests of what a mart says about rows that fit on a page.

Knows only what our models use of dbt's Jinja. That the models build in the real project is what ``dbt build`` is for.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import pandas as pd

from dbt_project.statistics import udfs

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"

SETTINGS: dict[str, Any] = {
    "as_of": "2026-09-30",
    "minimum_n": 10,
    "flag_n": 30,
    "verbatim_minimum_n": 15,
    "publish_quotes": True,
    "quotes_per_theme": 3,
    "false_discovery_rate": 0.05,
    "headline_characteristic": "overall",
    "headline_aspect": "overall",
    "headline_period": "quarter",
    "trend_period": "month",
    "complaint_count_measure": None,
    "complaint_exposure_measure": "customers",
}


class _Adapter:
    """Stands in for dbt's adapter: on DuckDB a dispatched macro is its default."""

    def __init__(self, module: Any) -> None:
        self.module = module

    def dispatch(self, name: str, _package: str) -> Any:
        return getattr(self.module(), f"default__{name}")


def render(sql: str) -> str:
    """Return model SQL with the project's macros expanded and every ``ref`` as a bare table name."""
    macros = "\n".join(path.read_text(encoding="utf-8") for path in sorted((PROJECT / "macros").rglob("*.sql")))
    environment = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=False)  # noqa: S701
    variables = {"definition_version": 1, "input_hash": "abc", "edition": "e"}
    globals_: dict[str, Any] = {
        "ref": lambda name: name,
        "var": lambda name, default=None: variables.get(name, default),
        "return": lambda value: value,
        "config": lambda **_: "",
    }
    globals_["adapter"] = _Adapter(lambda: environment.from_string(macros, globals=globals_).module)
    return environment.from_string(macros + sql, globals=globals_).render()


def connect(tables: Mapping[str, pd.DataFrame], **settings: Any) -> duckdb.DuckDBPyConnection:
    """Return a database with the statistics functions, the given tables and one row of settings."""
    connection = duckdb.connect()
    udfs.register(connection)
    reporting = pd.DataFrame([{**SETTINGS, **settings}])
    connection.register("reporting_frame", reporting)
    connection.execute(
        """
        create table dim_reporting_setting as
        select * replace (
            cast(as_of as date) as as_of,
            cast(complaint_count_measure as varchar) as complaint_count_measure
        ) from reporting_frame
        """
    )
    for name, frame in tables.items():
        connection.register(f"{name}_frame", frame)
        connection.execute(f"create table {name} as select * from {name}_frame")
    return connection


def run_model(model: str, tables: Mapping[str, pd.DataFrame], **settings: Any) -> pd.DataFrame:
    """Return the rows of a model (its path below ``models/`` without suffix) over the tables that it refers to."""
    sql = (PROJECT / "models" / f"{model}.sql").read_text(encoding="utf-8")
    with connect(tables, **settings) as connection:
        return connection.execute(render(sql)).df()


def source_health(
    source: pd.DataFrame, delivery: pd.DataFrame, last_event: str | None, **settings: Any
) -> dict[str, Any]:
    """Return the one row of ``mart_source_health`` for a source whose accepted rows speak of ``last_event`` last."""
    tables = {
        "dim_source": source,
        "mart_source_health__delivery": delivery,
        "mart_source_health__latest": pd.DataFrame(
            {"source_id": source["source_id"], "last_event_date": pd.Series([last_event]).astype("datetime64[us]")}
        ),
    }
    tables["mart_source_health__latest"]["last_event_date"] = tables["mart_source_health__latest"][
        "last_event_date"
    ].dt.date
    tables["mart_source_health__expected"] = run_model("marts/mart_source_health__expected", tables, **settings)
    [row] = run_model("marts/mart_source_health", tables, **settings).to_dict("records")
    return row
