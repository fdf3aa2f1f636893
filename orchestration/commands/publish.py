"""``satisfaction publish``: bring an edition to the profile's targets again, or for the first time."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from orchestration.errors import RunError

console = Console(file=sys.stdout, highlight=False, soft_wrap=True)


def publish(
    edition: Annotated[str, typer.Option(help="Edition to publish.")] = "latest",
    to: Annotated[str | None, typer.Option("--to", metavar="NAME", help="One target only.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Send e-mail to those, too, who had this edition.")] = False,
    home: Annotated[Path | None, typer.Option("--home", help="Folder for everything that a run writes.")] = None,
    profile: Annotated[str | None, typer.Option("--profile", help="Shipped profile's name, or a path to one.")] = None,
) -> None:
    """Bring an edition to the targets of the profile; what is there already stays as it is."""
    # The command line's module adds this one, and is complete only when a command runs.
    from orchestration.cli import settings_of
    from orchestration.publication.publish import publish as publish_everywhere

    settings = settings_of(profile, None, home)
    publication = settings.profile().publication
    if not publication.targets:
        raise RunError("The profile names no place to publish to; add 'publication.targets' (docs/publishing.md).")
    outcomes = publish_everywhere(
        settings.home / "editions" / edition, publication, settings.home, only=to, again=again
    )
    for each in outcomes:
        console.print(f"  [{'green' if each.is_good else 'red'}]{'✓' if each.is_good else '✗'}[/] ", end="")
        console.print(f"{each.name}: {each.sentence}", markup=False)
        if each.warning:
            console.print(f"    {each.warning}", markup=False)
    raise typer.Exit(0 if all(each.is_good for each in outcomes) else 1)
