"""SQL databases: one question in a read-only transaction, streamed in batches into a Parquet file of text.

With a cursor column only what is new is landed: the rows at and a little behind the last cursor are asked for again, so that
neither ties nor late commits are lost, and those that have landed before are known by their digests and left out. How a value
becomes text belongs in ``ingest.connections.texts``.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ingest.connections.base import Arrival, Errand, Ticker
from ingest.connections.secrets import from_environment, mask, parts_of_url
from ingest.connections.settings import SqlConnection
from ingest.connections.texts import text_column
from ingest.errors import RefusedFileError
from ingest.pseudonyms import install_key
from ingest.sql import identifier, literal, open_connection

# Columns that the question adds; no result has columns of these names.
IS_NEW, RANK = "__is_new", "__rank"
_DIGEST_CHARACTERS = 20
_CURSOR_TYPES: dict[str, Any] = {
    "int": int,
    "str": str,
    "Decimal": Decimal,
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
}


def fetch_sql(connection: SqlConnection, errand: Errand) -> Iterator[Arrival]:
    """Yield the rows that are new as one delivery; nothing where there are none.

    Raises:
        RefusedFileError: the database cannot be reached or asked, or its cursor column is unfit.
    """
    url = from_environment(connection.url_env, connection.shown, "the database's SQLAlchemy URL")
    fetched = _Rows(connection, errand.work / "fetched.parquet", Ticker(errand.progress))
    with _told(connection, url):
        _stream(connection, url, errand.state, fetched)
    known = errand.state.get("known", [])
    delivery = errand.work / "delivery.parquet"
    with open_connection(errand.work / "spill") as database:
        install_key(database, errand.key)
        rows = _write_new(database, fetched, known, delivery)
        state = {"known": _digests(database, fetched)} | fetched.cursor_state()
    fetched.path.unlink(missing_ok=True)
    if rows:
        reader = errand.reader.model_copy(update={"format": "parquet"})
        yield Arrival(delivery, connection.shown, delivery.name, reader, state)


@dataclass
class _Rows:
    """The streamed rows: a Parquet file, and how far the cursor has come in it.

    ``window`` holds the last distinct cursor values, as far back as the next fetch will look, each with its rank.
    """

    connection: SqlConnection
    path: Path
    ticker: Ticker
    names: list[str] = field(default_factory=list)
    rows: int = 0
    rank: int = 0
    window: deque[tuple[Any, int]] = field(default_factory=deque)

    def write(self, result: sa.CursorResult[Any]) -> None:
        """Write all batches of a result."""
        self.names = self._checked(list(result.keys())[:-1])
        columns = [*self.names, IS_NEW]
        schema = pa.schema([*((name, pa.string()) for name in columns), (RANK, pa.int64())])
        with pq.ParquetWriter(self.path, schema, compression="zstd") as writer:
            for batch in result.partitions():
                cells = list(zip(*batch, strict=True))
                ranks = self._advance(cells)
                arrays = [text_column(column) for column in cells]
                writer.write_table(pa.table([*arrays, pa.array(ranks, pa.int64())], schema=schema))
                self.rows += len(batch)
                self.ticker.tell(f"{self.connection.shown}: {self.rows:,} rows fetched so far")

    def _checked(self, names: list[str]) -> list[str]:
        for name in names:
            if names.count(name) > 1:
                raise self._refusal(
                    f"the result has two columns '{name}'", "give each column its own name in the query"
                )
        return names

    def _advance(self, cells: Sequence[Sequence[Any]]) -> list[int]:
        if self.connection.cursor is None:
            return [0] * len(cells[0])
        ranks = []
        for value in cells[self._cursor_position()]:
            if not self.window or value != self.window[-1][0]:
                self._step(value)
            ranks.append(self.rank)
        return ranks

    def _cursor_position(self) -> int:
        # A database may answer in its own letter case.
        folded = [name.lower() for name in self.names]
        wanted = str(self.connection.cursor).lower()
        if wanted not in folded:
            raise self._refusal(f"the result has no column '{self.connection.cursor}'", "correct 'connection.cursor'")
        return folded.index(wanted)

    def _step(self, value: Any) -> None:
        cursor = self.connection.cursor
        if value is None:
            raise self._refusal(
                f"the cursor column '{cursor}' is empty in some rows, which no later fetch would find",
                f"fill it, or leave those rows out with 'where {cursor} is not null' in the query",
            )
        if type(value).__name__ not in _CURSOR_TYPES:
            raise self._refusal(
                f"the cursor column '{cursor}' holds {type(value).__name__}, which cannot serve as a cursor",
                "choose a column of whole numbers, times or texts that only grows",
            )
        self.rank += 1
        self.window.append((value, self.rank))
        floor = self._floor(value)
        while self.window[0][0] != value and (self.connection.overlap == 0 or self.window[0][0] < floor):
            self.window.popleft()

    def _floor(self, value: Any) -> Any:
        if self.connection.overlap == 0:
            return value
        try:
            return behind(value, self.connection.overlap)
        except TypeError:
            raise self._refusal(
                f"the cursor column '{self.connection.cursor}' holds text, which has no distance to look back by",
                "cast it to a time or a number in the query, or set 'overlap' to 0",
            ) from None

    def cursor_state(self) -> dict[str, Any]:
        """Return where the next fetch begins."""
        if not self.window:
            return {}
        value = self.window[-1][0]
        written = value.isoformat() if isinstance(value, dt.date) else str(value)
        return {"cursor": {"type": type(value).__name__, "value": written}}

    def _refusal(self, rule: str, action: str) -> RefusedFileError:
        return RefusedFileError(file=self.connection.shown, rule=rule, action=action)


def behind(value: Any, overlap: int) -> Any:
    """Return the point ``overlap`` behind a cursor value: seconds for times, whole days for dates, units for numbers.

    Raises:
        TypeError: the value has no distances.
    """
    if isinstance(value, dt.datetime):
        return value - dt.timedelta(seconds=overlap)
    if isinstance(value, dt.date):
        return value - dt.timedelta(days=-(-overlap // 86_400))
    if isinstance(value, int | Decimal):
        return value - overlap
    raise TypeError(type(value).__name__)


def _stream(connection: SqlConnection, url: str, state: Mapping[str, Any], fetched: _Rows) -> None:
    engine = _engine(connection, url)
    try:
        with engine.connect() as database:
            _protect(database, connection.timeout_seconds)
            question = _question(connection, _last(state))
            options = {"yield_per": connection.batch_rows}  # by way of a cursor of the server, where it has them
            with database.execute(question, execution_options=options) as result:
                fetched.write(result)
            database.rollback()
    finally:
        engine.dispose()


def _engine(connection: SqlConnection, url: str) -> sa.Engine:
    parsed = sa.make_url(url)
    backend = parsed.get_backend_name()
    options: dict[str, Any] = {"hide_parameters": True, "poolclass": sa.NullPool}
    if backend == "sqlite" and not Path(parsed.database or "").is_file():
        # SQLite would make an empty database there.
        raise RefusedFileError(
            file=connection.shown,
            rule="there is no such SQLite file",
            action="correct the path in the environment variable",
        )
    if backend == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
        options["connect_args"] = {"connect_timeout": 15}
    return sa.create_engine(parsed, **options)


def _protect(database: sa.Connection, seconds: int) -> None:
    """Let the transaction only read, and no statement run for ever."""
    backend = database.dialect.name
    if backend == "postgresql":
        database.execution_options(postgresql_readonly=True)
        database.exec_driver_sql(f"SET LOCAL statement_timeout = {seconds * 1000}")
        database.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")
    elif backend in ("mysql", "mariadb"):
        database.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")
        database.exec_driver_sql(f"SET SESSION max_execution_time = {seconds * 1000}")
    elif backend == "sqlite":
        database.exec_driver_sql("PRAGMA query_only = ON")
        ends = time.monotonic() + seconds
        driver: Any = database.connection.dbapi_connection
        driver.set_progress_handler(lambda: int(time.monotonic() > ends), 10_000)


def _question(connection: SqlConnection, last: Any) -> sa.Select[Any]:
    asked = _asked(connection)
    is_new: sa.ColumnElement[Any] = sa.literal_column("1")
    if last is not None:
        is_new = sa.case((asked.c[connection.cursor] > last, sa.literal_column("1")), else_=sa.literal_column("0"))
    question: sa.Select[Any] = sa.select(sa.text("q.*"), is_new.label(IS_NEW)).select_from(asked)
    if connection.cursor is None:
        return question
    cursor = asked.c[connection.cursor]
    if last is not None:
        start = behind(last, connection.overlap) if connection.overlap and not isinstance(last, str) else last
        # Rows without a cursor are asked for, too: to be told of, not to be lost.
        question = question.where(sa.or_(cursor >= start, cursor.is_(None)))
    return question.order_by(cursor)


def _asked(connection: SqlConnection) -> Any:
    """The table or the query, under the name ``q``."""
    columns: list[sa.ColumnClause[Any]] = [sa.column(connection.cursor)] if connection.cursor else []
    if connection.table is not None:
        schema, _, name = connection.table.rpartition(".")
        return sa.table(name, *columns, schema=schema or None).alias("q")
    # A colon is part of the query, never a parameter.
    query = str(connection.query).strip().rstrip(";").replace(":", r"\:")
    # The query may end in a comment, which would hide the bracket behind it.
    return sa.text(f"{query}\n").columns(*columns).subquery("q")


def _last(state: Mapping[str, Any]) -> Any:
    cursor = state.get("cursor")
    return _CURSOR_TYPES[cursor["type"]](cursor["value"]) if cursor else None


def _write_new(database: duckdb.DuckDBPyConnection, fetched: _Rows, known: Sequence[str], delivery: Path) -> int:
    """Write the rows that have not landed before, in an order that depends on the rows alone; return how many."""
    database.execute("CREATE TABLE known AS SELECT unnest(?::VARCHAR[]) AS digest", [list(known)])
    columns = ", ".join(identifier(name) for name in fetched.names)
    new = f"{identifier(IS_NEW)} = '1' OR {_digest_sql(fetched.names)} NOT IN (SELECT digest FROM known)"
    rows = f"SELECT {columns} FROM {_file(fetched.path)} WHERE {new} ORDER BY {identifier(RANK)}, {columns}"
    database.execute(f"COPY ({rows}) TO {literal(str(delivery))} (FORMAT parquet, COMPRESSION zstd)")
    found = database.execute(f"SELECT count(*) FROM {_file(delivery)}").fetchone()
    return int(found[0]) if found else 0


def _digests(database: duckdb.DuckDBPyConnection, fetched: _Rows) -> list[str]:
    """Return the digests of the rows that the next fetch will meet again."""
    if not fetched.window:
        return []
    start = fetched.window[0][1]
    digest = _digest_sql(fetched.names)
    sql = (
        f"SELECT DISTINCT {digest} AS digest FROM {_file(fetched.path)} WHERE {identifier(RANK)} >= {start} ORDER BY 1"
    )
    return [row[0] for row in database.execute(sql).fetchall()]


def _digest_sql(names: Sequence[str]) -> str:
    cells = ", ".join(f"coalesce('=' || {identifier(name)}, '')" for name in names)
    return f"left(person_key(concat_ws(chr(31), {cells})), {_DIGEST_CHARACTERS})"


def _file(path: Path) -> str:
    return f"read_parquet({literal(str(path))})"


@contextmanager
def _told(connection: SqlConnection, url: str) -> Iterator[None]:
    """Turn what a database or its driver reports into one sentence without secrets and without cells of rows."""
    try:
        yield
    except (SQLAlchemyError, ImportError, TypeError, ValueError, OverflowError) as error:
        rule, action = _reason(error, connection)
        raise RefusedFileError(file=connection.shown, rule=mask(rule, parts_of_url(url)), action=action) from None


def _reason(error: Exception, connection: SqlConnection) -> tuple[str, str]:
    if isinstance(error, ImportError | sa.exc.NoSuchModuleError):
        return "the database's driver is not installed", "install the Python driver that the SQLAlchemy URL names"
    if isinstance(error, sa.exc.ArgumentError):
        return (
            f"{connection.url_env} holds no SQLAlchemy URL",
            "write it like postgresql+psycopg2://user:password@host/name",
        )
    if not isinstance(error, DBAPIError):
        return f"the answer cannot be read ({type(error).__name__})", "cast the column concerned to text in the query"
    code = str(getattr(error.orig, "pgcode", None) or "")
    if code == "57014" or str(error.orig) == "interrupted":
        said = f"the statement was stopped after {connection.timeout_seconds} seconds"
        return said, "make the query faster, or raise 'connection.timeout_seconds'"
    if code.startswith("22"):
        # Such a message quotes the cell that it stumbled over.
        return f"the database cannot compute the query (SQLSTATE {code})", "correct the query"
    first = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
    if isinstance(error, sa.exc.OperationalError) and not code.startswith("42"):
        return (
            f"the database cannot be asked ({first})",
            "check that it runs, its address, user and password, and try again",
        )
    return f"the database refuses the query ({first})", "correct 'connection' in the profile, or the user's rights"


__all__ = ["behind", "fetch_sql"]
