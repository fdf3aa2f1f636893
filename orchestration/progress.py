"""The live view of a run: what Dagster records, told line by line while it happens."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from dagster import AssetCheckSeverity, DagsterEventType, DagsterInstance, EventLogEntry
from rich.console import Console
from rich.status import Status

from orchestration.inputs import read_plan

POLL_SECONDS = 0.3
AGGREGATES, NAMED_MONTHS = "aggregates", 6
COUNTED = ("rows_landed", "rows_accepted", "rows_quarantined", "rows_duplicate")


@dataclass
class RunView:
    """Follows one run's event log in a thread of its own and prints what a person wants to know.

    Attributes:
        console: where to print. instance, run_id: whose log. home: whose plan.
        warnings: sentences that deserve to be repeated at the end.
    """

    console: Console
    instance: DagsterInstance
    run_id: str
    home: Path
    warnings: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    _started: dict[str, float] = field(default_factory=dict)
    _notes: dict[str, str] = field(default_factory=dict)
    _models: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> RunView:
        """Start following."""
        self._status = Status("starting", console=self.console)
        self._status.start()
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Read what is left of the log, then stop."""
        self._stop.set()
        self._thread.join()
        self._status.stop()

    def _follow(self) -> None:
        cursor: str | None = None
        while True:
            last_round = self._stop.is_set()
            page = self.instance.get_records_for_run(self.run_id, cursor=cursor, limit=1000)
            for record in page.records:
                self._show(record.event_log_entry)
            cursor = page.cursor or cursor
            if last_round and not page.has_more:
                return
            if not page.has_more:
                time.sleep(POLL_SECONDS)

    def _show(self, entry: EventLogEntry) -> None:
        event = entry.dagster_event
        if event is None or event.step_key is None:
            return
        step = event.step_key
        handlers = {
            DagsterEventType.STEP_START: self._step_started,
            DagsterEventType.STEP_SUCCESS: self._step_ended,
            DagsterEventType.STEP_FAILURE: self._step_failed,
            DagsterEventType.ASSET_MATERIALIZATION: self._materialized,
            DagsterEventType.ASSET_CHECK_EVALUATION: self._checked,
        }
        handler = handlers.get(event.event_type)
        if handler:
            handler(step, entry)

    def _step_started(self, step: str, entry: EventLogEntry) -> None:
        self._started[step] = entry.timestamp
        self._models = 0
        self._status.update(f"{readable(step)} …")

    def _step_ended(self, step: str, entry: EventLogEntry) -> None:
        seconds = entry.timestamp - self._started.get(step, entry.timestamp)
        counted = f"{self._models} tables" if self._models > 1 else ""
        note = months_note(read_plan(self.home).months) if step == AGGREGATES else self._notes.pop(step, counted)
        self.console.print(f"  [green]✓[/] {readable(step):<34} {seconds:6.1f} s  {note}", highlight=False)

    def _step_failed(self, step: str, entry: EventLogEntry) -> None:
        event = entry.dagster_event
        error = event.step_failure_data.error if event else None
        cause = error.cause if error and error.cause else error
        self.failures.append(
            sentence(cause.message) if cause else f"{readable(step)} failed for a reason that Dagster did not keep."
        )
        self.console.print(f"  [red]✗[/] {readable(step):<34}", highlight=False)

    def _materialized(self, step: str, entry: EventLogEntry) -> None:
        self._models += 1
        materialization = entry.asset_materialization
        metadata = materialization.metadata if materialization else {}
        counts = {name: metadata[name].value for name in COUNTED if name in metadata}
        if counts and any(counts.values()):
            self._notes[step] = " · ".join(f"{value:,} {name.removeprefix('rows_')}" for name, value in counts.items())
        elif counts:
            self._notes[step] = "nothing new"
        self._status.update(f"{readable(step)} … {self._models}")

    def _checked(self, _step: str, entry: EventLogEntry) -> None:
        evaluation = entry.asset_check_evaluation
        if evaluation is None or evaluation.passed:
            return
        sentence = (
            evaluation.description
            or f"{evaluation.asset_key.to_user_string()}: check '{evaluation.check_name}' failed."
        )
        # What is only worth knowing, such as an overdue delivery, is shown and makes nothing incomplete.
        if evaluation.severity is AssetCheckSeverity.ERROR:
            self.warnings.append(sentence)
        self.console.print(f"  [yellow]![/] {sentence}", highlight=False)


def months_note(months: list[str] | str) -> str:
    """Return which months a run recomputed, by name while they are few."""
    if isinstance(months, str):
        return "all months recomputed"
    if not months:
        return "no month recomputed"
    named = ", ".join(months) if len(months) <= NAMED_MONTHS else f"{months[0]} to {months[-1]}"
    return f"{len(months)} {'month' if len(months) == 1 else 'months'} recomputed: {named}"


def sentence(message: str) -> str:
    """Return an error's message without the class that Dagster puts before it."""
    return re.sub(r"^[\w.]+(Error|Exception): ", "", message.strip())


def readable(step: str) -> str:
    """Return a step's name as a person reads it: ``landing__web_survey`` as ``landing / web_survey``."""
    return step.replace("__", " / ")
