"""What is in the columns of a staged file: counts, ranges, shares of patterns, fitting date formats.

Everything is counted by DuckDB over a bounded sample; only figures and the most frequent short values reach Python.
What they mean is decided in ``ingest.drafting.roles``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import duckdb
import py3langid

from ingest.drafting import words
from ingest.drafting.dates import DateFacts, date_facts, serial_of
from ingest.normalise import ascii_digits, redacted
from ingest.readers import RawTable
from ingest.sql import literal
from ingest.values import clean

SAMPLE_ROWS = 200_000
TOP_VALUES = 60
_LANGUAGE_TEXTS = 200
_LANGUAGE_CHARACTERS = 20_000
_PATTERNS = {
    "email": r"[\p{L}\p{N}._%+\-]+@[\p{L}\p{N}.\-]+\.\p{L}{2,}",
    "phone": r"^(\+|00|0)[\p{Nd}][\p{Nd} ().\-]{6,16}$",
    "ip": r"^((\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]{1,4}(:[0-9a-fA-F]{0,4}){3,7})$",
    "url": r"^(https?://|www\.)",
}


@dataclass(frozen=True)
class Facts:
    """What was counted in one column of the sample.

    Attributes:
        position: place in the file, from 0. header: name as the file writes it.
        label: description of the column, if the format has one.
        rows: rows of the sample. filled: cells that are not blank. distinct: different texts among them.
        numeric: cells that are a number. whole: cells that are a whole number. low, high: smallest and greatest number.
        words: mean number of words of a filled cell. longest: characters of the longest cell.
        patterns: share of the filled cells that look like ``email``, ``phone``, ``ip`` or ``url``.
        top: the most frequent values with their counts, most frequent first; empty where nearly every cell differs, and
            where one looks like an identifier of a person.
        dates: the date formats that fit. value_labels: what the file itself says that codes mean.
    """

    position: int
    header: str
    label: str
    rows: int
    filled: int
    distinct: int
    numeric: int
    whole: int
    low: float
    high: float
    words: float
    longest: int
    patterns: dict[str, float]
    top: tuple[tuple[str, int], ...]
    dates: DateFacts
    value_labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The text that tells most of what the column means: its label and its header."""
        return f"{self.header} {self.label}".strip()

    @property
    def is_unique(self) -> bool:
        """Whether every row has a value of its own."""
        return self.rows > 0 and self.filled == self.rows == self.distinct

    @property
    def is_whole(self) -> bool:
        """Whether nearly all filled cells are whole numbers."""
        return self.filled > 0 and self.whole >= 0.9 * self.filled

    @property
    def is_numeric(self) -> bool:
        """Whether nearly all filled cells are numbers."""
        return self.filled > 0 and self.numeric >= 0.9 * self.filled

    def share(self, count: int) -> str:
        """Return a count as a percentage of the sample's rows, for comments."""
        return f"{100 * count / max(self.rows, 1):.2g} %"


def column_facts(connection: duckdb.DuckDBPyConnection, raw: RawTable) -> list[Facts]:
    """Count what is in every named column of the first rows of a staged file."""
    staged = f"read_parquet({literal(str(raw.path))})"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE sample AS SELECT * FROM {staged} LIMIT {SAMPLE_ROWS}")
    found = [
        _facts(connection, position, header, raw.labels.get(header, ""))
        for position, header in enumerate(raw.headers)
        if header
    ]
    return [replace(facts, value_labels=raw.value_labels.get(facts.header, {})) for facts in found]


def _facts(connection: duckdb.DuckDBPyConnection, position: int, header: str, label: str) -> Facts:
    cell = clean(f"c{position}")
    shares = ", ".join(
        f"count(*) FILTER (regexp_matches(v, {literal(pattern)})) AS {name}" for name, pattern in _PATTERNS.items()
    )
    row = connection.execute(
        f"""SELECT count(*), count(v), count(DISTINCT v), count(n), count(*) FILTER (n = floor(n)),
            coalesce(min(n), 0), coalesce(max(n), 0),
            coalesce(avg(length(v) - length(replace(v, ' ', '')) + 1), 0), coalesce(max(length(v)), 0), {shares}
        FROM (SELECT v, try_cast({ascii_digits("v")} AS DOUBLE) AS n FROM (SELECT {cell} AS v FROM sample))"""
    ).fetchone()
    assert row is not None  # noqa: S101 (an aggregate always has one row)
    rows, filled, distinct = row[0], row[1], row[2]
    top: list[tuple[str, int]] = []
    if filled and (distinct <= TOP_VALUES or distinct < 0.5 * filled):
        top = _top(connection, cell)
    dates = date_facts(connection, cell, filled)
    if not dates.is_date and row[3] == filled and words.says(header, words.DATE):
        dates = serial_of(row[5], row[6])
    return Facts(
        position=position,
        header=header,
        label=label,
        rows=rows,
        filled=filled,
        distinct=distinct,
        numeric=row[3],
        whole=row[4],
        low=row[5],
        high=row[6],
        words=row[7],
        longest=row[8],
        patterns={name: row[9 + place] / max(filled, 1) for place, name in enumerate(_PATTERNS)},
        top=tuple(top),
        dates=dates,
    )


def _top(connection: duckdb.DuckDBPyConnection, cell: str) -> list[tuple[str, int]]:
    """Return the most frequent values; none at all if one of them holds what would be redacted from a text."""
    counted = f"""SELECT v, count(*) AS n FROM (SELECT {cell} AS v FROM sample) WHERE v IS NOT NULL
        GROUP BY v ORDER BY n DESC, v LIMIT {TOP_VALUES + 1}"""
    rows = connection.execute(f"SELECT v, n, {redacted('v')} = v FROM ({counted}) ORDER BY n DESC, v").fetchall()
    return [(value, number) for value, number, _ in rows] if all(harmless for *_, harmless in rows) else []


def language_of(connection: duckdb.DuckDBPyConnection, positions: list[int]) -> str | None:
    """Return the language that most of the texts in some columns are written in, ISO 639-1; None without enough text."""
    if not positions:
        return None
    texts = " UNION ALL ".join(
        f"(SELECT {clean(f'c{position}')} AS v FROM sample WHERE length(c{position}) > 15 LIMIT {_LANGUAGE_TEXTS})"
        for position in positions
    )
    row = connection.execute(f"SELECT left(string_agg(v, ' '), {_LANGUAGE_CHARACTERS}) FROM ({texts})").fetchone()
    if row is None or not row[0] or len(row[0]) < 60:
        return None
    return str(py3langid.classify(row[0])[0])


def unique_together(connection: duckdb.DuckDBPyConnection, positions: list[int]) -> bool:
    """Tell whether some columns together identify every row of the sample."""
    cells = ", ".join(clean(f"c{position}") for position in positions)
    row = connection.execute(f"SELECT count(*), count(DISTINCT ({cells})) FROM sample").fetchone()
    return row is not None and row[0] == row[1]


__all__ = ["SAMPLE_ROWS", "Facts", "column_facts", "language_of", "unique_together"]
