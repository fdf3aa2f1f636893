"""Brings a sealed edition to every target of the profile. One that fails leaves the edition and the other targets as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ingest.profiles.publication import EmailTarget, FolderTarget, GitTarget, Publication, S3Target, Target
from orchestration.errors import RunError
from orchestration.publication.branch import publish_to_branch
from orchestration.publication.mail import publish_by_mail
from orchestration.publication.parcel import Parcel, TargetError, pack
from orchestration.publication.places import publish_to_folder
from orchestration.publication.store import publish_to_store

DISCLOSURE = (
    "holds single answers: give it to analysts only, never to the public (docs/disclosure.md); leave 'include: [mart]' out "
    "of a place that readers of the report can open"
)


@dataclass(frozen=True)
class Outcome:
    """How publishing to one target ended; ``sentence`` says what to do where it failed."""

    name: str
    state: Literal["published", "unchanged", "failed"]
    sentence: str
    warning: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the target has the edition now."""
        return self.state != "failed"


def publish(
    edition: Path, publication: Publication, home: Path, *, only: str | None = None, again: bool = False
) -> list[Outcome]:
    """Bring an edition to its targets, places first and messages last, so that what a message points to is there.

    Args:
        edition: a sealed edition's folder.
        publication: the profile's targets.
        home: where relative folders start, and what was sent is remembered.
        only: name of the one target to publish to; None for all.
        again: send messages to those, too, who had this edition.

    Raises:
        RunError: there is no such edition or target.
    """
    chosen = [target for target in publication.targets if only in (None, target.name)]
    if only is not None and not chosen:
        known = ", ".join(target.name for target in publication.targets) or "none"
        raise RunError(f"The profile has no target '{only}'; choose one of: {known}.")
    parcel = pack(edition.resolve())
    outcomes: list[Outcome] = []
    for target in sorted(chosen, key=lambda each: isinstance(each, EmailTarget)):
        failed = [each.name for each in outcomes if not each.is_good]
        if isinstance(target, EmailTarget) and failed and publication.public_url:
            outcomes.append(_held(target, failed))
        else:
            outcomes.append(_outcome(edition.resolve(), parcel, target, publication, home, again))
    return outcomes


def _held(target: EmailTarget, failed: list[str]) -> Outcome:
    reason = f"nobody was told, because the report did not get to {', '.join(failed)}"
    return Outcome(target.name, "failed", f"{reason}; then run 'satisfaction publish'.")


def _outcome(
    edition: Path, parcel: Parcel, target: Target, publication: Publication, home: Path, again: bool
) -> Outcome:
    warning = ""
    try:
        if not isinstance(target, GitTarget | EmailTarget) and "mart" in target.include:
            parcel = pack(edition, target.include)
            warning = f"mart.duckdb at {target.shown} {DISCLOSURE}."
        changed = _way(edition, parcel, target, publication, home, again)()
    except TargetError as error:
        sentence = f"{error} Then run 'satisfaction publish --to {target.name}'."
        return Outcome(target.name, "failed", sentence, warning)
    done = "sent" if isinstance(target, EmailTarget) else "published"
    sentence = f"{done} by {target.shown}" if done == "sent" else f"{done} to {target.shown}"
    if not changed:
        sentence = f"{target.shown} has it already"
    return Outcome(target.name, "published" if changed else "unchanged", sentence, warning)


def _way(
    edition: Path, parcel: Parcel, target: Target, publication: Publication, home: Path, again: bool
) -> Callable[[], bool]:
    if isinstance(target, FolderTarget):
        return lambda: publish_to_folder(parcel, home / Path(target.path).expanduser())
    if isinstance(target, S3Target):
        return lambda: publish_to_store(parcel, target)
    if isinstance(target, GitTarget):
        return lambda: publish_to_branch(parcel, target)
    sent = home / "publication" / f"{target.name}.json"
    return lambda: publish_by_mail(edition, parcel.card, target, publication, sent, again)


__all__ = ["Outcome", "publish"]
