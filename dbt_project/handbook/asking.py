"""Ask an edition in SQL, without any way to change it or to reach a file: read-only, no external access, settings locked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

SCHEMAS = ("published", "marts", "aggregates", "core", "help")
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",
}
NEAREST = 3
ONLY_READS = "Here a query reads the edition and nothing else: no files, no settings, no other databases."
# Functions that would write files of their own; locked settings do not stop them, and refused by the file system they end us.
_SWITCHES = re.compile(r"(enable|disable)_(logging|profiling|profile)", re.IGNORECASE)
_QUOTED = r'"?([^"\s]+?)"?'
_MISSING_TABLE = re.compile(rf"Table with name {_QUOTED} does not exist")
_MISSING_COLUMN = re.compile(r'Referenced column "([^"]+)" not found')
_CANDIDATES = re.compile(r"Candidate bindings: (.+)")
_NO_SUCH_COLUMN = re.compile(r'does not have a column named "([^"]+)"')


class QueryError(Exception):
    """A query cannot be answered; the message is one sentence with a hint."""


@dataclass(frozen=True)
class Edition:
    """An edition opened for questions."""

    connection: duckdb.DuckDBPyConnection

    def ask(self, sql: str) -> pa.Table | None:
        """Return what the last statement of a query gives, nothing where it gives no rows.

        Raises:
            QueryError: the query cannot be answered.
        """
        if _SWITCHES.search(sql):
            raise QueryError(ONLY_READS)
        try:
            answer = self.connection.execute(sql)
            # A statement of nothing but comments has no description, and DuckDB's client trips over it.
            return answer.to_arrow_table() if answer.description else None
        except AttributeError:
            return None
        except duckdb.Error as error:
            raise QueryError(self._sentence(str(error))) from error

    def tables(self) -> list[str]:
        """Return the edition's tables, as ``schema.table``."""
        query = "select schema_name || '.' || table_name from duckdb_tables() where not temporary order by all"
        return [name for (name,) in self.connection.execute(query).fetchall()]

    def _sentence(self, message: str) -> str:
        first = re.sub(r"\s+", " ", message.split("\n")[0]).strip()
        reason = first.split(": ", 1)[-1].rstrip(".!")
        if "disabled by configuration" in message or "configuration has been locked" in message:
            return ONLY_READS
        if "read-only mode" in message:
            return (
                "An edition is never changed; make a temporary table if you need one (create temp table … as select …)."
            )
        if missing := _MISSING_TABLE.search(message):
            return f"There is no table {missing[1]}; {self._nearest(missing[1])}."
        if candidates := _CANDIDATES.search(message):
            column = _MISSING_COLUMN.search(message) or _NO_SUCH_COLUMN.search(message)
            name = column[1] if column else "of that name"
            return f"There is no column {name} in what is asked; the nearest are {candidates[1].replace(chr(34), '')}."
        return f"{reason[:1].upper()}{reason[1:]}; 'satisfaction sql --examples' lists queries that run."

    def _nearest(self, asked: str) -> str:
        tables = self.tables()
        bare = {name.split(".")[-1]: name for name in tables}
        wanted = asked.lower().split(".")[-1]
        near = [bare[name] for name in difflib.get_close_matches(wanted, bare, n=NEAREST, cutoff=0.6)]
        return f"the nearest are {', '.join(near)}" if near else "select * from help.dictionary lists all of them"


@contextmanager
def opened(edition: Path) -> Iterator[Edition]:
    """Open an edition for questions.

    Raises:
        QueryError: there is no such edition.
    """
    mart = edition / "mart.duckdb"
    if not mart.is_file():
        raise QueryError(f"There is no edition in {edition}; publish one with 'satisfaction run', or name another.")
    with duckdb.connect(str(mart), read_only=True, config=CONFIG) as connection:
        here = {name for (name,) in connection.execute("select distinct schema_name from duckdb_tables()").fetchall()}
        path = ",".join(["main", *(schema for schema in SCHEMAS if schema in here)])
        connection.execute(f"set search_path = '{path}'")
        connection.execute("set lock_configuration = true")
        yield Edition(connection)
