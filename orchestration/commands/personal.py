"""``satisfaction erase | vault | key | retention``: what persons may ask for, and what the organisation declared.

What is done is in ``ingest.personal``; the gate judges anew what an erasure changed.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from orchestration.errors import RunError
from orchestration.home import exclusive
from orchestration.settings import HOME_VARIABLE, PROFILE_VARIABLE, Settings

vault = typer.Typer(help="Look up whom a customer's key stands for.", no_args_is_help=True)
key = typer.Typer(help="Change the key that pseudonyms are made with.", no_args_is_help=True)
retention = typer.Typer(help="Remove what has been kept long enough.", no_args_is_help=True)
console = Console(file=sys.stdout, highlight=False, soft_wrap=True)

HomeOption = Annotated[Path | None, typer.Option("--home", help="Folder for everything that a run writes.")]
ProfileOption = Annotated[str | None, typer.Option("--profile", help="Shipped profile's name, or a path to one.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why; kept for good, so without anybody's name.")]


def erase(
    customer: Annotated[str | None, typer.Argument(help="Identifier as the sources write it, or - to type it.")] = None,
    is_key: Annotated[bool, typer.Option("--key", help="CUSTOMER is a customer_key.")] = False,
    reason: Annotated[
        str | None, typer.Option("--reason", help="Why; kept for good, so without anybody's name.")
    ] = None,
    is_list: Annotated[bool, typer.Option("--list", help="Show the tombstones instead.")] = False,
    home: HomeOption = None,
    profile: ProfileOption = None,
) -> None:
    """Erase a person from landing, quarantine, vault and warehouse, and block later deliveries from bringing the person back."""
    settings = _settings(profile, home)
    if is_list:
        return _list_tombstones(settings)
    if not customer or not reason:
        raise RunError("Erasing needs CUSTOMER and --reason; 'satisfaction erase --list' shows who was erased.")
    who = typer.prompt("Identifier", hide_input=True) if customer == "-" else customer
    _erase(settings, who, reason, is_key=is_key)
    return None


def _erase(settings: Settings, who: str, reason: str, *, is_key: bool) -> None:
    from expectations import gate
    from ingest.personal.erasure import erase as erase_person

    profile = settings.profile()
    with exclusive(settings.home):
        done = erase_person(settings.home, who, reason, _now(), is_key=is_key)
        if done.batches:
            gate.validate_pending(settings.home, profile)
            gate.write_ledger(settings.home, profile)
    counts = ", ".join(f"{count} of {contract}" for contract, count in sorted(done.rows.items()))
    said = (
        f"Erased {done.total} rows ({counts}) of {done.batches} deliveries"
        if done.total
        else "Nothing of this person has landed"
    )
    console.print(
        f"{said}; {done.vault_entries} vault entries. A tombstone blocks what is delivered later.", markup=False
    )
    console.print(
        "Run 'satisfaction run' now: the warehouse is made anew. Remove the person from the data folder yourself."
    )


def _list_tombstones(settings: Settings) -> None:
    from ingest.personal.tombstones import read_tombstones

    tombstones = read_tombstones(settings.home)
    for tombstone in tombstones:
        console.print(f"{tombstone.erased_at}  {tombstone.key[:12]}…  {len(tombstone.records)} records", markup=False)
    if not tombstones:
        console.print("Nobody was erased.")


@vault.command()
def lookup(
    customer_key: Annotated[str, typer.Argument(help="The customer_key.")],
    reason: ReasonOption,
    home: HomeOption = None,
    profile: ProfileOption = None,
) -> None:
    """Tell whom a key stands for; that you asked is logged."""
    from ingest.personal.vault import lookup as look_up

    found = look_up(_settings(profile, home).home, customer_key, reason, _now())
    if found is None:
        raise RunError("The vault knows no such key; it holds only what landed while the profile's vault was on.")
    console.print(found, markup=False)


@vault.command()
def status(home: HomeOption = None, profile: ProfileOption = None) -> None:
    """Count the vault's entries."""
    from ingest.personal.vault import vault_size

    console.print(f"{vault_size(_settings(profile, home).home)} entries")


@key.command()
def rotate(reason: ReasonOption, home: HomeOption = None, profile: ProfileOption = None) -> None:
    """Bring people's keys to a new version of the pseudonym key; figures do not change."""
    from ingest.personal.rotation import rotate as rotate_key

    settings = _settings(profile, home)
    with exclusive(settings.home):
        done = rotate_key(settings.home, reason, _now())
    console.print(f"People's keys are at version {done.version}; {done.batches} batches were rewritten.")
    console.print("The next 'satisfaction run' makes the warehouse anew.")


@retention.command("apply")
def apply_retention(
    reason: Annotated[str, typer.Option("--reason", help="Why; kept for good.")] = "declared retention",
    is_dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what is due.")] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Day to count from, YYYY-MM-DD; today by default.")
    ] = None,
    home: HomeOption = None,
    profile: ProfileOption = None,
) -> None:
    """Remove words and person keys that are older than the profile's retention; answers and figures stay."""
    from ingest.personal import retention as rules

    settings = _settings(profile, home)
    declared = settings.profile()
    day = _day(as_of) if as_of else _now().date()
    if is_dry_run:
        found = rules.due(settings.home, declared, day)
    else:
        with exclusive(settings.home):
            found = rules.apply(settings.home, declared, day, reason, _now())
    for one in found:
        console.print(f"  {one.manifest.contract} {one.manifest.source_id} {one.month}: {one.rows} rows", markup=False)
    done = (
        "are due" if is_dry_run else "were removed from landing; the next 'satisfaction run' makes the warehouse anew"
    )
    console.print(f"Words and person keys of {sum(one.rows for one in found)} rows {done}.")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise RunError(f"'{text}' is no day; write it like 2026-01-31.") from None


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _settings(profile: str | None, home: Path | None) -> Settings:
    chosen = {PROFILE_VARIABLE: profile, HOME_VARIABLE: home}
    os.environ.update({name: str(value) for name, value in chosen.items() if value is not None})
    settings = Settings.from_environment()
    if not settings.home.is_dir():
        raise RunError(f"There is no home folder {settings.home}; name it with --home.")
    return settings
