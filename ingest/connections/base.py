"""What every way in has in common: the errand it is sent on and the deliveries it brings back."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.errors import RefusedFileError
from ingest.profiles.models import Reader

Progress = Callable[[str], None]
TOLD_EVERY_SECONDS = 5.0


def silent(_sentence: str) -> None:
    """Report no progress."""


@dataclass(frozen=True)
class Arrival:
    """One delivery that is to be landed.

    Attributes:
        file: where its bytes lie.
        shown: how messages and manifests name it.
        name: the file name that the delivery's scope is read from.
        reader: how the bytes are read.
        state: what to remember once it has landed, so that the next fetch begins behind it; None for the inbox.
        problem: why it could not be brought, although others could.
    """

    file: Path
    shown: str
    name: str
    reader: Reader
    state: Mapping[str, Any] | None = None
    problem: RefusedFileError | None = None


@dataclass(frozen=True)
class Errand:
    """One fetch.

    Attributes:
        reader: the source's reader settings.
        state: what the last landed fetch remembered; empty for the first.
        work: empty folder for what is fetched, deleted when it has landed or not.
        unfinished: folder that outlives an interrupted fetch; it need not exist.
        moment: when the landing began, with a time zone.
        key: for hashes of what the next fetch must recognise and nobody may read.
        progress: told now and then how far a long fetch has come.
    """

    reader: Reader
    state: Mapping[str, Any]
    work: Path
    unfinished: Path
    moment: dt.datetime
    key: bytes
    progress: Progress = silent


@dataclass
class Ticker:
    """Tells progress every few seconds, not at every batch."""

    progress: Progress
    _last: float = field(default_factory=time.monotonic)

    def tell(self, sentence: str) -> None:
        """Pass a sentence on if some seconds have gone by."""
        now = time.monotonic()
        if now - self._last >= TOLD_EVERY_SECONDS:
            self._last = now
            self.progress(sentence)


__all__ = ["Arrival", "Errand", "Progress", "Ticker", "silent"]
