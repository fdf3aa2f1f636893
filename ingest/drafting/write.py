"""From a file to the text of its drafted profile: read it as landing would, count, decide, write.

What the columns mean is decided in ``ingest.drafting.roles`` and ``ingest.drafting.decide``.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb

from ingest.drafting.decide import decide
from ingest.drafting.facts import column_facts
from ingest.drafting.reading import Reading, preset_of, reading_of, with_preset_options
from ingest.drafting.records import source_lines
from ingest.drafting.sections import organisation_lines
from ingest.errors import RefusedFileError
from ingest.profiles.models import Reader
from ingest.readers import READERS, Job, RawTable
from ingest.sql import open_connection

_SHEETS = ("xlsx", "ods")
_MOST_SHEETS = 10


def draft_text(file: Path) -> str:
    """Return a commented profile for an unknown export.

    Raises:
        RefusedFileError: the file cannot be read in any way that the readers know.
    """
    with tempfile.TemporaryDirectory(prefix="satisfaction-draft-") as folder:
        work = Path(folder)
        with open_connection(work / "spill") as connection:
            reading, raw = _read(connection, file, work)
            preset = preset_of(raw.headers)
            better = with_preset_options(reading, preset)
            if better != reading:
                reading, raw = better, _staged(connection, file, better, work / "again")
            draft = decide(connection, file, reading, preset, column_facts(connection, raw))
    return "\n".join([*organisation_lines(draft), *source_lines(draft)]) + "\n"


def _read(connection: duckdb.DuckDBPyConnection, file: Path, work: Path) -> tuple[Reading, RawTable]:
    """Read a file as its first bytes suggest; of a workbook the first sheet with rows, and its second header row if need be."""
    reading = reading_of(file)
    if reading.format not in _SHEETS:
        return reading, _staged(connection, file, reading, work / "first")
    reading, raw = _first_sheet(connection, file, reading, work)
    named = sum(bool(header) for header in raw.headers)
    if named <= len(raw.headers) / 2 and raw.rows > 1:
        options = {**reading.options, "header_rows": 2, "header_row": 2}
        below = Reading(
            reading.format, options, ["most cells of the first row are empty: the second names the columns"]
        )
        return below, _staged(connection, file, below, work / "below")
    return reading, raw


def _first_sheet(
    connection: duckdb.DuckDBPyConnection, file: Path, reading: Reading, work: Path
) -> tuple[Reading, RawTable]:
    """Try one sheet after the other; what is wrong with the first is said if none has rows."""
    try:
        return reading, _staged(connection, file, reading, work / "first")
    except RefusedFileError as error:
        refused = error
    for number in range(1, _MOST_SHEETS + 1):
        other = Reading(reading.format, {"sheet": number}, [f"sheet {number} is the first with a table"])
        try:
            return other, _staged(connection, file, other, work / f"sheet{number}")
        except RefusedFileError:
            continue
    raise refused


def _staged(connection: duckdb.DuckDBPyConnection, file: Path, reading: Reading, work: Path) -> RawTable:
    work.mkdir()
    options = Reader.model_validate({"format": reading.format, **reading.options})
    return READERS[reading.format](connection, Job(file, file.name, options, work))


__all__ = ["draft_text"]
