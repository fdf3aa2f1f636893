"""The pages of an interrupted fetch, kept for a while so that they need not be fetched again.

They hold identifiers: only their owner may read them, they go when the fetch has ended or cannot go on, and none outlives its
limit.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.files import write_text

SUFFIX = ".unfinished"
LONGEST_HOURS = 24 * 7


@dataclass
class Unfinished:
    """Where an interrupted fetch stands.

    Attributes:
        folder: holds ``records.jsonl`` and ``state.json``; readable by its owner only.
        question: hash of the first request; another question begins anew.
        next_address: the page to ask for next, with secrets as ``${NAME}``; None when all have come.
        seen: hashes of the addresses and pages that have come, against loops.
        pages, records, size: what has come; ``size`` is the number of bytes of ``records.jsonl`` that count.
    """

    folder: Path
    question: str
    next_address: str | None
    seen: list[str] = field(default_factory=list)
    pages: int = 0
    records: int = 0
    size: int = 0

    @property
    def file(self) -> Path:
        """The records that have come, one JSON object per line."""
        return self.folder / "records.jsonl"

    def is_repeated(self, text: str | bytes) -> bool:
        """Tell whether an address or a page has come before, and remember it."""
        digest = hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()[:24]
        if digest in self.seen:
            return True
        self.seen.append(digest)
        return False

    def add(self, records: list[dict[str, Any]], next_address: str | None) -> None:
        """Append a page's records, then say that they count."""
        lines = [json.dumps(record, ensure_ascii=False, sort_keys=True) + "\n" for record in records]
        with self.file.open("r+b") as handle:
            handle.seek(self.size)
            handle.truncate()
            handle.writelines(line.encode("utf-8", "backslashreplace") for line in lines)
            self.size = handle.tell()
        self.pages += 1
        self.records += len(records)
        self.next_address = next_address
        self.save()

    def save(self) -> None:
        """Write the state beside the records."""
        told = {name: value for name, value in vars(self).items() if name != "folder"}
        write_text(self.folder / "state.json", json.dumps(told) + "\n", private=True)

    def remove(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder, ignore_errors=True)


def begin_or_resume(folder: Path, question: str, first_address: str, oldest: dt.datetime) -> Unfinished:
    """Return where an earlier fetch of the same question stopped, if it is recent enough, or a new beginning."""
    earlier = _read(folder, question, oldest)
    if earlier is not None:
        return earlier
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    begun = Unfinished(folder, question, first_address)
    begun.file.touch(mode=0o600)
    begun.save()
    return begun


def _read(folder: Path, question: str, oldest: dt.datetime) -> Unfinished | None:
    state = folder / "state.json"
    try:
        told = json.loads(state.read_text(encoding="utf-8"))
        found = Unfinished(folder, **told)
        recent = state.stat().st_mtime >= oldest.timestamp()
        whole = found.file.stat().st_size >= found.size
    except (OSError, ValueError, TypeError):
        return None
    return found if recent and whole and found.question == question else None


def clear_old(folder: Path, moment: dt.datetime) -> None:
    """Remove what no fetch has come back for: the sources concerned may not even be in the profile any more."""
    oldest = (moment - dt.timedelta(hours=LONGEST_HOURS)).timestamp()
    for each in folder.glob(f"*{SUFFIX}"):
        if each.stat().st_mtime < oldest:
            shutil.rmtree(each, ignore_errors=True)


__all__ = ["SUFFIX", "Unfinished", "begin_or_resume", "clear_old"]
