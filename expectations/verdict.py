"""What was decided on one delivery: its result, its sentence for a person, and the files that record it.

Finding out belongs in ``expectations.gate`` and ``expectations.quarantine``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import duckdb
import pyarrow as pa

from expectations import quarantine
from expectations.decisions import Stance
from expectations.deliveries import Delivery
from expectations.files import json_bytes, parquet_bytes, write_if_changed
from ingest.errors import IngestError
from ingest.profiles.models import Source

Status = Literal["passed", "held", "rejected"]


class GateError(IngestError):
    """The gate itself is at fault: its arithmetic does not close. Nothing may go on."""


@dataclass(frozen=True)
class GateResult:
    """What the gate decided on one delivery.

    Attributes:
        status: ``passed``, ``held`` until a person acts, or ``rejected`` by one.
        message: one sentence that says why; empty if all is well.
        counts: landed, accepted, quarantined and duplicate rows, by contract; first the record that a line stands for.
        rules: lines that broke each rule, the most frequent first.
        great_expectations: success, evaluated and unsuccessful expectations, by suite.
        can_be_released: only the circuit breaker holds it.
        agrees: Great Expectations and the quarantine counted the same for every rule; if not, nothing was written.
    """

    source_id: str
    batch_id: str
    file: str
    status: Status
    message: str
    counts: dict[str, dict[str, int]]
    rules: dict[str, int]
    great_expectations: dict[str, dict[str, Any]]
    can_be_released: bool = False
    agrees: bool = True


def verdict(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    delivery: Delivery,
    suites: dict[str, dict[str, Any]],
    stance: Stance,
) -> GateResult:
    """Return the result for a delivery whose lines are decided on: circuit breaker, a person's word, and arithmetic.

    Raises:
        GateError: landed is not accepted + quarantined + duplicate.
    """
    counts = quarantine.record_counts(connection, delivery.batch_id, delivery.contracts)
    _check_arithmetic(delivery, counts)
    rules = quarantine.lines_by_rule(connection, delivery.batch_id)
    lines, quarantined = quarantine.line_counts(connection, delivery.batch_id, delivery.contracts)
    empty = [contract for contract in delivery.contracts if delivery.is_empty(contract)]
    status: Status = "passed"
    message = ""
    breaks = quarantined > source.max_quarantined_share * lines
    if empty:
        status, message = (
            "held",
            f"{delivery.file}: no row for {', '.join(empty)}; check the export and deliver it again.",
        )
    elif breaks:
        status, message = "held", _breaker_message(source, delivery, (lines, quarantined), rules)
    status, message = _after_a_person(delivery, stance, status, message, bool(empty))
    result = GateResult(source.id, delivery.batch_id, delivery.file, status, message, counts, rules, suites)
    return replace(result, can_be_released=breaks and not empty)


def _after_a_person(
    delivery: Delivery, stance: Stance, status: Status, message: str, has_nothing: bool
) -> tuple[Status, str]:
    """A person's word on a delivery that would be held: released, or rejected for good."""
    made = stance.batch
    if status == "passed" or made is None or (made.decision == "release" and has_nothing):
        return status, message
    said = f"by {made.decided_by} on {made.decided_at[:10]} (decision {made.number}): {made.reason.rstrip('.')}."
    if made.decision == "release":
        return "passed", f"{delivery.file}: released {said}"
    return "rejected", f"{delivery.file}: rejected {said} Nothing of it is used."


def _check_arithmetic(delivery: Delivery, counts: dict[str, dict[str, int]]) -> None:
    for contract, count in counts.items():
        decided = count["accepted"] + count["quarantined"] + count["duplicate"]
        announced = int(delivery.manifests[contract]["rows"])
        if not announced == count["landed"] == decided:
            raise GateError(
                file=delivery.file,
                place=contract,
                rule=f"{announced} rows by the manifest, {count['landed']} landed, {decided} decided on",
                action="remove this batch from landing and land the file again",
            )


def _breaker_message(
    source: Source,
    delivery: Delivery,
    lines: tuple[int, int],
    rules: dict[str, int],
) -> str:
    total, quarantined = lines
    often = " and ".join(
        f"{rule} ({count:,} {'line' if count == 1 else 'lines'})" for rule, count in list(rules.items())[:2]
    )
    return (
        f"{delivery.file}: {quarantined:,} of {total:,} lines ({quarantined / total:.1%}) broke a rule, more than the "
        f"{source.max_quarantined_share:.1%} that source '{source.id}' allows; most often {often}. "
        "Nothing of this file is used: see the lines with 'satisfaction quarantine list', then correct the file or the mapping "
        "and deliver it again, or raise the source's "
        "max_quarantined_share if this is expected. "
        f"A person may let it in with 'satisfaction quarantine release {delivery.batch_id}'."
    )


def hold_unread(delivery: Delivery, misfit: str, stance: Stance) -> GateResult:
    """Return the result for a delivery whose landed columns are not the contract's: no line of it can be judged."""
    message = f"{delivery.file}: {misfit}; nothing of it is used. Land the file again with the present mapping."
    counts = {}
    for contract, manifest in delivery.manifests.items():
        rows = int(manifest["rows"])
        counts[contract] = {"landed": rows, "accepted": 0, "quarantined": rows, "duplicate": 0}
    status, message = _after_a_person(delivery, stance, "held", message, has_nothing=True)
    return GateResult(delivery.source_id, delivery.batch_id, delivery.file, status, message, counts, {}, {})


def write_verdict(home: Path, result: GateResult, rows: pa.Table, broken: pa.Table, judged_by: str) -> None:
    """Write what was decided to ``quarantine/<source>/<batch>/``.

    ``gate.json`` comes last, and a delivery without it is judged again.
    """
    folder = home / "quarantine" / result.source_id / result.batch_id
    write_if_changed(folder / "rows.parquet", parquet_bytes(rows))
    write_if_changed(folder / "broken_rules.parquet", parquet_bytes(broken))
    kept = ("source_id", "batch_id", "status", "message", "counts", "rules", "great_expectations", "can_be_released")
    document = {name: getattr(result, name) for name in kept} | {"judged_by": judged_by}
    write_if_changed(folder / "gate.json", json_bytes(document))


__all__ = ["GateError", "GateResult", "hold_unread", "verdict", "write_verdict"]
