"""The worked queries: one file each in ``queries/``, whose first lines are its titles in three languages and its question."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

QUERIES = Path(__file__).parent / "queries"
HEADINGS = ("en", "ca", "fa", "question")


@dataclass(frozen=True)
class WorkedQuery:
    """A query that runs on every edition.

    Attributes:
        query_number: from 1, in the order of a reader's questions.
        title_en, title_ca, title_fa: what it shows. question: what it answers, at more length.
        sql: one statement.
    """

    query_number: int
    title_en: str
    title_ca: str
    title_fa: str
    question: str
    sql: str


def worked_queries(folder: Path = QUERIES) -> list[WorkedQuery]:
    """Return the worked queries in order.

    Raises:
        ValueError: a file lacks a heading; names it.
    """
    return [_read(number, path) for number, path in enumerate(sorted(folder.glob("*.sql")), start=1)]


def _read(number: int, path: Path) -> WorkedQuery:
    lines = path.read_text(encoding="utf-8").splitlines()
    parted = [line.removeprefix("-- ").partition(": ") for line in lines[: len(HEADINGS)]]
    said = {heading: text for heading, _, text in parted}
    if tuple(said) != HEADINGS:
        raise ValueError(f"{path.name} must begin with the lines -- {': … -- '.join(HEADINGS)}: …")
    sql = "\n".join(lines[len(HEADINGS) :]).strip()
    return WorkedQuery(number, said["en"], said["ca"], said["fa"], said["question"], sql)


def as_rows(queries: list[WorkedQuery]) -> list[dict[str, object]]:
    """Return queries as rows of ``help.query``."""
    return [asdict(query) for query in queries]
