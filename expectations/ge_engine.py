"""Great Expectations on DuckDB: what it takes to make its SQL engine work here, and one validation at a time.

Its telemetry and progress bars are off, and it never sees a value: only counts go into results. Which expectations
there are belongs in ``expectations.suites``; what follows from a result belongs in ``expectations.gate``.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from expectations.rules import Rule
from expectations.suites import build_suite, suite_name
from expectations.verdict import GateError

MEMORY_LIMIT = "3GB"
COUNTS_ONLY = {"result_format": "BASIC", "partial_unexpected_count": 0, "exclude_unexpected_values": True}


@dataclass(frozen=True)
class Validation:
    """What Great Expectations said of one contract of one source.

    Attributes:
        suite: name of the suite.
        unexpected: number of unexpected rows by rule id, row rules only.
        evaluated: number of expectations. failures: rule ids of those that were not met.
        document: suite, statistics and results, ready for JSON, without what differs from run to run.
    """

    suite: str
    unexpected: dict[str, int]
    evaluated: int
    failures: tuple[str, ...]
    document: dict[str, Any]


class Engine:
    """A Great Expectations context over an open DuckDB connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        gx = import_great_expectations()
        import duckdb_engine

        self._gx = gx
        self._context = new_context()
        self._source = self._context.data_sources.add_sql(
            "deliveries",
            connection_string="duckdb:///:memory:",
            create_temp_table=False,
            # Cursors of the one connection that holds the checked batches; a second connection would see none of them.
            kwargs={"creator": lambda: duckdb_engine.ConnectionWrapper(connection.cursor())},
        )

    def validate(self, contract: str, source_id: str, row_rules: Sequence[Rule]) -> Validation:
        """Validate table ``checked_<contract>`` against the suite of the contract and source.

        Raises:
            GateError: an expectation could not be computed.
        """
        name = suite_name(contract, source_id)
        suite = self._context.suites.add_or_update(build_suite(contract, source_id, row_rules))
        asset = self._source.add_table_asset(name, table_name=f"checked_{contract}")
        batch = asset.add_batch_definition_whole_table("all")
        definition = self._gx.ValidationDefinition(name=name, data=batch, suite=suite)
        definition = self._context.validation_definitions.add_or_update(definition)
        with warnings.catch_warnings():
            # SQLAlchemy has no name for DuckDB's MAP; no expectation looks at such a column.
            warnings.filterwarnings("ignore", message="Did not recognize type")
            result = definition.run(result_format=COUNTS_ONLY)
        return _as_validation(name, result)


def _as_validation(name: str, result: Any) -> Validation:
    told = result.to_json_dict()
    unexpected, failures = {}, []
    for one in told["results"]:
        rule_id = one["expectation_config"]["meta"]["rule_id"]
        if _raised(one.get("exception_info") or {}):
            raise _not_computed(name, rule_id, str(one["exception_info"]))
        if "unexpected_count" in one["result"]:
            # Of no rows at all, Great Expectations counts none as None.
            unexpected[rule_id] = int(one["result"]["unexpected_count"] or 0)
        if not one["success"]:
            failures.append(rule_id)
        one["expectation_config"].pop("id", None)
        one["expectation_config"]["kwargs"].pop("batch_id", None)
    document = {"suite": name, "statistics": told["statistics"], "results": told["results"]}
    return Validation(name, unexpected, len(told["results"]), tuple(sorted(failures)), document)


def _not_computed(suite: str, rule_id: str, told: str) -> GateError:
    reason = next((line.strip() for line in told.split("\\n") if "Error" in line), told)[:300]
    return GateError(
        file=suite,
        place=f"rule {rule_id}",
        rule=f"Great Expectations could not compute it ({reason})",
        action="correct the rule in expectations/rules.py or its helper column in expectations/batch_view.py",
    )


def _raised(exception_info: dict[str, Any]) -> bool:
    details = [exception_info, *(value for value in exception_info.values() if isinstance(value, dict))]
    return any(detail.get("raised_exception") for detail in details)


def import_great_expectations() -> Any:
    """Import Great Expectations (some seconds, once), silent and mended for DuckDB, and return the module."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations as gx
    for noisy in ("great_expectations", "great_expectations.datasource", "great_expectations.expectations"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    _mend_execute_query()
    return gx


def new_context() -> Any:
    """Return a context that keeps everything in memory and shows no progress bars."""
    gx = import_great_expectations()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    return context


def _mend_execute_query() -> None:
    """Fetch results before the connection's context closes: DuckDB's cursors do not outlive it."""
    from great_expectations.execution_engine import SqlAlchemyExecutionEngine

    if hasattr(SqlAlchemyExecutionEngine, "_unmended_execute_query"):
        return
    original = SqlAlchemyExecutionEngine.execute_query

    def execute_query(self: Any, query: Any) -> Any:
        if self.dialect_name != "duckdb":
            return original(self, query)
        with self.get_connection() as connection:
            result = self._execute_query_with_recovery(connection, query)
            return result.freeze()() if result.returns_rows else result

    SqlAlchemyExecutionEngine._unmended_execute_query = original
    SqlAlchemyExecutionEngine.execute_query = execute_query


@contextmanager
def working_connection(spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield an in-memory DuckDB connection that spills below ``spill`` rather than fail."""
    with duckdb.connect(
        config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    ) as connection:
        connection.execute(f"set temp_directory = '{str(spill).replace(chr(39), chr(39) * 2)}'")
        connection.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
        connection.execute("set enable_progress_bar = false")
        yield connection


__all__ = ["Engine", "Validation", "import_great_expectations", "new_context", "working_connection"]
