"""A profile held against the files it is for: which columns are found, which are missing, which nothing maps.

Looks at one file of each source, lands nothing and keeps nothing. What must agree inside a profile is in
``ingest.profiles.checks``.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from ingest.columns import ColumnFinder, Need, likely_new_name, needs, unmapped
from ingest.errors import IngestError, RefusedFileError
from ingest.files import plain_link
from ingest.profiles.models import Profile, Source
from ingest.sql import open_connection


@dataclass(frozen=True)
class SourceReport:
    """What one source's newest file has of what its mapping names.

    Attributes:
        file: the file, relative to the data folder; None if there is none.
        found: columns that the mapping names and the file has.
        missing: required columns that the file lacks, each with its most likely new name if there is one.
        absent: optional columns that the file lacks.
        unmapped: columns of the file that nothing in the mapping names.
        refused: why the file cannot be read; empty if it can.
    """

    source_id: str
    file: str | None
    rows: int = 0
    found: list[str] = field(default_factory=list)
    missing: dict[str, str | None] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)
    refused: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the file could land."""
        return not self.missing and not self.refused


def compare(profile: Profile, data_dir: Path) -> list[SourceReport]:
    """Look at the newest file of every source that has files: the last by name, which landing takes last.

    Raises:
        IngestError: the data folder does not exist.
    """
    if not data_dir.is_dir():
        raise IngestError(
            file=str(data_dir), rule="this data folder does not exist", action="name the folder with --data"
        )
    return [_of_source(source, data_dir) for source in profile.sources if source.files is not None]


def _of_source(source: Source, data_dir: Path) -> SourceReport:
    files = sorted(path for path in data_dir.glob(source.files or "") if path.is_file())
    if not files:
        return SourceReport(source.id, None)
    newest = files[-1]
    shown = newest.relative_to(data_dir).as_posix()
    try:
        headers, rows = _headers(source, newest, shown)
        return _compared(source, _scope(source, newest, shown), shown, headers, rows)
    except RefusedFileError as error:
        return SourceReport(source.id, shown, refused=str(error))


def _scope(source: Source, file: Path, shown: str) -> str | None:
    pattern = source.delivery.scope_pattern
    if pattern is None:
        return None
    found = re.search(pattern, file.name)
    if found is None:
        rule = f"the name does not fit the pattern {pattern!r} that tells which delivery this is"
        action = "rename the file or correct 'delivery.scope_pattern' in the profile"
        raise RefusedFileError(file=shown, place="file name", rule=rule, action=action)
    return found.group("scope")


def _headers(source: Source, file: Path, shown: str) -> tuple[tuple[str, ...], int]:
    # The readers know profiles, so that a profile must not need the readers before it is asked to.
    from ingest.readers import READERS, Job

    with tempfile.TemporaryDirectory(prefix="satisfaction-check-") as folder:
        work = Path(folder)
        with open_connection(work / "spill") as connection:
            raw = READERS[source.reader.format](connection, Job(plain_link(file, work), shown, source.reader, work))
            return raw.headers, raw.rows


def _compared(source: Source, scope: str | None, shown: str, headers: tuple[str, ...], rows: int) -> SourceReport:
    finder = ColumnFinder(headers)
    candidates = unmapped(source, scope, headers)
    report = SourceReport(source.id, shown, rows, unmapped=candidates)
    for need in dict.fromkeys(needs(source, scope)):
        column = finder.find(need.names)
        if column is not None:
            report.found.append(headers[int(column[1:])])
        elif need.optional:
            report.absent.append(_named(need))
        else:
            report.missing[_named(need)] = likely_new_name(need.names, candidates, None)
    report.found[:] = dict.fromkeys(report.found)
    return report


def _named(need: Need) -> str:
    return " or ".join(need.names)


__all__ = ["SourceReport", "compare"]
