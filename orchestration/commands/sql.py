"""``satisfaction sql``: ask an edition in SQL. What a query may do is decided in ``dbt_project.handbook.asking``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer
from rich.console import Console

from dbt_project.handbook.asking import Edition, QueryError, opened
from dbt_project.handbook.worked import WorkedQuery, worked_queries
from orchestration.errors import RunError
from orchestration.tables import WRITTEN, Format, draw

PROMPT, PROMPT_ON = "sql> ", "...> "
ENDINGS = {".quit", ".exit", "quit", "exit"}
console = Console(file=sys.stdout, highlight=False, soft_wrap=True)


def sql(
    query: Annotated[str | None, typer.Argument(metavar="[SQL]", help="A query; without one, a prompt.")] = None,
    home: Annotated[Path | None, typer.Option("--home", help="Folder for everything that a run writes.")] = None,
    profile: Annotated[str | None, typer.Option("--profile", help="Shipped profile's name, or a path to one.")] = None,
    edition: Annotated[str, typer.Option(help="Edition to ask.")] = "latest",
    file: Annotated[Path | None, typer.Option("--file", help="Read the query from this file.")] = None,
    shape: Annotated[Format, typer.Option("--format", help="How to write the answer.")] = Format.table,
    limit: Annotated[int, typer.Option(min=1, help="Rows to draw; the other formats write all.")] = 100,
    examples: Annotated[bool, typer.Option("--examples", help="List the worked queries.")] = False,
    example: Annotated[int | None, typer.Option("--example", help="Print and run one worked query.")] = None,
) -> None:
    """Ask the latest edition in SQL, read-only: published.*, marts.*, aggregates.*, core.*, help.*."""
    from orchestration.cli import settings_of

    if examples:
        _list(worked_queries())
        return
    asked = _asked(query, file, example)
    place = settings_of(profile, None, home).home / "editions" / edition
    try:
        with opened(place) as found:
            if asked is None:
                _converse(found, limit)
            else:
                _answer(found.ask(asked), shape, limit)
    except QueryError as error:
        raise RunError(str(error)) from error


def _asked(query: str | None, file: Path | None, example: int | None) -> str | None:
    given = [each for each in (query, file, example) if each is not None]
    if len(given) > 1:
        raise RunError("Give one of a query, --file and --example.")
    if file is not None:
        if not file.is_file():
            raise RunError(f"There is no file {file}; name the one that holds the query.")
        return file.read_text(encoding="utf-8")
    if example is not None:
        return _example(worked_queries(), example)
    if query is None and not sys.stdin.isatty():
        return sys.stdin.read()
    return query


def _example(queries: list[WorkedQuery], number: int) -> str:
    for each in queries:
        if each.query_number == number:
            Console(stderr=True, highlight=False, soft_wrap=True).print(
                f"{each.question}\n\n{each.sql}\n", markup=False, style="dim"
            )
            return each.sql
    raise RunError(f"There are worked queries from 1 to {len(queries)}; 'satisfaction sql --examples' lists them.")


def _list(queries: list[WorkedQuery]) -> None:
    told = [{"": each.query_number, "title": each.title_en, "question": each.question} for each in queries]
    draw(pa.Table.from_pylist(told))
    console.print("\nRun one with 'satisfaction sql --example 1'; their text is in help.query.")


def _answer(found: pa.Table | None, shape: Format, limit: int) -> None:
    if found is None:
        console.print("Done; the statement gives no rows.")
    elif shape is Format.table:
        draw(found, most=limit)
    else:
        sys.stdout.write(WRITTEN[shape](found))


def _converse(edition: Edition, limit: int) -> None:
    console.print("Queries end with a semicolon; .tables lists tables, .examples worked queries, .quit ends.")
    pending: list[str] = []
    while True:
        try:
            line = input(PROMPT_ON if pending else PROMPT)
        except (EOFError, KeyboardInterrupt):
            console.print()
            return
        if not pending and line.strip() in ENDINGS:
            return
        if not pending and line.strip() in _TOLD:
            _TOLD[line.strip()](edition)
            continue
        pending.append(line)
        if line.rstrip().endswith(";"):
            _try(edition, "\n".join(pending), limit)
            pending = []


def _try(edition: Edition, query: str, limit: int) -> None:
    try:
        _answer(edition.ask(query), Format.table, limit)
    except QueryError as error:
        console.print(str(error), markup=False)


_TOLD: dict[str, Callable[[Edition], None]] = {
    ".tables": lambda edition: console.print("\n".join(edition.tables()), markup=False),
    ".examples": lambda _: _list(worked_queries()),
}
