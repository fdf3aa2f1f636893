"""The ``satisfaction`` command: run, open, and the questions people ask of an installation."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ingest.errors import IngestError
from orchestration.commands import personal, profiles, publish, quarantine, sample_size, sql, trace
from orchestration.errors import RunError
from orchestration.settings import AS_OF_VARIABLE, DATA_VARIABLE, HOME_VARIABLE, PROFILE_VARIABLE, Settings

USAGE_ERROR = 2
application = typer.Typer(
    help="Monitor and measure customer satisfaction: every figure with its interval, base and lineage.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
application.add_typer(profiles.application, name="profile")
application.add_typer(quarantine.application, name="quarantine")
application.command()(publish.publish)
application.command()(personal.erase)
application.command()(trace.trace)
application.command()(sql.sql)
application.command(name="sample-size")(sample_size.sample_size)
application.add_typer(personal.vault, name="vault")
application.add_typer(personal.key, name="key")
application.add_typer(personal.retention, name="retention")
# Bound to this stream: a run sends what libraries print to standard output into its log.
console = Console(file=sys.stdout, highlight=False, soft_wrap=True)

ProfileOption = Annotated[str | None, typer.Option("--profile", help="Shipped profile's name, or a path to one.")]
DataOption = Annotated[Path | None, typer.Option("--data", help="Folder that the profile's file patterns start from.")]
HomeOption = Annotated[Path | None, typer.Option("--home", help="Folder for everything that a run writes.")]


def settings_of(profile: str | None, data: Path | None, home: Path | None, as_of: str | None = None) -> Settings:
    """Return the settings of the options, each falling back to its environment variable."""
    chosen = {PROFILE_VARIABLE: profile, DATA_VARIABLE: data, HOME_VARIABLE: home, AS_OF_VARIABLE: as_of}
    os.environ.update({name: str(value) for name, value in chosen.items() if value is not None})
    return Settings.from_environment()


@application.command()
def run(
    profile: ProfileOption = None,
    data: DataOption = None,
    home: HomeOption = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Data cut-off, YYYY-MM-DD.")] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Build and publish even if nothing changed.")] = False,
) -> None:
    """Land what is new, validate it, estimate, and publish an edition if anything changed."""
    from orchestration.runner import run as run_everything

    settings = settings_of(profile, data, home, as_of)
    result = run_everything(settings, console, rebuild=rebuild)
    if result.exit_code == 1:
        raise typer.Exit(result.exit_code)
    edition = settings.home / "editions" / str(result.manifest.get("edition"))
    if not result.is_new:
        console.print(
            f"Nothing changed: edition {result.manifest.get('edition')} stays the latest, nothing was published."
        )
    else:
        for change in result.manifest["changes"]:
            said = f"replaces batch {change['replaces']}" if change["replaces"] else "new data"
            console.print(f"  {change['source_id']} {change['scope'] or ''} ({change['contract']}): {said}")
        console.print(f"[bold green]Published edition {result.manifest['edition']}[/] in {edition}")
    command = f"satisfaction open --home {settings.home}"
    console.print(f"Read it with 'make open' or '{command}'; query it in {edition / 'mart.duckdb'} (read-only).")
    console.print(
        f"Ask it with 'satisfaction sql --home {settings.home}'; its models are explained in {edition / 'docs' / 'index.html'}."
    )
    raise typer.Exit(result.exit_code)


@application.command(name="open")
def open_edition(
    home: HomeOption = None,
    profile: ProfileOption = None,
    edition: Annotated[str, typer.Option(help="Edition to serve.")] = "latest",
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 8931,
) -> None:
    """Serve an edition's report on this machine until Ctrl-C."""
    from orchestration.serve import serve

    serve(settings_of(profile, None, home).home / "editions", edition, port, console)


@application.command()
def dev(
    profile: ProfileOption = None,
    data: DataOption = None,
    home: HomeOption = None,
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 3000,
) -> None:
    """Open Dagster's UI on this home: assets by stage, partitions by month, checks, lineage."""
    from orchestration.development import start_interface

    start_interface(settings_of(profile, data, home), port, console)


@application.command()
def doctor(home: HomeOption = None, profile: ProfileOption = None) -> None:
    """Check the installation: versions, Node, Chromium, disk, permissions, profile."""
    from orchestration.doctor import diagnose

    findings = diagnose(settings_of(profile, None, home))
    for finding in findings:
        console.print(f"  {'[green]✓[/]' if finding.is_good else '[red]✗[/]'} {finding.sentence}")
    raise typer.Exit(0 if all(finding.is_good or finding.is_optional for finding in findings) else 1)


def tell(sentence: str) -> None:
    """Print an error to standard error, as it is: a file name may hold brackets."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(f"Error: {sentence}", markup=False)


def main() -> None:
    """Run the command line; an error that a person can mend is one sentence, never a traceback."""
    try:
        application()
    except (IngestError, RunError) as error:
        tell(str(error))
        sys.exit(USAGE_ERROR)
    except OSError as error:
        tell(f"{error.strerror or error}: {error.filename or ''}; check the disk and the folder's owner.")
        sys.exit(USAGE_ERROR)
