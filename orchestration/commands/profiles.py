"""``satisfaction profile …``: check a profile, hold it against files, draft one from an unknown export."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ingest.profiles.comparison import SourceReport

application = typer.Typer(help="Look at profiles.", no_args_is_help=True)


def _say(line: str) -> None:
    """Print one line as it is: column names may hold brackets."""
    Console(file=sys.stdout, highlight=False, soft_wrap=True).print(line, markup=False)


@application.command("check")
def check(
    profile: Annotated[str, typer.Argument(help="Shipped profile's name, or a path to one.")],
    data: Annotated[
        Path | None, typer.Option("--data", help="Also look at the newest file of each source in this folder.")
    ] = None,
) -> None:
    """Check a profile: say what it holds, or everything that is wrong with it."""
    from ingest.profiles.comparison import compare
    from ingest.profiles.loader import check_profile

    checked = check_profile(profile)
    if len(checked.errors) > 1:
        for error in checked.errors:
            _say(f"✗ {error.message}")
        _say(f"{len(checked.errors)} things are wrong with the profile; begin with the first.")
    if checked.errors:
        raise checked.errors[0]
    if checked.profile is None:
        raise TypeError("a profile without errors is there")
    organisation = checked.profile.organisation
    parts = (("source", checked.profile.sources), ("characteristic", checked.profile.characteristics))
    counted = [
        f"{len(some)} {name}{'' if len(some) == 1 else 's'}"
        for name, some in (*parts, ("question", checked.profile.questions))
    ]
    _say(f"{organisation.name[organisation.default_language]}: {', '.join(counted)}. The profile is valid.")
    if data is not None:
        reports = compare(checked.profile, data)
        for report in reports:
            _tell(report)
        raise typer.Exit(0 if all(report.is_good for report in reports) else 1)


def _tell(report: SourceReport) -> None:
    if report.file is None:
        _say(f"- {report.source_id}: no file is there.")
        return
    if report.refused:
        _say(f"✗ {report.source_id}: {report.refused}")
        return
    _say(f"{'✓' if report.is_good else '✗'} {report.source_id}: {report.file}, {report.rows} rows")
    _say(f"    found {len(report.found)} columns")
    for name, likely in report.missing.items():
        _say(f"    missing: {name}" + (f" (most likely renamed to '{likely}')" if likely else ""))
    if report.absent:
        _say(f"    absent, but optional: {', '.join(report.absent)}")
    if report.unmapped:
        _say(f"    mapped by nothing: {', '.join(report.unmapped)}")


@application.command("draft")
def draft(
    file: Annotated[Path, typer.Argument(help="An export to start from.")],
    output: Annotated[Path | None, typer.Option("--output", help="Folder for the new profile.")] = None,
) -> None:
    """Write a commented profile to start from, after a look at an unknown export."""
    from ingest.profiles.draft import draft_command

    _say(draft_command(file, output))
