"""What a walk stands on: an edition's tables, the warehouse they came from, and the landed files, all read-only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dbt_project.landing_files import landed_files
from dbt_project.lineage.walks import LineageError
from ingest.contracts import CONTRACTS
from ingest.sql import literal


@dataclass(frozen=True)
class Ground:
    """A connection on which ``edition``, and where there is one ``warehouse``, are attached, with a view per landed contract."""

    connection: duckdb.DuckDBPyConnection
    has_warehouse: bool

    def frame(self, sql: str, **parameters: Any) -> pd.DataFrame:
        """Return the rows of a query with named parameters."""
        return self.connection.execute(sql, parameters or None).df()

    def records(self, sql: str, **parameters: Any) -> list[dict[str, Any]]:
        """Return the rows of a query as dictionaries; what is missing is None."""
        found = self.connection.execute(sql, parameters or None)
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@contextmanager
def standing(home: Path, edition: Path) -> Iterator[Ground]:
    """Open an edition and its home's warehouse and landing.

    Raises:
        LineageError: there is no such edition, or a run is writing the warehouse.
    """
    mart, warehouse = edition / "mart.duckdb", home / "warehouse" / "warehouse.duckdb"
    if not mart.is_file():
        raise LineageError(f"There is no edition in {edition}; publish one with 'satisfaction run', or name another.")
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(mart))} as edition (read_only)")
        if warehouse.is_file():
            _attach(connection, warehouse)
            for contract in CONTRACTS:
                files = ", ".join(map(literal, landed_files(home, contract)))
                connection.execute(
                    f"create temp view landed_{contract} as select * from read_parquet([{files}], union_by_name = true)"
                )
        yield Ground(connection, warehouse.is_file())


def _attach(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> None:
    try:
        connection.execute(f"attach {literal(str(warehouse))} as warehouse (read_only)")
    except duckdb.IOException as error:
        if "lock" not in str(error).lower():
            raise
        raise LineageError(
            f"A run is writing {warehouse}, so its rows cannot be read now; trace the figure again when it has ended."
        ) from error
