"""Tombstones: keyed hashes of erased persons and of their records, so that a later delivery does not bring them back.

Erasing belongs in ``ingest.personal.erasure``; here a delivery on its way in is stripped of what is erased.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
from pydantic import BaseModel, ConfigDict, TypeAdapter

from ingest.files import write_text
from ingest.mapping import Compiled
from ingest.normalise import PERSON
from ingest.personal.guards import keyed_columns, person_keys
from ingest.personal.state import personal_folder
from ingest.sql import identifier, literal

FILE = "tombstones.json"
# By contract: the column that names a record, and the contract whose record that is.
BELONGS_TO = {
    "survey_answer": ("source_record_id", "survey_response"),
    "complaint_event": ("complaint_record_id", "complaint"),
}
BLOCKED = "blocked_lines"


class Tombstone(BaseModel):
    """One erased person: the key, hashes of the records that were the person's, and when."""

    model_config = ConfigDict(frozen=True)
    key: str
    erased_at: str
    records: list[str]


_LIST = TypeAdapter(list[Tombstone])


def tombstones_path(home: Path) -> Path:
    """Return where the tombstones lie."""
    return home / "personal" / FILE


def read_tombstones(home: Path) -> list[Tombstone]:
    """Return the tombstones, oldest first."""
    path = tombstones_path(home)
    return _LIST.validate_json(path.read_bytes()) if path.exists() else []


def tombstones_text(tombstones: list[Tombstone]) -> str:
    """Return what the file of tombstones holds."""
    return _LIST.dump_json(tombstones, indent=1).decode() + "\n"


def record_hash(contract: str) -> str:
    """Return SQL for the keyed hash of the record that a row of a contract belongs to; NULL where it names none."""
    column, owner = BELONGS_TO.get(contract, ("source_record_id", contract))
    return f"person_key({literal(owner + '|')} || source_id || '|' || {column})"


def is_of(contract: str, keys: str) -> str:
    """Return SQL that tells whether a row is a person's by a key that it holds; ``keys`` is a select of keys."""
    tests = [f"{identifier(name)} IN ({keys})" for name in person_keys(contract)]
    tests += [f"substr({identifier(name)}, {len(PERSON) + 1}) IN ({keys})" for name in keyed_columns(contract)]
    return f"coalesce({' OR '.join(tests)}, false)"


def without_erased(connection: duckdb.DuckDBPyConnection, home: Path, compiled: list[Compiled]) -> list[Compiled]:
    """Return the statements of a delivery without the lines of erased persons.

    Needs the pseudonym key in the connection. Records found by a person's key are added to the tombstone, so that what is
    told of them later, without the key, is blocked as well.
    """
    tombstones = read_tombstones(home)
    if not tombstones:
        return compiled
    _load(connection, tombstones)
    for statement in compiled:
        connection.execute(
            f"INSERT INTO erased_record SELECT DISTINCT {record_hash(statement.contract)} FROM ({statement.select}) "
            f"WHERE {is_of(statement.contract, 'SELECT key FROM erased_key')}"
        )
    blocked = " UNION ".join(
        f"SELECT source_row FROM ({one.select}) WHERE {is_of(one.contract, 'SELECT key FROM erased_key')} "
        f"OR {record_hash(one.contract)} IN (SELECT record FROM erased_record WHERE record IS NOT NULL)"
        for one in compiled
    )
    connection.execute(f"CREATE OR REPLACE TABLE {BLOCKED} AS {blocked}")
    _remember(connection, home, tombstones)
    return [
        replace(one, bare=f"SELECT * FROM ({one.bare}) WHERE source_row NOT IN (SELECT source_row FROM {BLOCKED})")
        for one in compiled
    ]


def erased_rows(connection: duckdb.DuckDBPyConnection, before: Compiled, landed: int) -> int:
    """Return how many rows of a contract the tombstones kept from landing."""
    counted = connection.execute(f"SELECT count(*) FROM ({before.select})").fetchone()
    return (int(counted[0]) if counted else 0) - landed


def _load(connection: duckdb.DuckDBPyConnection, tombstones: list[Tombstone]) -> None:
    connection.execute("CREATE OR REPLACE TEMP TABLE erased_key (key VARCHAR)")
    connection.execute("CREATE OR REPLACE TEMP TABLE erased_record (record VARCHAR)")
    records = [[record] for tombstone in tombstones for record in tombstone.records]
    connection.executemany("INSERT INTO erased_key VALUES (?)", [[tombstone.key] for tombstone in tombstones])
    if records:
        connection.executemany("INSERT INTO erased_record VALUES (?)", records)


def _remember(connection: duckdb.DuckDBPyConnection, home: Path, tombstones: list[Tombstone]) -> None:
    """Keep the records found now with the last tombstone: whose they are does not matter to blocking them."""
    found = connection.execute(
        "SELECT DISTINCT record FROM erased_record WHERE record IS NOT NULL ORDER BY 1"
    ).fetchall()
    known = {record for tombstone in tombstones for record in tombstone.records}
    new = [record for (record,) in found if record not in known]
    if new:
        last = tombstones[-1]
        kept = [*tombstones[:-1], last.model_copy(update={"records": [*last.records, *new]})]
        personal_folder(home)
        write_text(tombstones_path(home), tombstones_text(kept), private=True)


__all__ = [
    "Tombstone",
    "erased_rows",
    "is_of",
    "read_tombstones",
    "record_hash",
    "tombstones_path",
    "tombstones_text",
    "without_erased",
]
