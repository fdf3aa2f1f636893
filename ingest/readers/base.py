"""What every reader gives: the cells of one file as text, with the line each row came from.

Readers know formats and nothing of contracts; what the columns mean belongs in ``ingest.mapping``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.profiles.models import Reader


@dataclass(frozen=True)
class RawTable:
    """One file as text cells, staged as Parquet in the work folder of its landing.

    Attributes:
        path: Parquet file with ``source_row`` (physical line, from 1), ``row_problem`` (text or NULL) and ``c0``,
            ``c1``, … as VARCHAR in file order; an empty cell is ``''``, a cell that the row does not have is NULL.
        headers: the column names of the file, trimmed, by position.
        rows: number of data rows.
        encoding: the encoding the file was read with.
    """

    path: Path
    headers: tuple[str, ...]
    rows: int
    encoding: str


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


ReadFunction = Callable[[duckdb.DuckDBPyConnection, Job], RawTable]

__all__ = ["Job", "RawTable", "ReadFunction"]
