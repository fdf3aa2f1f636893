"""Is there anything new in the inbox? What the inbox sensor compares, apart from Dagster.

What a run takes from the inbox is decided in ``ingest.connections.inbox``; the same rules hold here.
"""

import datetime as dt
import hashlib
import json
import os
from dataclasses import dataclass

from ingest.connections.inbox import SETTLE_VARIABLE, look
from ingest.profiles.models import Profile
from orchestration.errors import RunError
from orchestration.settings import Settings

SENSOR_SETTLE_SECONDS = 60.0
SETTLE_TAG = "satisfaction/inbox_settle_seconds"


@dataclass(frozen=True)
class InboxChanges:
    """What the inbox holds beyond what a cursor has seen.

    Attributes:
        files: names of files that are new or changed. waiting: files that are still being written.
        cursor: what has been seen now: one digest per file, over its name, size and time of change.
    """

    files: list[str]
    waiting: list[str]
    cursor: str

    @property
    def run_key(self) -> str:
        """One key per state of the inbox, so that the same state starts one run."""
        return f"inbox-{hashlib.sha256(self.cursor.encode()).hexdigest()[:16]}"


def changes(settings: Settings, profile: Profile, cursor: str | None, settle: float) -> InboxChanges:
    """Compare the inbox with what a cursor has seen; a file that went is no reason to run."""
    seen = set(json.loads(cursor)) if cursor else set()
    now, names, waiting = set(), [], []
    for source in profile.sources:
        if source.files is None:
            continue
        inbox = look(settings.data, source.files, source.reader, dt.datetime.now(dt.UTC), settle)
        waiting += inbox.waiting
        for arrival in inbox.arrivals:
            try:
                found = arrival.file.stat()
                told = f"{arrival.shown}|{found.st_size}|{found.st_mtime_ns}"
            except OSError:
                told = f"{arrival.shown}|gone"
            digest = hashlib.sha256(told.encode()).hexdigest()[:16]
            now.add(digest)
            if digest not in seen:
                names.append(arrival.shown)
    return InboxChanges(names, waiting, json.dumps(sorted(now)))


def settle_seconds(tagged: str | None, default: float = 0.0) -> float:
    """Return how long a file must have been left alone: the run's tag, the environment, or the default.

    Raises:
        RunError: the environment says something that is no number.
    """
    text = tagged or os.environ.get(SETTLE_VARIABLE, "").strip()
    try:
        seconds = float(text) if text else default
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise RunError(f"{SETTLE_VARIABLE} is {text!r}; give a number of seconds, 0 or more.")
    return seconds
