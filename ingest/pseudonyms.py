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
import unicodedata
from functools import cache
from pathlib import Path

import duckdb

from ingest.errors import IngestError
from ingest.personal.state import read_state, remember_key
from ingest.sql import literal

KEY_VARIABLE = "SATISFACTION_PSEUDONYM_KEY"
KEY_FILE = "pseudonym.key"
_BLOCK = 64
_MINIMUM_LENGTH = 16
# Marks of writing direction and other characters of no width that copying leaves behind; the joiners carry meaning and stay.
_INVISIBLE = "\u00ad\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_BLANKS = " \t\n\v\f\r\x85\u1680\u2028\u2029\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_ALIKE = {
    "يك": "یک",
    "۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩": "0123456789" * 2,
    "\u00a0\u202f\u2010\u2011＋＠": "  --+@",
}
_OTHER_DIGIT = r"[^0-9\P{Nd}]"
# What is certainly a telephone number, however it is grouped: between other groups a hyphen may tell two customers apart.
_PHONE = "|".join(
    (
        r"[( ]*(?:\+[() \-]*[0-9]|0)(?:[() \-]*[0-9]){6,14}",
        r"(?:[() \-]*[0-9]){9,15}",
    )
)
_PHONE_GROUPS = r"[(+0].*|[0-9]+(?: +[0-9]+)*|[0-9]{2,4}(?:[ \-]+[0-9]{2,4}){2,}"


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

    Makes the macros ``person_key`` and ``person_folded`` that ``pseudonym`` calls.
    """
    connection.execute(f"CREATE OR REPLACE TEMP MACRO person_folded(given) AS {_folded('given')}")
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

    What does not tell persons apart is folded first, so that one person has one key in every source: blanks around the
    identifier and invisible characters, NFC, Arabic and Persian letters, digits of any script, the case of what holds an
    ``@``, and the grouping of telephone numbers.
    """
    return f"person_key(nullif(person_folded({text}), ''))"


def _folded(text: str) -> str:
    """SQL for an identifier without what does not tell persons apart.

    Each step is a lambda over a list of one, because DuckDB would evaluate ``text`` once for each time that it is named.
    """
    foreign, native = "".join(_ALIKE), "".join(_ALIKE.values())
    alike = f"translate(nfc_normalize(x), {literal(foreign + _INVISIBLE)}, {literal(native)})"
    other, ascii_ = _other_digits()
    digits = (
        f"CASE WHEN regexp_matches(x, {literal(_OTHER_DIGIT)}) "
        f"THEN translate(x, {literal(other)}, {literal(ascii_)}) ELSE x END"
    )
    is_phone = f"regexp_full_match(x, {literal(_PHONE)}) AND regexp_full_match(x, {literal(_PHONE_GROUPS)})"
    steps = (
        f"CASE WHEN strlen(x) = length(x) THEN x ELSE {alike} END",
        f"CASE WHEN strlen(x) = length(x) THEN x ELSE {digits} END",
        f"trim(x, {literal(_BLANKS)})",
        "CASE WHEN contains(x, '@') THEN nfc_normalize(translate(lower(x), 'ς', 'σ')) "
        f"WHEN {is_phone} THEN regexp_replace(x, '[() \\-]', '', 'g') ELSE x END",
    )
    folded = f"[{text}]"
    for step in steps:
        folded = f"list_transform({folded}, lambda x: {step})"
    return f"{folded}[1]"


@cache
def _other_digits() -> tuple[str, str]:
    """The decimal digits of all scripts, and what they are in ASCII."""
    found = [chr(code) for code in range(0x80, 0x20000) if unicodedata.category(chr(code)) == "Nd"]
    return "".join(found), "".join(str(unicodedata.decimal(digit)) for digit in found)


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
