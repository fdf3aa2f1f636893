"""Keyed pseudonyms: a direct identifier becomes an HMAC-SHA-256 before anything is written.

The key comes from the environment or from a file that only its owner may read. It decides which keys people get and
nothing else: no published figure depends on it. Redaction of free text belongs in ``ingest.normalise``.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

import duckdb

from ingest.errors import IngestError

KEY_VARIABLE = "SATISFACTION_PSEUDONYM_KEY"
KEY_FILE = "pseudonym.key"
_BLOCK = 64
_MINIMUM_LENGTH = 16


def load_key(home: Path) -> bytes:
    """Return the pseudonym key: from the environment, else from ``home/pseudonym.key``, which is made on first use.

    Raises:
        IngestError: the key is too short, or others than its owner may read its file.
    """
    given = os.environ.get(KEY_VARIABLE)
    if given:
        return _checked(given.encode(), f"environment variable {KEY_VARIABLE}")
    path = home / KEY_FILE
    if not path.exists():
        _create(path)
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        raise IngestError(
            file=str(path),
            place=f"mode {mode:04o}",
            rule="others than its owner may read or write the pseudonym key",
            action=f"run 'chmod 600 {path}' and consider the key known if others had access",
        )
    return _checked(path.read_bytes().strip(), str(path))


def _checked(key: bytes, origin: str) -> bytes:
    if len(key) < _MINIMUM_LENGTH:
        raise IngestError(
            file=origin,
            rule=f"the pseudonym key has {len(key)} characters and needs at least {_MINIMUM_LENGTH}",
            action="use a longer random key, or remove it to have one made",
        )
    return key


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(secrets.token_hex(32) + "\n")


def install_key(connection: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Put the two padded halves of the HMAC key into session variables, so that no SQL text holds the key."""
    if len(key) > _BLOCK:
        key = hashlib.sha256(key).digest()
    padded = key.ljust(_BLOCK, b"\0")
    for name, byte in (("pseudonym_inner", 0x36), ("pseudonym_outer", 0x5C)):
        connection.execute(f"SET VARIABLE {name} = unhex($pad)", {"pad": bytes(b ^ byte for b in padded).hex()})


def pseudonym(text: str) -> str:
    """Return SQL for the HMAC-SHA-256 (RFC 2104) of a text expression as 64 hexadecimal digits; empty text gives NULL.

    The identifier is trimmed and brought to NFC first, so that one person has one key in every source.
    """
    clean = f"nfc_normalize(trim({text}))"
    inner = f"unhex(sha256(getvariable('pseudonym_inner') || encode({clean})))"
    return f"CASE WHEN trim({text}) <> '' THEN sha256(getvariable('pseudonym_outer') || {inner}) END"


__all__ = ["install_key", "load_key", "pseudonym"]
