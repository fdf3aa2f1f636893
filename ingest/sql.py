"""Small helpers to write SQL text safely and to open the connection that landing works in.

What the SQL says belongs in ``ingest.mapping``; what it is run for belongs in ``ingest.landing``.
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

MEMORY_LIMIT = "2GB"


def literal(text: str) -> str:
    """Return ``text`` as a SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """Return ``name`` as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def open_connection(spill: Path) -> duckdb.DuckDBPyConnection:
    """Open an in-memory connection that reads rows in file order and spills to ``spill`` rather than grow.

    One thread for each statement: landed files must have the same bytes each time, and row numbers must follow the file.
    Cursors of the connection may work side by side.
    """
    connection = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    connection.execute("SET threads = 1")
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(f"SET memory_limit = {literal(MEMORY_LIMIT)}")
    connection.execute(f"SET temp_directory = {literal(str(spill))}")
    connection.execute("SET partitioned_write_max_open_files = 10000")
    return connection


__all__ = ["cores", "identifier", "literal", "open_connection"]
