"""Landing and gate of one source in one step: what came in, what was decided, what a person must be told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from expectations import gate
from ingest import landing
from ingest.connections.base import Progress, silent
from ingest.profiles.models import Profile
from orchestration.settings import Settings


@dataclass
class SourceOutcome:
    """What one source's step did.

    Attributes:
        new: batches landed now. unchanged: files landed before. waiting: files still being written.
        rows: counts over the batches gated now.
        messages: one sentence per refused, held or missing delivery. rules: rows that broke each rule.
        gate_holds: nothing that an expectation rejects was admitted.
    """

    new: int = 0
    unchanged: int = 0
    waiting: int = 0
    rows: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("landed", "accepted", "quarantined", "duplicate"), 0)
    )
    messages: list[str] = field(default_factory=list)
    rules: dict[str, int] = field(default_factory=dict)
    gate_holds: bool = True

    @property
    def metadata(self) -> dict[str, Any]:
        """Return what Dagster shows beside the asset."""
        share = self.rows["quarantined"] / self.rows["landed"] if self.rows["landed"] else 0.0
        counts = {f"rows_{name}": value for name, value in self.rows.items()}
        files = {"batches_new": self.new, "files_unchanged": self.unchanged, "files_waiting": self.waiting}
        return {**files, **counts, "quarantined_share": share}


def land_and_gate(
    settings: Settings,
    profile: Profile,
    source_id: str,
    landed_at: dt.datetime,
    *,
    settle_seconds: float = 0.0,
    progress: Progress = silent,
) -> SourceOutcome:
    """Land a source's new deliveries and run their gate.

    Args:
        settings: home and data.
        profile: the organisation.
        source_id: one of its sources.
        landed_at: the moment to record.
        settle_seconds: files changed less than this ago wait for a later run.
        progress: told how far a long fetch has come.

    Raises:
        IngestError: the home cannot be written, or an expectation and its quarantine disagree.
    """
    report = landing.land_source(
        profile, source_id, settings.data, settings.home, landed_at, settle_seconds=settle_seconds, progress=progress
    )
    outcome = SourceOutcome(unchanged=len(report.unchanged), waiting=len(report.waiting))
    outcome.new = len({manifest.batch_id for manifest in report.new})
    outcome.messages += [refusal.sentence() for refusal in report.refused]
    if report.missing:
        outcome.messages.append(missing_sentence(profile, source_id))
    for result in gate.validate_pending(settings.home, profile, source_id=source_id):
        _add(outcome, result)
    return outcome


def missing_sentence(profile: Profile, source_id: str) -> str:
    """Return the sentence for a source without any file."""
    source = next(source for source in profile.sources if source.id == source_id)
    return (
        f"Source '{source_id}': no file matches '{source.origin}' in the data folder; put a delivery there, or correct the "
        "source's 'files' in the profile."
    )


def _add(outcome: SourceOutcome, result: gate.GateResult) -> None:
    primary = result.counts[next(iter(result.counts))]
    for name in outcome.rows:
        outcome.rows[name] += primary[name]
    for rule, count in result.rules.items():
        outcome.rules[rule] = outcome.rules.get(rule, 0) + count
    if result.status == "held":
        outcome.messages.append(result.message)
    outcome.gate_holds = outcome.gate_holds and result.agrees
