"""Changing the pseudonym key: what has landed is brought to the new version batch by batch, without any identifier.

A new version is applied to the result of the one before, so it can be applied to keys that are there already. How keys are made
belongs in ``ingest.pseudonyms``.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.contracts import CONTRACTS
from ingest.errors import IngestError
from ingest.files import write_text
from ingest.ledger import Manifest, read_manifests
from ingest.normalise import PERSON
from ingest.personal.guards import GROUPING, keyed_columns, person_keys
from ingest.personal.journal import note
from ingest.personal.rewrite import Rewrite, files_of, put_manifest, recover, rewrite_batch
from ingest.personal.state import State, read_state, state_path
from ingest.personal.tombstones import read_tombstones, tombstones_path, tombstones_text
from ingest.personal.vault import rekey_vault
from ingest.pseudonyms import (
    KEY_FILE,
    KEY_VARIABLE,
    fingerprints,
    install_rekeying,
    key_origin,
    key_versions,
    read_key,
)
from ingest.sql import identifier, literal, open_connection

_PART = f"{PERSON}[0-9a-f]{{64}}(?:#[0-9]+)?"


@dataclass(frozen=True)
class Rotated:
    """What a rotation did: the version that people's keys are at now, and the batches that were rewritten for it."""

    version: int
    batches: int


def rotate(home: Path, reason: str, moment: dt.datetime) -> Rotated:
    """Bring people's keys in landing, vault and tombstones to the newest version of the key.

    Where the key is a file and has no version that landing is not at yet, one is made and added to it. A rotation that was
    cut off goes on where it stopped.

    Raises:
        IngestError: the key is not the one that landing was made with, or the environment gives no new version.
    """
    recover(home)
    versions = _versions(home)
    rewritten = 0
    for manifest in read_manifests(home):
        if manifest.key_version < len(versions):
            rewritten += _rewrite(home, manifest, versions)
    _finish(home, versions)
    note(home, "rotate key", reason, moment, version=len(versions), batches=rewritten)
    return Rotated(len(versions), rewritten)


def _versions(home: Path) -> list[bytes]:
    """Return all versions of the key, with at least one that landing is not at."""
    state = read_state(home)
    versions = key_versions(read_key(home))
    known = fingerprints(versions)
    if state.key_version and known[state.key_version - 1 : state.key_version] != [state.fingerprint]:
        raise IngestError(
            file=key_origin(home),
            rule="this is not the pseudonym key that people in landing have their keys by",
            action="give back the former key, with the new version on a line behind it",
        )
    if len(versions) > state.key_version:
        return versions
    if os.environ.get(KEY_VARIABLE):
        raise IngestError(
            file=key_origin(home),
            rule="it has no version that landing is not at yet",
            action="add the new version on a line behind the present ones",
        )
    path = home / KEY_FILE
    lines = [version.decode() for version in versions] + [secrets.token_hex(32)]
    previous = os.umask(0o077)
    try:
        write_text(path, "\n".join(lines) + "\n")
    finally:
        os.umask(previous)
    return key_versions(read_key(home))


def _rewrite(home: Path, manifest: Manifest, versions: list[bytes]) -> int:
    rewrite = Rewrite(home)
    rewrite.begin()
    with open_connection(rewrite.folder / "spill") as connection:
        install_rekeying(connection, versions[manifest.key_version :])
        months = _months_with_persons(connection, home, manifest)
        newer = rewrite_batch(connection, rewrite, manifest, _select(manifest.contract), months)
        put_manifest(rewrite, newer.model_copy(update={"key_version": len(versions)}))
    rewrite.commit()
    return 1 if months else 0


def _months_with_persons(connection: duckdb.DuckDBPyConnection, home: Path, manifest: Manifest) -> set[str]:
    tests = [f"{identifier(name)} IS NOT NULL" for name in person_keys(manifest.contract)]
    tests += [f"contains({identifier(name)}, {literal(PERSON)})" for name in keyed_columns(manifest.contract)]
    tests += [f"{_is_pseudonym(identifier(name))}" for name in _pseudonymised(manifest.contract)]
    found = set()
    for month, file in zip(manifest.months, files_of(home, manifest), strict=True):
        query = f"SELECT count(*) FROM read_parquet({literal(file)}) WHERE {' OR '.join(tests)}"
        counted = connection.execute(query).fetchone()
        if counted and counted[0]:
            found.add(month.month)
    return found


def _select(contract: str) -> str:
    replaced = {
        name: f"CASE WHEN {identifier(name)} IS NOT NULL THEN newer_key({identifier(name)}) END"
        for name in person_keys(contract)
    }
    replaced |= {name: _newer_id(identifier(name)) for name in keyed_columns(contract)}
    listed = ", ".join(f"{sql} AS {identifier(name)}" for name, sql in replaced.items())
    return f"SELECT * REPLACE ({listed}) FROM {{month_file}}"


def _newer_id(text: str) -> str:
    """SQL for an id whose parts may be ``person:`` pseudonyms."""
    newer = f"{literal(PERSON)} || newer_key(substr(part, {len(PERSON) + 1}, 64)) || substr(part, {len(PERSON) + 65})"
    part = f"CASE WHEN regexp_full_match(part, {literal(_PART)}) THEN {newer} ELSE part END"
    parts = f"array_to_string(list_transform(string_split({text}, '|'), lambda part: {part}), '|')"
    name = text.strip('"')
    whole = f"WHEN {_is_pseudonym(text)} THEN newer_key({text}) " if name in GROUPING else ""
    return f"CASE {whole}WHEN contains({text}, {literal(PERSON)}) THEN {parts} ELSE {text} END"


def _pseudonymised(contract: str) -> list[str]:
    """Columns that a profile may pseudonymise beside those of customers."""
    return [name for name in CONTRACTS[contract].columns() if name in GROUPING]


def _is_pseudonym(text: str) -> str:
    return f"regexp_full_match({text}, '[0-9a-f]{{64}}')"


def _finish(home: Path, versions: list[bytes]) -> None:
    """Bring tombstones, vault and state to the newest version in one step."""
    rewrite = Rewrite(home)
    rewrite.begin()
    state = read_state(home)
    with open_connection(rewrite.folder / "spill") as connection:
        install_rekeying(connection, versions[state.key_version :])
        tombstones = read_tombstones(home)
        for place, tombstone in enumerate(tombstones):
            newer = _newer(connection, [tombstone.key, *tombstone.records])
            tombstones[place] = tombstone.model_copy(update={"key": newer[0], "records": newer[1:]})
        if tombstones:
            rewrite.put_text(tombstones_path(home), tombstones_text(tombstones))
        rekey_vault(connection, rewrite)
    written = State(key_version=len(versions), fingerprint=fingerprints(versions)[-1], revision=state.revision + 1)
    rewrite.put_text(state_path(home), written.model_dump_json(indent=1) + "\n")
    for leftover in ("warehouse.duckdb", "warehouse.duckdb.wal"):
        rewrite.remove(home / "warehouse" / leftover)
    rewrite.commit()


def _newer(connection: duckdb.DuckDBPyConnection, keys: list[str]) -> list[str]:
    told = "SELECT unnest($keys::VARCHAR[]) AS key, generate_subscripts($keys::VARCHAR[], 1) AS place"
    query = f"SELECT newer_key(key) FROM ({told}) ORDER BY place"
    return [str(row[0]) for row in connection.execute(query, {"keys": keys}).fetchall()]


__all__ = ["Rotated", "rotate"]
