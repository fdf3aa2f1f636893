"""``satisfaction quarantine``: what did not pass, why, and how a person decides about it.

What may be decided is asked in ``expectations.release``.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from expectations.decisions import Decision
from expectations.deliveries import Delivery, landed
from expectations.verdict import GateResult
from ingest.errors import IngestError
from ingest.profiles.models import Profile
from orchestration.errors import RunError
from orchestration.home import exclusive
from orchestration.settings import Settings

application = typer.Typer(help="Look at rows that did not pass, and decide about them.", no_args_is_help=True)
console = Console(file=sys.stdout, highlight=False, soft_wrap=True)

ProfileOption = Annotated[str | None, typer.Option("--profile", help="Shipped profile's name, or a path to one.")]
HomeOption = Annotated[Path | None, typer.Option("--home", help="Folder for everything that a run writes.")]
SourceOption = Annotated[str | None, typer.Option("--source", help="Only this source.")]
BatchArgument = Annotated[str, typer.Argument(metavar="BATCH", help="Batch id, or at least six characters of it.")]
WhereArgument = Annotated[str, typer.Argument(metavar="BATCH|SOURCE", help="Batch id or source.")]
RowsOption = Annotated[str, typer.Option("--rows", help="Lines of the file, for example 12,15 or 20-24.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why; kept for good, so without anybody's name.")]
ByOption = Annotated[str, typer.Option("--by", help="The role in which you decide.")]
MOST_ROWS = 1_000_000
_SHOWN = 30
Judging = Callable[[Profile, dict[str, str]], tuple[Decision, GateResult]]


@application.command("list")
def list_lines(home: HomeOption = None, profile: ProfileOption = None, source: SourceOption = None) -> None:
    """List what was quarantined, by rule, with example lines; held deliveries first."""
    from expectations.summary import explain

    console.print(explain(_settings(profile, home).home, source), markup=False)


@application.command()
def show(
    where: WhereArgument,
    home: HomeOption = None,
    profile: ProfileOption = None,
    limit: Annotated[int, typer.Option(help="Lines to show of each delivery.")] = 50,
) -> None:
    """Show quarantined lines with their reasons and what landed of them."""
    from expectations.summary import show as show_lines

    place = _settings(profile, home).home
    console.print(show_lines(place, _deliveries(place, where), limit), markup=False)


@application.command()
def export(
    where: WhereArgument,
    to: Annotated[Path, typer.Option("--to", help="A new .csv or .xlsx file.")],
    home: HomeOption = None,
    profile: ProfileOption = None,
) -> None:
    """Write quarantined lines with their reasons to a file, for whoever corrects them at the source."""
    from expectations.lines import export as export_lines
    from expectations.summary import NOTHING

    place = _settings(profile, home).home
    count = export_lines(place, _deliveries(place, where), to)
    said = f"{count:,} lines are in {to}. Correct them at their source and deliver the file again."
    console.print(said if count else NOTHING, markup=False)


@application.command()
def release(
    batch: BatchArgument,
    reason: ReasonOption,
    by: ByOption,
    rows: RowsOption = "",
    rule: Annotated[str, typer.Option("--rule", help="With --rows: the rule that is waived for them.")] = "",
    home: HomeOption = None,
    profile: ProfileOption = None,
) -> None:
    """Let in a held delivery (its bad lines stay out), or single lines in spite of a rule that may be waived."""
    from expectations import release as releasing

    lines = parse_rows(rows)
    if bool(lines) != bool(rule):
        raise IngestError(
            file="--rows and --rule", rule="only one of them is given", action="give both, or none for a held delivery"
        )
    settings = _settings(profile, home)

    def decide(declared: Profile, said: dict[str, str]) -> tuple[Decision, GateResult]:
        delivery = releasing.find_delivery(settings.home, batch)
        if lines:
            return releasing.release_rows(settings.home, declared, delivery, lines, rule, said)
        return releasing.release_batch(settings.home, declared, delivery, said)

    _decide(settings, decide, reason, by)


@application.command()
def reject(
    batch: BatchArgument,
    reason: ReasonOption,
    by: ByOption,
    rows: RowsOption = "",
    home: HomeOption = None,
    profile: ProfileOption = None,
) -> None:
    """Keep a held delivery, or single lines, out for good: they are told no more."""
    from expectations import release as releasing

    settings = _settings(profile, home)

    def decide(declared: Profile, said: dict[str, str]) -> tuple[Decision, GateResult]:
        delivery = releasing.find_delivery(settings.home, batch)
        return releasing.reject(settings.home, declared, delivery, parse_rows(rows), said)

    _decide(settings, decide, reason, by)


@application.command()
def undo(
    decision: Annotated[
        int, typer.Argument(metavar="DECISION", help="Its number in 'satisfaction quarantine decisions'.")
    ],
    reason: ReasonOption,
    by: ByOption,
    home: HomeOption = None,
    profile: ProfileOption = None,
) -> None:
    """Take back a decision; both stay on record."""
    from expectations import release as releasing

    settings = _settings(profile, home)
    _decide(settings, lambda declared, said: releasing.undo(settings.home, declared, decision, said), reason, by)


@application.command()
def decisions(home: HomeOption = None, profile: ProfileOption = None) -> None:
    """List all decisions: who, when, what and why."""
    from expectations.decisions import in_effect, read_decisions

    every = read_decisions(_settings(profile, home).home)
    holding = {each.number for each in in_effect(every)}
    for each in every:
        undone = "" if each.number in holding or each.decision == "undo" else " (undone)"
        console.print(f"{each.sentence} [{each.account}]{undone}", markup=False)
    if not every:
        console.print("Nobody has decided anything yet.")


@application.command()
def drift(home: HomeOption = None, profile: ProfileOption = None, source: SourceOption = None) -> None:
    """List how deliveries differ from those before them, beyond what chance explains."""
    from expectations.drift import drifts, explain

    place = _settings(profile, home).home
    judged = [each for each in landed(place, source) if (each.verdict_folder(place) / "gate.json").exists()]
    files = {each.batch_id: each.file for each in judged}
    console.print(explain(drifts(place, judged).to_pylist(), files), markup=False)


def parse_rows(text: str) -> list[int]:
    """Return the lines that ``12,15,20-24`` names, sorted.

    Raises:
        IngestError: it names no lines, or more than a person decides about one by one.
    """
    found: set[int] = set()
    for part in filter(None, (part.strip() for part in text.split(","))):
        first, dash, last = part.partition("-")
        last = last if dash else first
        if not _is_range(first, last):
            shown = f"{part[:_SHOWN]}…" if len(part) > _SHOWN else part
            raise IngestError(file="--rows", rule=f"'{shown}' names no line", action="write them like 12,15 or 20-24")
        named = range(int(first), int(last) + 1)
        if len(named) > MOST_ROWS or len(found := found.union(named)) > MOST_ROWS:
            raise IngestError(
                file="--rows",
                rule=f"it names more than {MOST_ROWS:,} lines",
                action="name only the lines that 'satisfaction quarantine show' lists",
            )
    return sorted(found)


def _is_range(first: str, last: str) -> bool:
    # No file has a line number as long as that, and Python refuses to read very long ones.
    is_number = first.isdecimal() and last.isdecimal() and len(first + last) <= _SHOWN
    return is_number and int(first) <= int(last)


def _settings(profile: str | None, home: Path | None) -> Settings:
    # The command line's module adds this one, and is complete only when a command runs.
    from orchestration.cli import settings_of

    return settings_of(profile, None, home)


def _deliveries(home: Path, where: str) -> list[Delivery]:
    from expectations.release import find_delivery
    from expectations.summary import in_quarantine

    return in_quarantine(home, where) if landed(home, where) else [find_delivery(home, where)]


def _decide(settings: Settings, decide: Judging, reason: str, by: str) -> None:
    if not settings.home.is_dir():
        raise RunError(f"There is no home in {settings.home}; give the one that a run has written with --home.")
    declared = settings.profile()
    said = {"reason": reason, "decided_by": by, "decided_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds")}
    with exclusive(settings.home):
        made, result = decide(declared, said)
    console.print(f"Decision {made.sentence}", markup=False)
    counts = " · ".join(f"{count:,} {name}" for name, count in next(iter(result.counts.values())).items())
    console.print(f"{result.file} is {result.status}: {counts}. The next run takes it up.", markup=False)
    if not result.agrees:
        console.print(result.message, markup=False)
        raise typer.Exit(1)


__all__ = ["application", "parse_rows"]
