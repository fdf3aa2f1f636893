"""The ledger of decisions: small tables over all judged deliveries, which the warehouse reads.

They are made from landing's manifests and the gate's verdicts alone, so that they can always be made again. Judging
belongs in ``expectations.gate``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from expectations import drift
from expectations.decisions import in_effect, read_decisions
from expectations.deliveries import Delivery, landed
from expectations.files import parquet_bytes, write_if_changed
from expectations.observations import FLAGS
from ingest.files import writing
from ingest.profiles.models import Profile

COUNTS = ("landed", "accepted", "quarantined", "duplicate")


TYPES = {"#": pa.int64(), "?": pa.bool_()}


def _schema(columns: str) -> pa.Schema:
    """Columns by name; those marked with # are whole numbers, those with ? flags, the others text."""
    return pa.schema([(name.strip("#?"), TYPES.get(name[-1], pa.string())) for name in columns.split()])


TABLES: dict[str, pa.Schema] = {
    "batch": _schema(
        "contract source_id batch_id sequence# scope mode file file_sha256 landed_at status message "
        "landed# accepted# quarantined# duplicate# replaces_earlier?"
    ),
    "rows": _schema("source_id batch_id source_row# status reasons"),
    "broken_rules": _schema("source_id batch_id contract rule_id rule_kind column_name n_rows#"),
    "refusal": _schema("source_id file place rule message action landed_at"),
    "decision": _schema(
        "decision_number# decision source_id batch_id source_row# rule_id reason decided_by decided_at is_in_effect?"
    ),
    "flags": FLAGS,
    "drift": drift.SCHEMA,
}
ROWS = "select source_id, batch_id, source_row, status, reasons from read_parquet(?) order by all"
FLAGGED = "select source_id, batch_id, source_row, flag, value from read_parquet(?) order by all"
RULES = """
    select source_id, batch_id, contract, rule_id, split_part(rule_id, '.', 1) as rule_kind, column_name,
        count(distinct source_row) as n_rows
    from read_parquet(?) group by all order by all
"""


@dataclass(frozen=True)
class LedgerTotals:
    """Sums over the ledger's batches.

    Attributes:
        arithmetic_closes: for every contract of every delivery, landed = accepted + quarantined + duplicate.
    """

    deliveries: int
    held: int
    refused: int
    landed: int
    accepted: int
    quarantined: int
    duplicate: int
    arithmetic_closes: bool

    def as_metadata(self) -> dict[str, int]:
        """Return the counts by name."""
        return {name: value for name, value in vars(self).items() if name != "arithmetic_closes"}


def write_ledger(home: Path, profile: Profile) -> LedgerTotals:
    """Write ``quarantine/_ledger/*.parquet`` from what landed and what was decided, and return the sums.

    All files exist afterwards; a file whose content is the same stays untouched. Deliveries of sources that the
    profile no longer declares, and those that are not judged yet, are not in the ledger.
    """
    declared = {source.id for source in profile.sources}
    judged = [(each, _read_verdict(home, each)) for each in landed(home) if each.source_id in declared]
    judged = [(each, verdict) for each, verdict in judged if verdict]
    batches = [row for each, verdict in judged for row in _batch_rows(each, verdict)]
    refusals = _refusals(home)
    folders = [each.verdict_folder(home) for each, _ in judged]
    tables = {
        "batch": pa.Table.from_pylist(batches, TABLES["batch"]),
        "rows": _united(folders, "rows", ROWS),
        "broken_rules": _united(folders, "broken_rules", RULES),
        "refusal": pa.Table.from_pylist(refusals, TABLES["refusal"]),
        "decision": pa.Table.from_pylist(_decisions(home), TABLES["decision"]),
        "flags": _united(folders, "flags", FLAGGED),
        "drift": drift.drifts(home, [each for each, _ in judged]),
    }
    with writing(home / "quarantine"):
        for name, table in tables.items():
            write_if_changed(home / "quarantine" / "_ledger" / f"{name}.parquet", parquet_bytes(table))
    return _totals(batches, judged, len(refusals))


def _read_verdict(home: Path, delivery: Delivery) -> dict[str, Any]:
    file = delivery.verdict_folder(home) / "gate.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


def _batch_rows(delivery: Delivery, verdict: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "contract": contract,
            "source_id": delivery.source_id,
            "batch_id": delivery.batch_id,
            "sequence": delivery.sequence,
            **{name: manifest[name] for name in ("scope", "mode", "file", "file_sha256", "landed_at")},
            "status": verdict["status"],
            "message": verdict["message"],
            **verdict["counts"][contract],
            "replaces_earlier": bool(manifest.get("replaces_earlier")),
        }
        for contract, manifest in delivery.manifests.items()
    ]


def _refusals(home: Path) -> list[dict[str, Any]]:
    files = sorted((home / "landing" / "_refusals").glob("*/*.json"))
    found = [json.loads(file.read_text("utf-8")) for file in files]
    return [{name: str(refusal.get(name) or "") for name in TABLES["refusal"].names} for refusal in found]


def _decisions(home: Path) -> list[dict[str, Any]]:
    """One row per decision and line; those about a whole delivery have no line."""
    every = read_decisions(home)
    holding = {each.number for each in in_effect(every)}
    return [
        {
            "decision_number": each.number,
            "source_row": row,
            "is_in_effect": each.number in holding,
            **{
                name: getattr(each, name)
                for name in ("decision", "source_id", "batch_id", "rule_id", "reason", "decided_by", "decided_at")
            },
        }
        for each in every
        for row in each.rows or (None,)
    ]


def _united(folders: Sequence[Path], name: str, query: str) -> pa.Table:
    files = [str(folder / f"{name}.parquet") for folder in folders if (folder / f"{name}.parquet").exists()]
    if not files:
        return TABLES[name].empty_table()
    with duckdb.connect() as connection:
        return connection.execute(query, [files]).to_arrow_table().cast(TABLES[name])


def _totals(batches: list[dict[str, Any]], judged: list[tuple[Delivery, dict[str, Any]]], refused: int) -> LedgerTotals:
    sums = {name: sum(batch[name] for batch in batches) for name in COUNTS}
    closes = all(batch["landed"] == batch["accepted"] + batch["quarantined"] + batch["duplicate"] for batch in batches)
    held = sum(verdict["status"] == "held" for _, verdict in judged)
    return LedgerTotals(len(judged), held, refused, **sums, arithmetic_closes=closes)


__all__ = ["TABLES", "LedgerTotals", "write_ledger"]
