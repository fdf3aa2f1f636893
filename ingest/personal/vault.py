"""The vault: which identifier a person's key stands for, encrypted, for those who must write to customers again.

Off unless a profile switches it on. One sealed file per delivery; nothing but ``satisfaction vault`` opens them.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import os
import secrets
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from cryptography.fernet import Fernet, InvalidToken

from ingest.errors import IngestError
from ingest.files import write_text
from ingest.ledger import read_manifests
from ingest.personal.guards import person_keys
from ingest.personal.journal import note
from ingest.personal.rewrite import Rewrite, files_of
from ingest.personal.state import personal_folder, private_folder
from ingest.pseudonyms import check_mode, write_secret

KEY_VARIABLE = "SATISFACTION_VAULT_KEY"
KEY_FILE = "vault.key"
FOLDER = "vault"
SUFFIX = ".sealed"
_MINIMUM_LENGTH = 16


def seal(
    connection: duckdb.DuckDBPyConnection, home: Path, source_id: str, batch_id: str, identifiers: list[str]
) -> None:
    """Seal which identifiers a delivery's keys stand for.

    Args:
        connection: holds the staged delivery and the pseudonym key.
        home: the home folder; the delivery has landed in it.
        source_id: the delivery's source.
        batch_id: the delivery.
        identifiers: selects of ``customer_key`` and ``identifier`` over the staged delivery.
    """
    landed = [m for m in read_manifests(home, source_id) if m.batch_id == batch_id and m.months]
    keys = [
        f"SELECT {name} AS customer_key FROM read_parquet({files_of(home, manifest)})"
        for manifest in landed
        for name in person_keys(manifest.contract)
    ]
    if not identifiers or not keys:
        return
    pairs = connection.execute(
        f"SELECT customer_key, min(identifier) AS identifier FROM ({' UNION ALL '.join(identifiers)}) "
        f"WHERE customer_key IN ({' UNION '.join(keys)}) GROUP BY 1 ORDER BY 1"
    ).to_arrow_table()
    if pairs.num_rows:
        folder = private_folder(personal_folder(home) / FOLDER)
        write_text(folder / f"{source_id}--{batch_id}{SUFFIX}", _sealed(home, pairs), private=True)


def lookup(home: Path, key: str, reason: str, moment: dt.datetime) -> str | None:
    """Return the identifier that a key stands for, and log that somebody asked; None if the vault does not know it."""
    found = None
    for path in _files(home):
        pairs = _opened(home, path)
        for row in pairs.filter(pc.equal(pairs["customer_key"], key)).to_pylist():
            found = str(row["identifier"])
    note(home, "vault lookup", reason, moment, customer_key=key, found=found is not None)
    return found


def vault_size(home: Path) -> int:
    """Return how many entries the vault holds; the same person in two deliveries counts twice."""
    return sum(_opened(home, path).num_rows for path in _files(home))


def erase_from_vault(rewrite: Rewrite, keys: list[str]) -> int:
    """Take persons out of the vault as part of a rewrite; return how many entries went."""
    gone = 0
    for path in _files(rewrite.home):
        pairs = _opened(rewrite.home, path)
        kept = pairs.filter(pc.invert(pc.is_in(pairs["customer_key"], pa.array(keys))))
        gone += pairs.num_rows - kept.num_rows
        _put(rewrite, path, pairs, kept)
    return gone


def keep_in_vault(rewrite: Rewrite, keys: pa.Array) -> int:
    """Take everybody out of the vault but those whose keys are given; return how many entries went."""
    gone = 0
    for path in _files(rewrite.home):
        pairs = _opened(rewrite.home, path)
        kept = pairs.filter(pc.is_in(pairs["customer_key"], keys))
        gone += pairs.num_rows - kept.num_rows
        _put(rewrite, path, pairs, kept)
    return gone


def rekey_vault(connection: duckdb.DuckDBPyConnection, rewrite: Rewrite) -> None:
    """Bring the vault's keys to newer versions of the pseudonym key; the connection has the macro ``newer_key``."""
    for path in _files(rewrite.home):
        connection.register("pairs", _opened(rewrite.home, path))
        newer = connection.execute(
            "SELECT newer_key(customer_key) AS customer_key, identifier FROM pairs"
        ).to_arrow_table()
        rewrite.put_text(path, _sealed(rewrite.home, newer))


def _put(rewrite: Rewrite, path: Path, before: pa.Table, kept: pa.Table) -> None:
    if kept.num_rows == 0:
        rewrite.remove(path)
    elif kept.num_rows < before.num_rows:
        rewrite.put_text(path, _sealed(rewrite.home, kept))


def _files(home: Path) -> list[Path]:
    return sorted((home / "personal" / FOLDER).glob(f"*{SUFFIX}"))


def _sealed(home: Path, pairs: pa.Table) -> str:
    buffer = io.BytesIO()
    pq.write_table(pairs, buffer, compression="zstd")
    return _fernet(home).encrypt(buffer.getvalue()).decode()


def _opened(home: Path, path: Path) -> pa.Table:
    try:
        return pq.read_table(io.BytesIO(_fernet(home).decrypt(path.read_bytes())))
    except InvalidToken:
        raise IngestError(
            file=str(path),
            rule="the vault was sealed with another key, or the file is damaged",
            action=f"give the former key in {KEY_VARIABLE} or {home / KEY_FILE}",
        ) from None


def _fernet(home: Path) -> Fernet:
    given = os.environ.get(KEY_VARIABLE)
    path = home / KEY_FILE
    if not given:
        if not path.exists():
            write_secret(path, secrets.token_hex(32) + "\n")
        check_mode(path, "the vault's key")
        given = path.read_text("utf-8").strip()
    if len(given) < _MINIMUM_LENGTH:
        raise IngestError(
            file=KEY_VARIABLE,
            rule=f"the vault's key needs at least {_MINIMUM_LENGTH} characters",
            action="use a longer one",
        )
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(given.encode()).digest()))


__all__ = ["erase_from_vault", "keep_in_vault", "lookup", "rekey_vault", "seal", "vault_size"]
