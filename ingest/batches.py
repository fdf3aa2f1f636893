"""Writing one delivery's contracts: Parquet by month, then the manifest, then the rename that makes it count.

Long files are written in parts, each by one thread, so that neither memory nor the bytes that land depend on the machine.
Which files land, and when, belongs in ``ingest.landing``; what the statements say in ``ingest.mapping``.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ingest.contracts import CONTRACTS
from ingest.errors import IngestError
from ingest.files import file_sha256, sync_tree, write_text
from ingest.ledger import MANIFEST, Manifest, MonthFile, batch_folder
from ingest.mapping import STAGED, Compiled, month_column
from ingest.personal.guards import guarded_columns, protected, suspicious_columns
from ingest.personal.manifests import without_persons
from ingest.personal.state import read_state
from ingest.personal.tombstones import erased_rows, without_erased
from ingest.pseudonyms import install_key, read_key
from ingest.readers import RawTable
from ingest.sql import cores, literal

# Rows and lines in one part of a long file. They show in what lands, so nothing of the machine may decide them.
ROWS_AT_ONCE = 6_000_000
LINES_AT_ONCE = 1_000_000
MOST_WORKERS = 4
_PARQUET = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"
_PASSING = "FORMAT parquet, COMPRESSION snappy"


@dataclass(frozen=True)
class _Part:
    """Some lines of a staged file, in file order: from the first to the last; None where the file is one part."""

    number: int
    first: int | None = None
    last: int | None = None

    @property
    def condition(self) -> str:
        """SQL that keeps the part's lines."""
        return "true" if self.first is None else f"source_row BETWEEN {self.first} AND {self.last}"

    def name(self, month: str) -> str:
        """The name of the file of one month; all readers of landing take the month from before the first dot."""
        return f"{month}.parquet" if self.first is None else f"{month}.{self.number:03d}.parquet"


@dataclass
class _Written:
    """What was written of a contract: its files, its lines, and the values that rounding changed."""

    months: list[MonthFile] = field(default_factory=list)
    kept: int = 0
    rounded: Counter[str] = field(default_factory=Counter)


def write_contracts(
    connection: duckdb.DuckDBPyConnection,
    home: Path,
    compiled: list[Compiled],
    raw: RawTable,
    template: Manifest,
    work: Path,
) -> list[Manifest]:
    """Write the contracts of one delivery that landing does not have yet; return their manifests.

    Args:
        connection: where the compiled statements run; keeps a view of the staged lines.
        home: folder that holds ``landing/``.
        compiled: one statement per contract.
        raw: the staged file.
        template: the part of the manifests that all contracts of the delivery share.
        work: folder for files on their way, on the same file system as ``landing/``.
    """
    landed = []
    template = without_persons(template)
    _show_lines(connection, compiled, raw)
    kept = without_erased(connection, home, compiled)
    key = read_key(home)
    version = max(read_state(home).key_version, 1)
    for statement, whole in zip(kept, compiled, strict=True):
        target = batch_folder(home, statement.contract, template.source_id, template.batch_id)
        if (target / MANIFEST).exists():
            continue
        writer = _Writer(connection, statement, raw, key, work / statement.contract)
        manifest = _manifest(writer.write(), statement, raw, template.model_copy(update={"key_version": version}))
        if kept is not compiled:
            manifest = manifest.model_copy(update={"erased_rows": erased_rows(connection, whole, manifest.rows)})
        write_text(writer.folder / MANIFEST, manifest.model_dump_json(indent=2) + "\n")
        _commit(writer.folder, target)
        landed.append(manifest)
    return landed


def _show_lines(connection: duckdb.DuckDBPyConnection, compiled: list[Compiled], raw: RawTable) -> None:
    """Name the staged file, and what is prepared from its lines, as the statements do."""
    connection.execute(f"CREATE OR REPLACE VIEW {STAGED} AS SELECT * FROM read_parquet({literal(str(raw.path))})")
    for statement in compiled:
        for table, select in statement.lines.items():
            connection.execute(f"CREATE OR REPLACE VIEW {table} AS {select}")


def _manifest(written: _Written, statement: Compiled, raw: RawTable, template: Manifest) -> Manifest:
    return template.model_copy(
        update={
            "contract": statement.contract,
            "contract_version": CONTRACTS[statement.contract].version,
            "rows": sum(month.rows for month in written.months),
            "out_of_scope_rows": raw.blank_rows if statement.kept is None else raw.rows - written.kept,
            "months": sorted(written.months, key=lambda month: month.file),
            "rounded": {column: written.rounded[column] for column in statement.rounded if written.rounded[column]},
        }
    )


@dataclass(frozen=True)
class _Writer:
    """Writes one contract of one delivery into ``folder``."""

    connection: duckdb.DuckDBPyConnection
    statement: Compiled
    raw: RawTable
    key: bytes
    folder: Path

    def write(self) -> _Written:
        """Write all parts, as many at a time as there are cores."""
        self.folder.mkdir()
        parts = self._parts()
        whole = _Written()
        with ThreadPoolExecutor(min(cores(), MOST_WORKERS, len(parts))) as pool:
            for written in pool.map(self._write_part, parts):
                whole.months += written.months
                whole.kept += written.kept
                whole.rounded += written.rounded
        return whole

    def _parts(self) -> list[_Part]:
        lines = min(LINES_AT_ONCE, ROWS_AT_ONCE // self.statement.rows_per_line)
        if self.raw.rows <= lines or not self.statement.by_line:
            return [_Part(1)]
        last = _count(self.connection, f"SELECT max(source_row) FROM {STAGED}")
        return [
            _Part(number, first, first + lines - 1) for number, first in enumerate(range(0, last + 1, lines), start=1)
        ]

    def _write_part(self, part: _Part) -> _Written:
        folder = self.folder.with_name(f"{self.folder.name}.part{part.number}")
        folder.mkdir()
        with self.connection.cursor() as cursor:
            install_key(cursor, self.key)
            self._show_part(cursor, part, folder)
            options = f"{_PARQUET}, PARTITION_BY ({month_column()}), WRITE_PARTITION_COLUMNS false"
            cursor.execute(f"COPY ({self.statement.bare}) TO {literal(str(folder / 'months'))} ({options})")
            kept = _count(cursor, self.statement.kept) if self.statement.kept else 0
            rounded = Counter({column: _count(cursor, sql) for column, sql in self.statement.rounded.items()})
            months = self._collected(cursor, part, folder)
        shutil.rmtree(folder)
        return _Written(months, kept, rounded)

    def _show_part(self, cursor: duckdb.DuckDBPyConnection, part: _Part, folder: Path) -> None:
        """Let the statement see the lines of one part only, with what is prepared from them computed once."""
        lines = f"SELECT * FROM read_parquet({literal(str(self.raw.path))}) WHERE {part.condition}"
        cursor.execute(f"CREATE TEMP VIEW {STAGED} AS {lines}")
        for table, select in self.statement.lines.items():
            file = folder / f"{table}.parquet"
            cursor.execute(f"COPY ({select}) TO {literal(str(file))} ({_PASSING})")
            # What is the same on every line comes from the profile, and is not among the lines.
            there = {name for name, *_ in cursor.execute(f"DESCRIBE {_read([file])}").fetchall()}
            among = [name for name in self._guarded(is_shared=True) if name in there]
            self._protect(cursor, [file], among, _PASSING)
            cursor.execute(f"CREATE TEMP VIEW {table} AS SELECT * FROM read_parquet({literal(str(file))})")

    def _guarded(self, *, is_shared: bool) -> list[str]:
        statement = self.statement
        columns = [name for name in guarded_columns(statement.contract, statement.names) if name not in statement.empty]
        return [name for name in columns if (name in statement.shared) == is_shared]

    def _protect(self, cursor: duckdb.DuckDBPyConnection, files: list[Path], among: list[str], options: str) -> None:
        """Protect what was just written. To look whether any column needs it is cheap, to protect all of them is not."""
        names = self.statement.names
        for closely in (False, True):
            if files and among:
                found = cursor.execute(suspicious_columns(_read(files), among, names, closely=closely)).fetchall()
                among = [str(name) for (name,) in found]
        for file in files if among else []:
            bare = file.rename(file.with_suffix(".bare"))
            select = protected(self.statement.contract, _read([bare]), names, among, self.statement.declared)
            cursor.execute(f"COPY ({select}) TO {literal(str(file))} ({options})")

    def _collected(self, cursor: duckdb.DuckDBPyConnection, part: _Part, folder: Path) -> list[MonthFile]:
        """Protect the partitions that DuckDB wrote, and move them to one file per month."""
        files = {_month(path): path for path in _partitions(folder / "months")}
        self._protect(cursor, list(files.values()), self._guarded(is_shared=False), _PARQUET)
        months = []
        for month, path in files.items():
            target = path.rename(self.folder / part.name(month))
            rows = _count(cursor, f"SELECT num_rows FROM parquet_file_metadata({literal(str(target))})")
            months.append(MonthFile(month=month, file=target.name, rows=rows, sha256=file_sha256(target)))
        return months


def _partitions(folder: Path) -> Iterator[Path]:
    for written in sorted(folder.glob(f"{month_column()}=*")):
        files = list(written.glob("*.parquet"))
        if len(files) != 1:
            raise IngestError(
                file=str(written), rule=f"{len(files)} files were written for one month", action="report this"
            )
        yield files[0]


def _month(partition: Path) -> str:
    return partition.parent.name.split("=", 1)[1]


def _read(files: list[Path]) -> str:
    return f"SELECT * FROM read_parquet([{', '.join(literal(str(file)) for file in files)}], hive_partitioning = false)"


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    found = connection.execute(sql).fetchone()
    return int(found[0]) if found else 0


def _commit(folder: Path, target: Path) -> None:
    """Make one contract of a delivery count: the rename is the commit."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        shutil.rmtree(target)
    sync_tree(folder)
    folder.rename(target)


__all__ = ["ROWS_AT_ONCE", "write_contracts"]
