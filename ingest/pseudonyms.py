"""Keyed pseudonyms: a direct identifier becomes an HMAC-SHA-256 before anything is written.

The key comes from the environment or from a file that only its owner may read. It may have several versions, the newest
last: each is applied to the result of the one before, so that what has landed is brought to a new key without the
identifiers. The key decides which keys people get and nothing else: no published figure depends on it. Redaction of free
text belongs in ``ingest.normalise``, changing the key in ``ingest.personal.rotation``.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

import duckdb

from ingest.errors import IngestError
from ingest.personal.state import read_state, remember_key

KEY_VARIABLE = "SATISFACTION_PSEUDONYM_KEY"
KEY_FILE = "pseudonym.key"
_BLOCK = 64
_MINIMUM_LENGTH = 16


def load_key(home: Path) -> bytes:
    """Return the pseudonym key for landing: from the environment, else from ``home/pseudonym.key``, made on first use.

    Several versions are lines of it, the newest last.

    Raises:
        IngestError: the key is too short, others than its owner may read its file, or it is not the one that people in
            landing have their keys by.
    """
    key = read_key(home)
    state = read_state(home)
    versions = key_versions(key)
    if state.key_version and fingerprints(versions)[-1:] != [state.fingerprint]:
        raise IngestError(
            file=key_origin(home),
            rule=_difference(state.fingerprint, versions),
            action="run 'satisfaction key rotate' if you added a version; otherwise give back the former key",
        )
    remember_key(home, len(versions), fingerprints(versions)[-1])
    return key


def _difference(fingerprint: str, versions: list[bytes]) -> str:
    if fingerprint in fingerprints(versions):
        return "the pseudonym key has a version that people in landing do not have their keys by yet"
    return "this is not the pseudonym key that people in landing have their keys by, and one person would have two keys"


def read_key(home: Path) -> bytes:
    """Return the pseudonym key as it is given, without comparing it with landing.

    Raises:
        IngestError: the key is too short, or others than its owner may read its file.
    """
    given = os.environ.get(KEY_VARIABLE)
    if given:
        return _checked(given.encode(), key_origin(home))
    path = home / KEY_FILE
    if not path.exists():
        write_secret(path, secrets.token_hex(32) + "\n")
    check_mode(path, "the pseudonym key")
    return _checked(path.read_bytes().strip(), str(path))


def key_origin(home: Path) -> str:
    """Return where the key comes from, for messages."""
    return f"environment variable {KEY_VARIABLE}" if os.environ.get(KEY_VARIABLE) else str(home / KEY_FILE)


def key_versions(key: bytes) -> list[bytes]:
    """Return the versions of a key, the newest last."""
    return [version for version in key.replace(b"\r", b"").split(b"\n") if version]


def fingerprints(versions: list[bytes]) -> list[str]:
    """Return for each version what tells it, with all before it, from other keys, and tells nothing of them."""
    told, chained = [], b""
    for version in versions:
        chained = hmac.new(version, b"fingerprint of " + chained, "sha256").digest()
        told.append(chained.hex()[:16])
    return told


def check_mode(path: Path, what: str) -> None:
    """Refuse a secret's file that others than its owner may read.

    Raises:
        IngestError: names the file and what to do.
    """
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        raise IngestError(
            file=str(path),
            place=f"mode {mode:04o}",
            rule=f"others than its owner may read or write {what}",
            action=f"run 'chmod 600 {path}' and consider the key known if others had access",
        )


def _checked(key: bytes, origin: str) -> bytes:
    shortest = min(key_versions(key) or [b""], key=len)
    if len(shortest) < _MINIMUM_LENGTH:
        raise IngestError(
            file=origin,
            rule=f"the pseudonym key has {len(shortest)} characters and needs at least {_MINIMUM_LENGTH}",
            action="use a longer random key, or remove it to have one made",
        )
    return key


def write_secret(path: Path, text: str) -> None:
    """Create a file that only its owner may read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())


def install_key(connection: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Put the padded halves of each version of the HMAC key into session variables, so that no SQL text holds the key.

    Makes the macro ``person_key`` that ``pseudonym`` calls.
    """
    chained = "given"
    for number, version in enumerate(key_versions(key)):
        chained = _install(connection, version, f"pseudonym_{number}", chained)
    connection.execute(f"CREATE OR REPLACE TEMP MACRO person_key(given) AS {chained}")


def install_rekeying(connection: duckdb.DuckDBPyConnection, newer: list[bytes]) -> None:
    """Make the macro ``newer_key`` that brings a pseudonym to versions of the key that follow its own."""
    chained = "given"
    for number, version in enumerate(newer):
        chained = _install(connection, version, f"newer_{number}", chained)
    connection.execute(f"CREATE OR REPLACE TEMP MACRO newer_key(given) AS {chained}")


def _install(connection: duckdb.DuckDBPyConnection, key: bytes, name: str, message: str) -> str:
    if len(key) > _BLOCK:
        key = hashlib.sha256(key).digest()
    padded = key.ljust(_BLOCK, b"\0")
    for half, byte in (("inner", 0x36), ("outer", 0x5C)):
        connection.execute(f"SET VARIABLE {name}_{half} = unhex($pad)", {"pad": bytes(b ^ byte for b in padded).hex()})
    inner = f"unhex(sha256(getvariable('{name}_inner') || encode({message})))"
    return f"sha256(getvariable('{name}_outer') || {inner})"


def pseudonym(text: str) -> str:
    """Return SQL for the HMAC-SHA-256 (RFC 2104) of a text expression as 64 hexadecimal digits; empty text gives NULL.

    The identifier is trimmed and brought to NFC first, so that one person has one key in every source.
    """
    return f"CASE WHEN trim({text}) <> '' THEN person_key(nfc_normalize(trim({text}))) END"


__all__ = [
    "check_mode",
    "fingerprints",
    "install_key",
    "install_rekeying",
    "key_origin",
    "key_versions",
    "load_key",
    "pseudonym",
    "read_key",
    "write_secret",
]
