"""Erasing one person: every row that is the person's, in all of landing, in quarantine, in the vault; and a tombstone.

The warehouse is removed, because deleted rows linger inside its file; the next run makes it anew from landing. Editions
hold no person's key and stay. Keeping the person out of later deliveries belongs in ``ingest.personal.tombstones``.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.errors import IngestError
from ingest.ledger import Manifest, landing_folder, read_manifests
from ingest.normalise import ascii_digits
from ingest.personal.journal import note
from ingest.personal.rewrite import Rewrite, files_of, put_manifest, rewrite_batch
from ingest.personal.tombstones import (
    BELONGS_TO,
    Tombstone,
    is_of,
    read_tombstones,
    record_hash,
    tombstones_path,
    tombstones_text,
)
from ingest.personal.vault import erase_from_vault
from ingest.pseudonyms import install_key, load_key, pseudonym
from ingest.sql import literal, open_connection

# Rows of other registers that point to a complaint, by their column.
REFERS_TO_COMPLAINT = {"promise_check": "complaint_reference", "dispute": "complaint_reference"}
_KEY = re.compile(r"[0-9a-f]{64}")
_MOST_ROUNDS = 5


@dataclass(frozen=True)
class Erased:
    """What an erasure did: rows taken out of landing, by contract; batches rewritten; vault entries removed."""

    rows: dict[str, int]
    batches: int
    vault_entries: int
    is_new: bool

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.rows.values())


def keys_of(connection: duckdb.DuckDBPyConnection, who: str, *, is_key: bool = False) -> list[str]:
    """Return the keys that a person may have: by the identifier, and as earlier versions made them from other spellings.

    What landed then is only read anew where its file is still there. They did not fold case, and made keys from the NFC.

    Raises:
        IngestError: ``who`` is said to be a key and is none.
    """
    if is_key:
        if not _KEY.fullmatch(who.strip()):
            raise IngestError(
                file="--key", rule="a person's key is 64 hexadecimal digits", action="give it as customer_key shows it"
            )
        return [who.strip()]
    written = {who, who.lower(), who.upper(), unicodedata.normalize("NFC", who)}
    found = set()
    for text in written:
        row = connection.execute(
            f"SELECT {pseudonym('given')}, person_key(given), person_key({ascii_digits('given')}) "
            "FROM (SELECT nfc_normalize(trim($text::VARCHAR)) AS given) WHERE given <> ''",
            {"text": text},
        ).fetchone()
        found |= set(row or ())
    return sorted(key for key in found if key)


def erase(home: Path, who: str, reason: str, moment: dt.datetime, *, is_key: bool = False) -> Erased:
    """Erase a person everywhere but in the inbox, and leave a tombstone.

    Args:
        home: the home folder; nothing else may run on it meanwhile.
        who: an identifier as the sources write it, or a ``customer_key``.
        reason: why, for the log; identifiers in it are hidden.
        moment: when, with a time zone.
        is_key: ``who`` is a key.

    Raises:
        IngestError: the key is not the one that landing was made with, or the home cannot be written.
    """
    rewrite = Rewrite(home)
    rewrite.begin()
    with open_connection(rewrite.folder / "spill") as connection:
        install_key(connection, load_key(home))
        forget_fetched(home)
        keys = keys_of(connection, who, is_key=is_key)
        manifests = read_manifests(home)
        _find(connection, home, manifests, keys)
        rows, batches = _take_out(connection, rewrite, manifests)
        vault_entries = erase_from_vault(rewrite, keys)
        before = {tombstone.key for tombstone in read_tombstones(home)}
        _bury(connection, rewrite, manifests, keys, moment)
        for leftover in ("warehouse.duckdb", "warehouse.duckdb.wal"):
            if batches:
                rewrite.remove(home / "warehouse" / leftover)
    rewrite.commit()
    done = Erased(rows, batches, vault_entries, is_new=not set(keys) <= before)
    note(home, "erase", reason, moment, rows=rows, batches=batches, vault_entries=vault_entries)
    return done


def forget_fetched(home: Path) -> None:
    """Remove the pages of fetches that were cut off, and what else a crash left: anybody may be in them.

    The next fetch begins anew.
    """
    for folder in landing_folder(home).glob(".work/*"):
        shutil.rmtree(folder)


def _find(connection: duckdb.DuckDBPyConnection, home: Path, manifests: list[Manifest], keys: list[str]) -> None:
    """Collect in ``doomed`` the lines of every batch that are the person's."""
    connection.execute("CREATE TEMP TABLE erased_key (key VARCHAR)")
    connection.executemany("INSERT INTO erased_key VALUES (?)", [[key] for key in keys])
    connection.execute("CREATE TEMP TABLE doomed (source_id VARCHAR, batch_id VARCHAR, source_row BIGINT)")
    connection.execute("CREATE TEMP TABLE doomed_record (contract VARCHAR, source_id VARCHAR, record_id VARCHAR)")
    contracts = _with_files(home, manifests)
    for contract, files in contracts.items():
        connection.execute(
            f"CREATE TEMP VIEW rows_{contract} AS SELECT * FROM read_parquet({files}, union_by_name = true)"
        )
        _doom(connection, contract, is_of(contract, "SELECT key FROM erased_key"))
    for _ in range(_MOST_ROUNDS):
        before = _count(connection)
        for contract in contracts:
            _follow(connection, contract)
        if _count(connection) == before:
            return


def _with_files(home: Path, manifests: list[Manifest]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for manifest in manifests:
        found.setdefault(manifest.contract, []).extend(files_of(home, manifest))
    return {contract: files for contract, files in found.items() if files}


def _count(connection: duckdb.DuckDBPyConnection) -> int:
    counted = connection.execute(
        "SELECT (SELECT count(*) FROM doomed) + (SELECT count(*) FROM doomed_record)"
    ).fetchone()
    return int(counted[0]) if counted else 0


def _doom(connection: duckdb.DuckDBPyConnection, contract: str, condition: str) -> None:
    connection.execute(
        "INSERT INTO doomed SELECT DISTINCT source_id, batch_id, source_row "
        f"FROM rows_{contract} WHERE {condition} EXCEPT SELECT * FROM doomed"
    )
    connection.execute(
        f"INSERT INTO doomed_record SELECT DISTINCT {literal(contract)}, source_id, source_record_id FROM rows_{contract} "
        "WHERE source_record_id IS NOT NULL AND (source_id, batch_id, source_row) IN "
        "(SELECT (d.source_id, d.batch_id, d.source_row) FROM doomed d) "
        "EXCEPT SELECT * FROM doomed_record"
    )


def _follow(connection: duckdb.DuckDBPyConnection, contract: str) -> None:
    """Add what was made from the same line, other versions of the same record, and what belongs to the record."""
    column, owner = BELONGS_TO.get(contract, ("source_record_id", contract))
    tests = [
        "(source_id, batch_id, source_row) IN (SELECT (d.source_id, d.batch_id, d.source_row) FROM doomed d)",
        f"(source_id, {column}) IN (SELECT (d.source_id, d.record_id) FROM doomed_record d WHERE d.contract = {literal(owner)})",
    ]
    if contract in REFERS_TO_COMPLAINT:
        tests.append(f"{REFERS_TO_COMPLAINT[contract]} IN ({_unmistakable(connection)})")
    _doom(connection, contract, f"coalesce({' OR '.join(tests)}, false)")


def _unmistakable(connection: duckdb.DuckDBPyConnection) -> str:
    """A select of the person's complaint numbers that only one source uses: another source's may be somebody else's."""
    there = connection.execute("SELECT count(*) FROM duckdb_views() WHERE view_name = 'rows_complaint'").fetchone()
    if not there or not there[0]:
        return "SELECT NULL::VARCHAR"
    return (
        "SELECT d.record_id FROM doomed_record d WHERE d.contract = 'complaint' AND NOT EXISTS (SELECT 1 FROM rows_complaint c "
        "WHERE c.source_record_id = d.record_id AND c.source_id <> d.source_id)"
    )


def _take_out(
    connection: duckdb.DuckDBPyConnection, rewrite: Rewrite, manifests: list[Manifest]
) -> tuple[dict[str, int], int]:
    rows: dict[str, int] = {}
    touched = set(connection.execute("SELECT DISTINCT source_id, batch_id FROM doomed").fetchall())
    for manifest in manifests:
        delivery = (manifest.source_id, manifest.batch_id)
        if delivery not in touched:
            continue
        here = f"d.source_id = {literal(delivery[0])} AND d.batch_id = {literal(delivery[1])}"
        lines = f"SELECT d.source_row FROM doomed d WHERE {here}"
        kept = f"SELECT * FROM {{month_file}} WHERE source_row NOT IN ({lines})"
        newer = rewrite_batch(connection, rewrite, manifest, kept, _months(connection, rewrite, manifest, lines))
        gone = manifest.rows - newer.rows
        rows[manifest.contract] = rows.get(manifest.contract, 0) + gone
        put_manifest(rewrite, newer.model_copy(update={"erased_rows": manifest.erased_rows + gone}))
    for source_id, batch_id in sorted(touched):
        _forget_verdict(connection, rewrite, source_id, batch_id)
    lines = "(SELECT (d.source_id, d.batch_id, d.source_row) FROM doomed d)"
    for name in ("rows", "flags") if touched else ():
        ledger = rewrite.home / "quarantine" / "_ledger" / f"{name}.parquet"
        _keep(connection, rewrite, ledger, f"(source_id, batch_id, source_row) NOT IN {lines}")
    return {contract: count for contract, count in rows.items() if count}, len(touched)


def _months(connection: duckdb.DuckDBPyConnection, rewrite: Rewrite, manifest: Manifest, lines: str) -> set[str]:
    """Return the months of a batch that hold one of the lines."""
    found = set()
    for month, file in zip(manifest.months, files_of(rewrite.home, manifest), strict=True):
        held = connection.execute(
            f"SELECT count(*) FROM read_parquet({literal(file)}) WHERE source_row IN ({lines})"
        ).fetchone()
        if held and held[0]:
            found.add(month.month)
    return found


def _forget_verdict(connection: duckdb.DuckDBPyConnection, rewrite: Rewrite, source_id: str, batch_id: str) -> None:
    """Take the lines out of the delivery's quarantine, and have it judged again."""
    folder = rewrite.home / "quarantine" / source_id / batch_id
    here = f"d.source_id = {literal(source_id)} AND d.batch_id = {literal(batch_id)}"
    lines = f"SELECT d.source_row FROM doomed d WHERE {here}"
    for name in ("rows.parquet", "broken_rules.parquet", "flags.parquet"):
        _keep(connection, rewrite, folder / name, f"source_row NOT IN ({lines})")
    # The delivery's figures tell of the lines as well, and are made anew with its verdict.
    rewrite.remove(folder / "columns.parquet")
    rewrite.remove(folder / "gate.json")


def _keep(connection: duckdb.DuckDBPyConnection, rewrite: Rewrite, file: Path, condition: str) -> None:
    if file.exists():
        kept = f"SELECT * FROM read_parquet({literal(str(file))}) WHERE {condition}"
        connection.execute(f"COPY ({kept}) TO {literal(str(rewrite.put(file)))} (FORMAT parquet)")


def _bury(
    connection: duckdb.DuckDBPyConnection,
    rewrite: Rewrite,
    manifests: list[Manifest],
    keys: list[str],
    moment: dt.datetime,
) -> None:
    records: set[str] = set()
    for contract in {manifest.contract for manifest in manifests} - set(BELONGS_TO):
        told = connection.execute(
            f"SELECT DISTINCT {record_hash(contract)} FROM (SELECT source_id, record_id AS source_record_id FROM doomed_record "
            f"WHERE contract = {literal(contract)})"
        ).fetchall()
        records |= {record for (record,) in told if record}
    others = [tombstone for tombstone in read_tombstones(rewrite.home) if tombstone.key not in keys]
    known = {r for tombstone in read_tombstones(rewrite.home) if tombstone.key in keys for r in tombstone.records}
    at = moment.astimezone(dt.UTC).isoformat(timespec="seconds")
    new = [Tombstone(key=key, erased_at=at, records=[]) for key in keys]
    new[-1] = new[-1].model_copy(update={"records": sorted(records | known)})
    rewrite.put_text(tombstones_path(rewrite.home), tombstones_text([*others, *new]))


__all__ = ["Erased", "erase", "forget_fetched", "keys_of"]
