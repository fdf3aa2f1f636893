"""The gate: every delivery is judged once, and what was decided is written down where the warehouse reads it.

A delivery passes or is held; its lines are accepted, quarantined or duplicate. How lines are judged belongs in
``expectations.quarantine``; the ledger over all deliveries belongs in ``expectations.ledger``.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from expectations import batch_view, decisions, ge_engine, observations, quarantine
from expectations.deliveries import Delivery, landed
from expectations.files import json_bytes, validations_folder, write_if_changed
from expectations.ledger import LedgerTotals, write_ledger
from expectations.rules import Rule, fingerprint, rules_of
from expectations.verdict import GateError, GateResult, hold_unread, verdict, write_verdict
from ingest.contracts import CONTRACTS
from ingest.files import writing
from ingest.profiles.models import Profile, Source

ROWS_AT_ONCE = 3_000_000


Progress = Callable[[GateResult], None]


def pending(home: Path, profile: Profile | None = None, source_id: str | None = None) -> list[Delivery]:
    """Return the complete deliveries in landing that the gate has not judged yet, by source and order of landing.

    With ``profile``, also those that were judged by other rules than its present ones.
    """
    rules_now = _RulesNow(profile, decisions.read_decisions(home))
    return [each for each in landed(home, source_id) if not _is_judged(home, rules_now, each)]


def validate_pending(
    home: Path, profile: Profile, progress: Progress | None = None, source_id: str | None = None
) -> list[GateResult]:
    """Judge all pending deliveries, or those of one source, and return what was decided.

    Great Expectations is imported only if there is something to judge.

    Args:
        home: the home folder.
        profile: declares the vocabularies, the sampling designs and the limits.
        progress: called with each result as soon as it is written.
        source_id: judge only this source's deliveries.

    Raises:
        GateError: rows were lost or counted twice.
    """
    waiting = pending(home, profile, source_id)
    declared = {source.id: source for source in profile.sources}
    results = [_undeclared(each) for each in waiting if each.source_id not in declared]
    known = [each for each in waiting if each.source_id in declared]
    with writing(home / "quarantine"):
        for group in _groups(known):
            results += _judge_group(home, profile, declared[group[0].source_id], group, progress)
    return results


def validate_delivery(home: Path, profile: Profile, source_id: str, batch_id: str) -> GateResult:
    """Judge one delivery, again if it was judged before, and return what was decided.

    Raises:
        GateError: there is no such delivery in landing, or its arithmetic does not close.
    """
    source = next((source for source in profile.sources if source.id == source_id), None)
    chosen = [each for each in landed(home, source_id) if each.batch_id == batch_id]
    if source is None or not chosen:
        raise GateError(
            file=f"{source_id}/{batch_id}",
            rule="there is no such complete delivery in landing",
            action="land the file first",
        )
    with writing(home / "quarantine"):
        return _judge_group(home, profile, source, chosen, None)[0]


class _RulesNow:
    """Fingerprints of what the profile's sources are judged by at present, each computed once."""

    def __init__(self, profile: Profile | None, decided: list[decisions.Decision]) -> None:
        self._profile = profile
        self._decided = decided
        self._sources = {source.id: source for source in profile.sources} if profile else {}
        self._known: dict[tuple[str, tuple[str, ...]], str] = {}

    def fingerprint(self, delivery: Delivery) -> str | None:
        """Return the delivery's fingerprint; None where there is no profile or it does not declare the source."""
        source = self._sources.get(delivery.source_id)
        if self._profile is None or source is None:
            return None
        key = (delivery.source_id, tuple(delivery.contracts))
        if key not in self._known:
            self._known[key] = _by_rules(delivery, source, self._profile)
        return _judged_by(self._known[key], decisions.stance(self._decided, delivery.batch_id))


def _is_judged(home: Path, rules_now: _RulesNow, delivery: Delivery) -> bool:
    file = delivery.verdict_folder(home) / "gate.json"
    if not file.exists():
        return False
    now = rules_now.fingerprint(delivery)
    return now is None or bool(json.loads(file.read_text("utf-8")).get("judged_by") == now)


def _by_rules(delivery: Delivery, source: Source, profile: Profile) -> str:
    return fingerprint(rules_of(delivery.contracts, source, profile), source.max_quarantined_share)


def _judged_by(by_rules: str, stance: decisions.Stance) -> str:
    """What a delivery is judged by: the rules, and what persons decided about it."""
    return f"{by_rules}+{','.join(map(str, stance.numbers))}" if stance.numbers else by_rules


def _undeclared(delivery: Delivery) -> GateResult:
    message = (
        f"{delivery.file}: the profile no longer declares source '{delivery.source_id}'; "
        "declare it again, or remove its landing."
    )
    nothing = dict.fromkeys(("landed", "accepted", "quarantined", "duplicate"), 0)
    counts = {contract: dict(nothing) for contract in delivery.contracts}
    return GateResult(delivery.source_id, delivery.batch_id, delivery.file, "held", message, counts, {}, {})


def _groups(deliveries: Sequence[Delivery]) -> Iterator[list[Delivery]]:
    """Yield deliveries of one source and the same contracts together: a validation costs much more than a row."""
    for _, same in itertools.groupby(deliveries, key=lambda each: (each.source_id, tuple(each.contracts))):
        group: list[Delivery] = []
        for each in same:
            if group and sum(other.rows for other in group) + each.rows > ROWS_AT_ONCE:
                yield group
                group = []
            group.append(each)
        yield group


def _judge_group(
    home: Path, profile: Profile, source: Source, deliveries: Sequence[Delivery], progress: Progress | None
) -> list[GateResult]:
    results = []
    decided = decisions.read_decisions(home)
    stances = {each.batch_id: decisions.stance(decided, each.batch_id) for each in deliveries}
    with ge_engine.working_connection(home / "quarantine" / ".spill") as connection:
        fitting = []
        for each in deliveries:
            misfit = _misfit(connection, each)
            if misfit:
                stance = stances[each.batch_id]
                results.append(hold_unread(each, misfit, stance))
                judged_by = _judged_by(_by_rules(each, source, profile), stance)
                write_verdict(home, results[-1], *quarantine.no_lines(), judged_by)
                observations.write(home, each, observations.nothing())
            else:
                fitting.append(each)
        if fitting:
            results += _judge_fitting(home, profile, source, fitting, stances, connection)
    for result in results:
        if progress:
            progress(result)
    return results


def _misfit(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> str:
    """Return how the landed columns differ from the contract's, empty if they do not."""
    for contract in delivery.contracts:
        model, manifest = CONTRACTS[contract], delivery.manifests[contract]
        if int(manifest["contract_version"]) != model.version:
            landed_by = manifest["contract_version"]
            return f"{contract} was landed by version {landed_by} of its contract, {model.version} is current"
        files = delivery.files(contract)
        if not files:
            continue
        described = connection.execute(
            "describe select * from read_parquet(?, union_by_name = true)", [files]
        ).fetchall()
        found = {row[0]: row[1] for row in described}
        expected = {name: column.sql_type for name, column in model.columns().items()}
        differing = sorted(name for name in expected if found.get(name) != expected[name])
        differing += sorted(set(found) - set(expected))
        if differing:
            return f"the landed columns of {contract} are not the contract's: {', '.join(differing)}"
    return ""


def _judge_fitting(
    home: Path,
    profile: Profile,
    source: Source,
    deliveries: Sequence[Delivery],
    stances: dict[str, decisions.Stance],
    connection: duckdb.DuckDBPyConnection,
) -> list[GateResult]:
    contracts = batch_view.build(connection, deliveries, source, profile)
    rules = rules_of(contracts, source, profile)
    quarantine.judge(connection, rules)
    engine = ge_engine.Engine(connection)
    validations = {name: engine.validate(name, source.id, rules[name]) for name in contracts}
    disagreement = _disagreement(validations, quarantine.rule_counts(connection), rules)
    suites = _suite_results(connection, deliveries, validations)
    quarantine.decide(connection, rules, _waived(stances))
    if disagreement:
        return [_disagreeing(connection, each, disagreement, suites[each.batch_id]) for each in deliveries]
    results = []
    every = landed(home, source.id)
    for each in deliveries:
        stance = stances[each.batch_id]
        results.append(verdict(connection, source, each, suites[each.batch_id], stance))
        tables = quarantine.tables(connection, source.id, each.batch_id)
        observations.write(home, each, observations.observe(connection, each, every, rules))
        write_verdict(home, results[-1], *tables, _judged_by(_by_rules(each, source, profile), stance))
    _keep_validations(home, validations, deliveries)
    return results


def _waived(stances: dict[str, decisions.Stance]) -> list[quarantine.Waived]:
    return [(batch_id, row, rule) for batch_id, stance in stances.items() for row, rule in sorted(stance.waived)]


def _disagreement(
    validations: dict[str, ge_engine.Validation], counted: dict[tuple[str, str], int], rules: dict[str, list[Rule]]
) -> str:
    """Return which rules Great Expectations and the quarantine count differently, empty if none."""
    differing = []
    for contract, some in rules.items():
        for rule in some:
            expected, found = validations[contract].unexpected[rule.rule_id], counted.get((contract, rule.rule_id), 0)
            if expected != found:
                differing.append(
                    f"{contract} {rule.rule_id}: {expected} by Great Expectations, {found} by the quarantine"
                )
    return "; ".join(differing)


def _suite_results(
    connection: duckdb.DuckDBPyConnection, deliveries: Sequence[Delivery], validations: dict[str, ge_engine.Validation]
) -> dict[str, dict[str, dict[str, Any]]]:
    """Return each delivery's share of the suites' results.

    Per rule the quarantine's count over all deliveries is Great Expectations' own, so that a delivery failed exactly
    the expectations whose rules it broke; this does not depend on which deliveries were validated together.
    """
    results: dict[str, dict[str, dict[str, Any]]] = {}
    for each in deliveries:
        broken = quarantine.broken_rules_of(connection, each.batch_id)
        results[each.batch_id] = {
            validation.suite: _suite_result(validation.evaluated, len(broken[contract]) + each.is_empty(contract))
            for contract, validation in validations.items()
        }
    return results


def _suite_result(evaluated: int, unsuccessful: int) -> dict[str, Any]:
    return {"success": unsuccessful == 0, "evaluated": evaluated, "unsuccessful": unsuccessful}


def _disagreeing(
    connection: duckdb.DuckDBPyConnection, delivery: Delivery, disagreement: str, suites: dict[str, dict[str, Any]]
) -> GateResult:
    message = (
        f"{delivery.file}: the gate's two counts differ ({disagreement}): a fault of the rule, not of the file. "
        "Nothing is admitted until expectations/predicates.py and the expectation say the same."
    )
    counts = quarantine.record_counts(connection, delivery.batch_id, delivery.contracts)
    rules = quarantine.lines_by_rule(connection, delivery.batch_id)
    return GateResult(
        delivery.source_id, delivery.batch_id, delivery.file, "held", message, counts, rules, suites, agrees=False
    )


def _keep_validations(home: Path, validations: dict[str, ge_engine.Validation], deliveries: Sequence[Delivery]) -> None:
    """Keep the latest result of each suite for the Data Docs, dated by the arrival of its latest delivery."""
    about = {
        "arrived_at": max(each.arrived_at for each in deliveries).isoformat(),
        "files": [each.file for each in deliveries],
    }
    for validation in validations.values():
        content = json_bytes(about | validation.document)
        write_if_changed(validations_folder(home) / f"{validation.suite}.json", content)


__all__ = [
    "GateError",
    "GateResult",
    "LedgerTotals",
    "pending",
    "validate_delivery",
    "validate_pending",
    "write_ledger",
]
