"""What every reader gives: the cells of one file as text, with the line each row came from.

Readers know formats and nothing of contracts; what the columns mean belongs in ``ingest.mapping``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ingest.errors import RefusedFileError
from ingest.personal.manifests import shown_name
from ingest.profiles.models import Reader
from ingest.sql import literal

# A table wider than this is no table that a person maps; it would also make every statement over it slow.
MAX_COLUMNS = 5_000


@dataclass(frozen=True)
class RawTable:
    """One file as text cells, staged as Parquet in the work folder of its landing.

    Attributes:
        path: Parquet file with ``source_row`` (from 1: physical line, sheet row, or position in the array or table),
            ``row_problem`` (text or NULL) and ``c0``, ``c1``, … as VARCHAR in file order; an empty cell is ``''``, a
            cell that the row does not have is NULL.
        headers: the column names of the file, trimmed, by position.
        rows: number of data rows, with those that are blank.
        encoding: the encoding the file was read with.
        labels: what the file itself says that a column means, by column name (SPSS).
        value_labels: what the file itself says that a code means, by column name and code (SPSS).
        blank_rows: how many of the rows are not staged, because all their cells are empty.
    """

    path: Path
    headers: tuple[str, ...]
    rows: int
    encoding: str
    labels: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    blank_rows: int = 0


@dataclass(frozen=True)
class Job:
    """One file to read.

    Attributes:
        file: where it lies.
        shown: how messages name it (relative to the data folder).
        options: the profile's reader settings.
        work: empty folder for staged files, deleted after landing.
    """

    file: Path
    shown: str
    options: Reader
    work: Path

    @property
    def staged(self) -> Path:
        """Where the staged Parquet file goes."""
        return self.work / "raw.parquet"

    def refused(self, rule: str, action: str, place: str = "") -> RefusedFileError:
        """Return the error that refuses the file whole."""
        return RefusedFileError(file=self.shown, place=place, rule=rule, action=action)


ReadFunction = Callable[[duckdb.DuckDBPyConnection, Job], RawTable]


def checked_headers(names: Sequence[str], job: Job, place: str) -> tuple[str, ...]:
    """Return column names, trimmed; refuse a file in which two columns share one, unless they are to be numbered."""
    if len(names) > MAX_COLUMNS:
        raise job.refused(
            f"the header has {len(names):,} columns, more than {MAX_COLUMNS:,}",
            "check that the file is the table it should be",
            place,
        )
    taken: set[str] = set()
    headers: list[str] = []
    for given in names:
        name = given.strip()
        if name in taken and name:
            if job.options.repeated_headers == "refuse":
                raise job.refused(
                    f"the column name '{shown_name(name)}' appears twice",
                    "give every column its own name, or set 'reader.repeated_headers: number' in the profile",
                    place,
                )
            name = _numbered(name, taken)
        taken.add(name)
        headers.append(name)
    return tuple(headers)


def _numbered(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"


def check_marker(last_header: Sequence[str], job: Job, place: str) -> None:
    """Refuse a file whose last header row is not the one that the profile describes: it may be a row of data."""
    marker = job.options.header_marker
    if marker is not None and not any(marker in cell for cell in last_header):
        raise job.refused(
            f"the last of the {job.options.header_rows} header rows does not hold '{marker}'",
            "correct 'reader.header_rows' or 'reader.header_marker' in the profile, so that no row of data is "
            "taken for a header",
            place,
        )


def without_rows(job: Job) -> RefusedFileError:
    """Return the error that refuses a file that names its columns and holds nothing."""
    return job.refused(
        "the file has a header and no rows", "check the export; an empty delivery is not landed", "after the header"
    )


def staged_rows(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Return the number of rows of a staged file."""
    found = connection.execute(f"SELECT count(*) FROM read_parquet({literal(str(path))})").fetchone()
    return int(found[0]) if found else 0


__all__ = [
    "MAX_COLUMNS",
    "Job",
    "RawTable",
    "ReadFunction",
    "check_marker",
    "checked_headers",
    "staged_rows",
    "without_rows",
]
