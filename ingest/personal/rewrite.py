"""Rewriting landed batches so that a crash leaves either all of a change or nothing of it.

New files are put aside first; one rename of a list makes them count; then they are moved, and moving may be repeated. What is
rewritten, and why, belongs in the modules beside this one.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ingest.files import file_sha256, write_text
from ingest.ledger import MANIFEST, Manifest, MonthFile, batch_folder, landing_folder
from ingest.personal.state import FOLDER as PERSONAL
from ingest.personal.state import personal_folder, read_state, state_path
from ingest.sql import literal

FOLDER = ".rewrite"
LIST = "committed.json"
PARQUET = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"


@dataclass
class Rewrite:
    """One change of files below a home: ``put`` and ``remove`` collect, ``commit`` makes it count and carries it out."""

    home: Path
    _moves: list[tuple[str, str]] = field(default_factory=list)
    _removed: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Where new files wait."""
        return landing_folder(self.home) / FOLDER

    def begin(self) -> None:
        """Finish an earlier change that was cut off, and start with nothing put aside."""
        recover(self.home)
        self.folder.mkdir(parents=True, mode=0o700)

    def put(self, target: Path) -> Path:
        """Return where to write the new content of ``target``."""
        name = f"{len(self._moves):06d}"
        self._moves.append((name, target.relative_to(self.home).as_posix()))
        return self.folder / name

    def put_text(self, target: Path, text: str) -> None:
        """Replace a text file; below ``personal/`` for its owner only."""
        write_text(self.put(target), text, private=target.is_relative_to(self.home / PERSONAL))

    def remove(self, target: Path) -> None:
        """Remove a file that need not be there."""
        self._removed.append(target.relative_to(self.home).as_posix())

    def commit(self) -> None:
        """Make the change count, and carry it out; the state's revision goes up by one."""
        state = read_state(self.home)
        newer = state.model_copy(update={"revision": state.revision + 1})
        personal_folder(self.home)
        if not any(target == state_path(self.home).relative_to(self.home).as_posix() for _, target in self._moves):
            self.put_text(state_path(self.home), newer.model_dump_json(indent=1) + "\n")
        for path in self.folder.iterdir():
            descriptor = os.open(path, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)
        write_text(self.folder / LIST, json.dumps({"moves": self._moves, "removed": self._removed}))
        recover(self.home)


def recover(home: Path) -> None:
    """Carry out a change that counts but was cut off; forget one that does not count yet."""
    folder = landing_folder(home) / FOLDER
    if (folder / LIST).exists():
        told = json.loads((folder / LIST).read_text("utf-8"))
        for name, target in told["moves"]:
            if (folder / name).exists():
                (home / target).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).replace(home / target)
        for target in told["removed"]:
            (home / target).unlink(missing_ok=True)
        (folder / LIST).unlink()
    shutil.rmtree(folder, ignore_errors=True)


def rewrite_batch(
    connection: duckdb.DuckDBPyConnection,
    rewrite: Rewrite,
    manifest: Manifest,
    select: str,
    only: set[str] | None = None,
) -> Manifest:
    """Put aside the month files of one contract of a batch as ``select`` says; return the manifest that fits them.

    Args:
        connection: where ``select`` runs.
        rewrite: the change that this is part of.
        manifest: of the batch.
        select: a statement with ``{month_file}`` for the rows of one month's file.
        only: the months to rewrite; all by default.
    """
    folder = batch_folder(rewrite.home, manifest.contract, manifest.source_id, manifest.batch_id)
    months = []
    for month in manifest.months:
        if only is not None and month.month not in only:
            months.append(month)
            continue
        target = folder / month.file
        staged = rewrite.put(target)
        statement = select.replace("{month_file}", f"read_parquet({literal(str(target))})")
        connection.execute(f"COPY ({statement}) TO {literal(str(staged))} ({PARQUET})")
        counted = connection.execute(f"SELECT count(*) FROM read_parquet({literal(str(staged))})").fetchone()
        rows = int(counted[0]) if counted else 0
        if rows:
            months.append(MonthFile(month=month.month, file=month.file, rows=rows, sha256=file_sha256(staged)))
        else:
            staged.unlink()
            rewrite.remove(target)
    return manifest.model_copy(update={"months": months, "rows": sum(month.rows for month in months)})


def put_manifest(rewrite: Rewrite, manifest: Manifest) -> None:
    """Put aside a batch's manifest."""
    folder = batch_folder(rewrite.home, manifest.contract, manifest.source_id, manifest.batch_id)
    rewrite.put_text(folder / MANIFEST, manifest.model_dump_json(indent=2) + "\n")


def files_of(home: Path, manifest: Manifest) -> list[str]:
    """Return the month files of one contract of a batch."""
    folder = batch_folder(home, manifest.contract, manifest.source_id, manifest.batch_id)
    return [str(folder / month.file) for month in manifest.months]


__all__ = ["Rewrite", "files_of", "put_manifest", "recover", "rewrite_batch"]
