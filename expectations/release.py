"""Letting in and keeping out, as a person decides: which decisions are allowed, and judging the delivery again.

A release goes through the same checks as any delivery: nothing is let in that breaks a rule which no person may waive.
How decisions are kept belongs in ``expectations.decisions``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from expectations import batch_view, gate, ge_engine, quarantine
from expectations.decisions import Decision, in_effect, read_decisions, record
from expectations.deliveries import Delivery, landed
from expectations.rules import rules_of
from expectations.verdict import GateResult
from ingest.errors import IngestError
from ingest.profiles.models import Profile, Source

MINIMUM_PREFIX = 6


def find_delivery(home: Path, batch: str) -> Delivery:
    """Return the judged delivery that a batch id, or at least six characters of its start, names.

    Raises:
        IngestError: there is none, or several begin like this.
    """
    found = [
        each
        for each in landed(home)
        if len(batch) >= MINIMUM_PREFIX and each.batch_id.startswith(batch) and verdict_of(home, each)
    ]
    if len(found) != 1:
        rule = "several deliveries begin like this" if found else "no judged delivery has this id"
        raise IngestError(
            file=f"batch '{batch}'",
            rule=rule,
            action="see the ids with 'satisfaction quarantine list', and give all of it",
        )
    return found[0]


def verdict_of(home: Path, delivery: Delivery) -> dict[str, Any]:
    """Return what the gate wrote of a delivery, empty if it has not judged it."""
    file = delivery.verdict_folder(home) / "gate.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


def release_batch(
    home: Path, profile: Profile, delivery: Delivery, said: dict[str, str]
) -> tuple[Decision, GateResult]:
    """Let in a delivery that the circuit breaker holds; its bad lines stay in quarantine.

    Args:
        home: the home folder.
        profile: the organisation's profile.
        delivery: the delivery.
        said: ``reason``, ``decided_by`` and ``decided_at``.

    Raises:
        IngestError: the delivery is not held, or not by the circuit breaker.
    """
    verdict = verdict_of(home, delivery)
    if verdict.get("status") == "passed":
        raise _refusal(delivery, "it is not held", "release single lines with --rows and --rule")
    if not verdict.get("can_be_released"):
        raise _refusal(
            delivery,
            "it has no rows, or its columns are not the contract's, so that there is nothing to release",
            "correct the file or the mapping and deliver it again",
        )
    return _decide(home, profile, delivery, said | {"decision": "release"})


def release_rows(
    home: Path, profile: Profile, delivery: Delivery, rows: Sequence[int], rule_id: str, said: dict[str, str]
) -> tuple[Decision, GateResult]:
    """Waive one rule for lines of a delivery; what else they broke still keeps them out.

    Raises:
        IngestError: a line does not break the rule, or the rule may not be waived there.
    """
    broken = _lines_that_break(home, delivery, rule_id)
    wrong = sorted(set(rows) - broken)
    if wrong:
        raise _refusal(
            delivery,
            f"line {wrong[0]} is not in quarantine because of {rule_id}",
            "see the lines and their rules with 'satisfaction quarantine show'",
        )
    refused = sorted(_not_waivable(home, profile, delivery, rule_id) & set(rows))
    if refused:
        raise _refusal(
            delivery,
            f"no person may waive {rule_id} for line {refused[0]}",
            "correct the line at its source and deliver the file again",
        )
    chosen = tuple(sorted(set(rows)))
    return _decide(home, profile, delivery, said | {"decision": "release", "rows": chosen, "rule_id": rule_id})


def reject(
    home: Path, profile: Profile, delivery: Delivery, rows: Sequence[int], said: dict[str, str]
) -> tuple[Decision, GateResult]:
    """Keep lines, or a held delivery, out for good: they are told no more.

    Raises:
        IngestError: a line is not in quarantine, or the delivery is not held.
    """
    if not rows and verdict_of(home, delivery).get("status") == "passed":
        raise _refusal(delivery, "it is not held", "reject single lines with --rows")
    waived = {
        row for each in in_effect(read_decisions(home)) if each.batch_id == delivery.batch_id for row in each.rows
    }
    wrong = sorted(set(rows) - _lines_that_break(home, delivery) - waived)
    if wrong:
        raise _refusal(
            delivery, f"line {wrong[0]} is not in quarantine", "see the lines with 'satisfaction quarantine show'"
        )
    return _decide(home, profile, delivery, said | {"decision": "reject", "rows": tuple(sorted(set(rows)))})


def undo(home: Path, profile: Profile, number: int, said: dict[str, str]) -> tuple[Decision, GateResult]:
    """Take back a decision by a later one.

    Raises:
        IngestError: there is no such decision in effect.
    """
    made = next((each for each in in_effect(read_decisions(home)) if each.number == number), None)
    if made is None:
        raise IngestError(
            file=f"decision {number}",
            rule="no decision of this number is in effect",
            action="see them with 'satisfaction quarantine decisions'",
        )
    delivery = find_delivery(home, made.batch_id)
    return _decide(home, profile, delivery, said | {"decision": "undo", "undoes": number})


def _decide(home: Path, profile: Profile, delivery: Delivery, about: dict[str, Any]) -> tuple[Decision, GateResult]:
    _declared(profile, delivery)
    where = {"source_id": delivery.source_id, "batch_id": delivery.batch_id, "file": delivery.file}
    decided_at = about.pop("decided_at")
    made = record(home, decided_at, about | where)
    return made, gate.validate_delivery(home, profile, delivery.source_id, delivery.batch_id)


def _refusal(delivery: Delivery, rule: str, action: str) -> IngestError:
    return IngestError(file=delivery.file, place=f"batch {delivery.batch_id}", rule=rule, action=action)


def _declared(profile: Profile, delivery: Delivery) -> Source:
    for source in profile.sources:
        if source.id == delivery.source_id:
            return source
    raise _refusal(
        delivery, f"the profile declares no source '{delivery.source_id}'", "give its profile with --profile"
    )


def _lines_that_break(home: Path, delivery: Delivery, rule_id: str | None = None) -> set[int]:
    """Lines of the delivery in quarantine, or those that broke one rule."""
    file = str(delivery.verdict_folder(home) / "broken_rules.parquet")
    query = "select distinct source_row from read_parquet(?) where ? is null or rule_id = ?"
    with duckdb.connect() as connection:
        return {row[0] for row in connection.execute(query, [file, rule_id, rule_id]).fetchall()}


def _not_waivable(home: Path, profile: Profile, delivery: Delivery, rule_id: str) -> set[int]:
    source = _declared(profile, delivery)
    with ge_engine.working_connection(home / "quarantine" / ".spill") as connection:
        contracts = batch_view.build(connection, [delivery], source, profile)
        rules = rules_of(contracts, source, profile)
        quarantine.judge(connection, rules)
        return quarantine.unwaivable(connection, rules, delivery.batch_id, rule_id)


__all__ = ["find_delivery", "reject", "release_batch", "release_rows", "undo", "verdict_of"]
