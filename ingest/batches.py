"""Writing one delivery's contracts: Parquet by month, then the manifest, then the rename that makes it count.

Which files land, and when, belongs in ``ingest.landing``; what the statements say in ``ingest.mapping``.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from ingest.contracts import CONTRACTS
from ingest.errors import IngestError
from ingest.files import file_sha256, sync_tree, write_text
from ingest.ledger import MANIFEST, Manifest, MonthFile, batch_folder
from ingest.mapping import Compiled, month_column
from ingest.personal.manifests import without_persons
from ingest.personal.state import read_state
from ingest.personal.tombstones import erased_rows, without_erased
from ingest.readers import RawTable
from ingest.sql import literal

_PARQUET = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"


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
        connection: where the compiled statements run.
        home: folder that holds ``landing/``.
        compiled: one statement per contract.
        raw: the staged file.
        template: the part of the manifests that all contracts of the delivery share.
        work: folder for files on their way, on the same file system as ``landing/``.
    """
    landed = []
    template = without_persons(template)
    kept = without_erased(connection, home, compiled)
    version = max(read_state(home).key_version, 1)
    for statement, whole in zip(kept, compiled, strict=True):
        target = batch_folder(home, statement.contract, template.source_id, template.batch_id)
        if (target / MANIFEST).exists():
            continue
        folder = work / statement.contract
        begun = template.model_copy(update={"key_version": version})
        manifest = _write_contract(connection, statement, raw, begun, folder)
        if kept is not compiled:
            manifest = manifest.model_copy(update={"erased_rows": erased_rows(connection, whole, manifest.rows)})
            write_text(folder / MANIFEST, manifest.model_dump_json(indent=2) + "\n")
        _commit(folder, target)
        landed.append(manifest)
    return landed


def _write_contract(
    connection: duckdb.DuckDBPyConnection, statement: Compiled, raw: RawTable, template: Manifest, folder: Path
) -> Manifest:
    parts = folder.with_name(f"{folder.name}.parts")
    options = f"{_PARQUET}, PARTITION_BY ({month_column()}), WRITE_PARTITION_COLUMNS false"
    connection.execute(f"COPY ({statement.select}) TO {literal(str(parts))} ({options})")
    folder.mkdir()
    months = _collect_months(connection, parts, folder)
    rounded = {column: _count(connection, sql) for column, sql in statement.rounded.items()}
    manifest = template.model_copy(
        update={
            "contract": statement.contract,
            "contract_version": CONTRACTS[statement.contract].version,
            "rows": sum(month.rows for month in months),
            "out_of_scope_rows": raw.rows - _count(connection, statement.kept),
            "months": months,
            "rounded": {column: changed for column, changed in rounded.items() if changed},
        }
    )
    write_text(folder / MANIFEST, manifest.model_dump_json(indent=2) + "\n")
    return manifest


def _collect_months(connection: duckdb.DuckDBPyConnection, parts: Path, folder: Path) -> list[MonthFile]:
    """Move the partitions that DuckDB wrote to one file per month."""
    months = []
    for part in sorted(parts.glob(f"{month_column()}=*")):
        written = list(part.glob("*.parquet"))
        if len(written) != 1:
            raise IngestError(
                file=str(part), rule=f"{len(written)} files were written for one month", action="report this"
            )
        month = part.name.split("=", 1)[1]
        target = folder / f"{month}.parquet"
        written[0].rename(target)
        rows = _count(connection, f"SELECT count(*) FROM read_parquet({literal(str(target))})")
        months.append(MonthFile(month=month, file=target.name, rows=rows, sha256=file_sha256(target)))
    return months


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


__all__ = ["write_contracts"]
