"""Retention: after the declared months a person's words and key go out of landing; answers stay, so that figures stay.

Whole months are taken. What words were replaced by says that they were removed, so that a line is judged as before. Rows are
never deleted here: that is erasure.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.ledger import Manifest, MonthFile, read_manifests
from ingest.personal.guards import person_keys, verbatims
from ingest.personal.journal import note
from ingest.personal.rewrite import Rewrite, files_of, put_manifest, rewrite_batch
from ingest.personal.vault import keep_in_vault
from ingest.profiles.models import Profile
from ingest.sql import identifier, literal, open_connection

REMOVED = "[removed]"
_NOTE, _REMOVED_NOTE = "=(?:[^;]|;[^ ])*", "=[removed]"


@dataclass(frozen=True)
class Due:
    """One month of one contract of a delivery whose words and keys have been kept long enough."""

    manifest: Manifest
    month: str
    rows: int


def months_kept(profile: Profile, contract: str) -> int | None:
    """Return for how many months a contract's words and keys are kept; None is for good."""
    personal = profile.personal
    return personal.retention_months_by_contract.get(contract, personal.retention_months)


def first_kept_month(as_of: dt.date, months: int) -> str:
    """Return the first month that is kept, ``YYYY-MM``: the one that ended fewer than ``months`` months before ``as_of``."""
    counted = as_of.year * 12 + as_of.month - 1 - months
    return f"{counted // 12:04d}-{counted % 12 + 1:02d}"


def due(home: Path, profile: Profile, as_of: dt.date) -> list[Due]:
    """Return what has been kept long enough on a day and is still there."""
    found = []
    with duckdb.connect() as connection:
        for manifest in read_manifests(home):
            months = months_kept(profile, manifest.contract)
            if months is None:
                continue
            first = first_kept_month(as_of, months)
            for month, file in zip(manifest.months, files_of(home, manifest), strict=True):
                if _dated(manifest, month) < first and (rows := _personal_rows(connection, manifest.contract, file)):
                    found.append(Due(manifest, month.month, rows))
    return found


def _dated(manifest: Manifest, month: MonthFile) -> str:
    """The month that counts: rows without a date are as old as their delivery."""
    return manifest.landed_at[:7] if month.month == "unknown" else month.month


def _personal_rows(connection: duckdb.DuckDBPyConnection, contract: str, file: str) -> int:
    tests = [f"{identifier(name)} IS NOT NULL" for name in person_keys(contract)]
    tests += [f"{identifier(name)} <> {literal(REMOVED)}" for name in verbatims(contract)]
    tests.append(f"regexp_replace(unparsed, {literal(_NOTE)}, {literal(_REMOVED_NOTE)}, 'g') <> unparsed")
    query = f"SELECT count(*) FROM read_parquet({literal(file)}) WHERE {' OR '.join(tests)}"
    counted = connection.execute(query).fetchone()
    return int(counted[0]) if counted else 0


def apply(home: Path, profile: Profile, as_of: dt.date, reason: str, moment: dt.datetime) -> list[Due]:
    """Remove what is due on a day, and return what it was; all of it or, after a crash, nothing."""
    rewrite = Rewrite(home)
    rewrite.begin()
    removed = due(home, profile, as_of)
    if not removed:
        return []
    months: dict[str, tuple[Manifest, set[str]]] = {}
    for one in removed:
        name = f"{one.manifest.contract}/{one.manifest.source_id}/{one.manifest.batch_id}"
        months.setdefault(name, (one.manifest, set()))[1].add(one.month)
    with open_connection(rewrite.folder / "spill") as connection:
        for manifest, some in months.values():
            newer = rewrite_batch(connection, rewrite, manifest, _select(manifest.contract), some)
            until = max([*(month for month in some if month != "unknown"), manifest.retained_until or ""]) or None
            put_manifest(rewrite, newer.model_copy(update={"retained_until": until}))
    for leftover in ("warehouse.duckdb", "warehouse.duckdb.wal"):
        rewrite.remove(home / "warehouse" / leftover)
    rewrite.commit()
    gone = _forget_in_vault(home)
    note(
        home,
        "retention",
        reason,
        moment,
        rows=sum(one.rows for one in removed),
        months=len(removed),
        vault_entries=gone,
    )
    return removed


def _select(contract: str) -> str:
    replaced = dict.fromkeys(person_keys(contract), "CAST(NULL AS VARCHAR)")
    for name in verbatims(contract):
        replaced[name] = f"CASE WHEN {identifier(name)} IS NOT NULL THEN {literal(REMOVED)} END"
    replaced["unparsed"] = f"regexp_replace(unparsed, {literal(_NOTE)}, {literal(_REMOVED_NOTE)}, 'g')"
    listed = ", ".join(f"{sql} AS {identifier(name)}" for name, sql in replaced.items())
    return f"SELECT * REPLACE ({listed}) FROM {{month_file}}"


def _forget_in_vault(home: Path) -> int:
    """Take those out of the vault whose key stands nowhere in landing any more."""
    selects = [
        f"SELECT {identifier(name)} AS key FROM read_parquet({files})"
        for manifest in read_manifests(home)
        if (files := files_of(home, manifest))
        for name in person_keys(manifest.contract)
    ]
    with duckdb.connect() as connection:
        union = " UNION ".join(selects) or "SELECT NULL::VARCHAR AS key"
        keys = connection.execute(f"SELECT DISTINCT key FROM ({union}) WHERE key IS NOT NULL").to_arrow_table()["key"]
    rewrite = Rewrite(home)
    rewrite.begin()
    gone = keep_in_vault(rewrite, keys.combine_chunks())
    rewrite.commit()
    return gone


__all__ = ["Due", "apply", "due", "first_kept_month", "months_kept"]
