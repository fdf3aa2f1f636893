"""Bringing a parcel to a place that holds files, whatever kind of place it is: what is there already is not touched.

An edition comes first, the pages that lead to it after it, the list last: who reads meanwhile finds the old way or the new one.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from orchestration.publication.parcel import CARD, INDEX, LATEST, LIST, Card, Parcel, TargetError, surroundings

WORK = ".work-"


class Place(Protocol):
    """A place with files, named by paths with slashes."""

    shown: str

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes, None if it is not there."""

    def cards(self) -> list[Card]:
        """Return the cards of all editions that are there."""

    def put_edition(self, parcel: Parcel) -> None:
        """Bring an edition as a whole; one of that name that differs is replaced."""

    def write(self, path: str, data: bytes) -> bool:
        """Write a file unless it is there already; return whether it was written."""

    def paths(self, folder: str) -> list[str]:
        """Return the files below a folder."""

    def remove(self, path: str) -> None:
        """Remove a file."""


def bring(parcel: Parcel, place: Place) -> bool:
    """Bring an edition to a place and let the place's index and latest pages follow; return whether anything changed.

    Raises:
        TargetError: the place holds a site that is not ours.
    """
    if place.read(INDEX) is not None and place.read(LIST) is None:
        raise TargetError(
            f"{place.shown} holds an {INDEX} that is none of ours; choose another path, prefix or folder."
        )
    there = Card.read(place.read(f"{parcel.card.edition}/{CARD}"))
    changed = there != parcel.card
    if changed:
        place.put_edition(parcel)
    around = surroundings(place.cards())
    for path, data in around.items():
        changed = place.write(path, data) or changed
    for path in place.paths(LATEST):
        if path not in around:
            place.remove(path)
            changed = True
    return changed


class Folder:
    """A folder on this machine. Files are replaced by renaming, a new edition appears as a whole."""

    def __init__(self, root: Path, shown: str = "") -> None:
        self.root = root
        self.shown = shown or str(root)

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes, None if it is not there."""
        file = self.root / path
        return file.read_bytes() if file.is_file() else None

    def cards(self) -> list[Card]:
        """Return the cards of all editions that are there."""
        found = (Card.read(file.read_bytes()) for file in sorted(self.root.glob(f"*/{CARD}")))
        return [card for card in found if card is not None]

    def put_edition(self, parcel: Parcel) -> None:
        """Write the edition beside its place and rename it; one that is there already is renewed file by file."""
        final = self.root / parcel.card.edition
        if final.exists():
            self._renew(parcel)
            return
        work = self.root / f"{WORK}{parcel.card.edition}"
        shutil.rmtree(work, ignore_errors=True)
        for path, file in parcel.files.items():
            target = work / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
        (work / CARD).write_bytes(parcel.card.as_bytes())
        work.rename(final)

    def _renew(self, parcel: Parcel) -> None:
        edition = parcel.card.edition
        for path, file in parcel.files.items():
            self.write(f"{edition}/{path}", file.read_bytes())
        for path in self.paths(f"{edition}/"):
            if path.removeprefix(f"{edition}/") not in parcel.files:
                self.remove(path)
        self.write(f"{edition}/{CARD}", parcel.card.as_bytes())

    def write(self, path: str, data: bytes) -> bool:
        """Write a file unless it is there already; return whether it was written."""
        if self.read(path) == data:
            return False
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f"{WORK}{file.name}")
        fresh.write_bytes(data)
        fresh.replace(file)
        return True

    def paths(self, folder: str) -> list[str]:
        """Return the files below a folder."""
        found = (path for path in (self.root / folder).rglob("*") if path.is_file())
        return sorted(path.relative_to(self.root).as_posix() for path in found)

    def remove(self, path: str) -> None:
        """Remove a file, and its folder if nothing else is in it."""
        file = self.root / path
        file.unlink()
        if not any(file.parent.iterdir()):
            file.parent.rmdir()


def publish_to_folder(parcel: Parcel, root: Path) -> bool:
    """Bring an edition to a folder; return whether anything changed.

    Raises:
        TargetError: the folder cannot be written, or holds a site that is not ours.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        with _alone_in(root):
            for leftover in root.glob(f"{WORK}*"):
                shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
            return bring(parcel, Folder(root))
    except OSError as error:
        place = error.filename or root
        raise TargetError(
            f"{place} cannot be written ({error.strerror or error}); make room or grant the right to write."
        ) from None


@contextmanager
def _alone_in(root: Path) -> Iterator[None]:
    """Let one process at a time write a folder; another one waits."""
    handle = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


__all__ = ["Folder", "Place", "bring", "publish_to_folder"]
