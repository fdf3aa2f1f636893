"""The inbox: a folder that people and programs drop files into, some of them while we look.

Files that are still being written wait for a later run; a link that leads out of the folder is refused. What a file holds
belongs in ``ingest.readers``.
"""

from __future__ import annotations

import datetime as dt
import os
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ingest.connections.base import Arrival
from ingest.errors import RefusedFileError
from ingest.profiles.models import Reader

SETTLE_VARIABLE = "SATISFACTION_INBOX_SETTLE_SECONDS"
# An empty file that appeared this recently is the beginning of a copy, not an empty delivery.
EMPTY_GRACE_SECONDS = 5.0
_PARTIAL_ENDS = (".part", ".tmp", ".crdownload", ".partial", ".filepart", ".download", ".swp")
_PARTIAL_STARTS = (".", "~$")
_JOINERS = "\u200c\u200d"


@dataclass
class Inbox:
    """What lies in the inbox for one source.

    Attributes:
        arrivals: deliveries to land, in the order of their names.
        waiting: names of files that are still being written.
    """

    arrivals: list[Arrival] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


def look(data_dir: Path, pattern: str, reader: Reader, moment: dt.datetime, settle_seconds: float = 0.0) -> Inbox:
    """Return the files that fit a pattern.

    Args:
        data_dir: the inbox.
        pattern: glob below it; it fits a name in whatever Unicode normal form the file system keeps it.
        reader: how the source's files are read.
        moment: now, with a time zone.
        settle_seconds: a file that was changed less than this ago is still being written.
    """
    inbox = Inbox()
    root = data_dir.resolve()
    for path in _matching(data_dir, pattern):
        shown = shown_name(path.relative_to(data_dir))
        problem = _leads_out(path, root, shown)
        if problem is None and _is_unfinished(path, moment, settle_seconds):
            inbox.waiting.append(shown)
            continue
        inbox.arrivals.append(Arrival(path, shown, unicodedata.normalize("NFC", path.name), reader, problem=problem))
    return inbox


def is_partial_name(path: PurePosixPath) -> bool:
    """Tell whether a name below the inbox says that it is hidden, a lock, or a copy that has not ended."""
    hidden = any(part.startswith(_PARTIAL_STARTS) for part in path.parts)
    return hidden or path.name.lower().endswith(_PARTIAL_ENDS)


def shown_name(relative: Path) -> str:
    """Return a file's name for messages and manifests: composed characters, control and broken ones written as escapes."""
    text = os.fsencode(relative.as_posix()).decode("utf-8", "backslashreplace")
    return "".join(
        char if char.isprintable() or char in _JOINERS else char.encode("unicode_escape").decode()
        for char in unicodedata.normalize("NFC", text)
    )


def _matching(data_dir: Path, pattern: str) -> list[Path]:
    patterns = {pattern, unicodedata.normalize("NFC", pattern), unicodedata.normalize("NFD", pattern)}
    found = {path for each in patterns for path in data_dir.glob(each)}
    files = (path for path in found if path.is_file() or (path.is_symlink() and not path.exists()))
    kept = (path for path in files if not is_partial_name(PurePosixPath(path.relative_to(data_dir).as_posix())))
    return sorted(kept)


def _leads_out(path: Path, root: Path, shown: str) -> RefusedFileError | None:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return RefusedFileError(file=shown, rule="the link leads nowhere", action="put the file itself there")
    if target.is_relative_to(root):
        return None
    return RefusedFileError(
        file=shown, rule="the link leads out of the data folder", action="put a copy of the file itself there"
    )


def _is_unfinished(path: Path, moment: dt.datetime, settle_seconds: float) -> bool:
    try:
        found = path.stat()
    except OSError:
        return False  # reading it says why
    # A clock that goes ahead on another machine must not make a file look old.
    age = abs(moment.timestamp() - found.st_mtime)
    return age < settle_seconds or (found.st_size == 0 and age < EMPTY_GRACE_SECONDS)


__all__ = ["SETTLE_VARIABLE", "Inbox", "is_partial_name", "look", "shown_name"]
