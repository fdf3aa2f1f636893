"""Refused files: kept as one small JSON each until the file lands or is taken away, so that reports can state the gap.

Why a file is refused is decided where it is read; this module only remembers and tells it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.errors import RefusedFileError
from ingest.files import write_text
from ingest.ledger import landing_folder
from ingest.personal.manifests import cut, plain_name

_LONGEST = 2_000


@dataclass(frozen=True)
class Refusal:
    """One file that was refused whole, and why; ``message`` is the sentence for people."""

    source_id: str
    file: str
    place: str
    rule: str
    message: str
    action: str
    landed_at: str

    def sentence(self) -> str:
        """Return the refusal for people: which source, which file, what is wrong, what to do."""
        return f"{self.source_id} refused {self.message}"


def refusal_of(source_id: str, error: RefusedFileError, landed_at: str) -> Refusal:
    """Return the refusal that an error stands for."""
    told = (error.file, error.place, error.rule, error.message, error.action)
    file, *others = map(plain_name, told)
    place, rule, message, action = (cut(text, _LONGEST) for text in others)
    return Refusal(source_id, file, place, rule, message, action, landed_at)


def read_refusals(home: Path, source_id: str = "*") -> list[Refusal]:
    """Return the refusals that still stand, by source and file."""
    paths = landing_folder(home).glob(f"_refusals/{source_id}/*.json")
    found = [Refusal(**json.loads(path.read_text(encoding="utf-8"))) for path in paths]
    return sorted(found, key=lambda refusal: (refusal.source_id, refusal.file))


def remember(home: Path, refusal: Refusal, file_sha256: str) -> Refusal:
    """Write a refusal; the same one written before keeps its first date, so that nothing changes by asking again."""
    path = _folder(home, refusal.source_id) / f"{file_sha256[:12]}.json"
    if path.exists():
        earlier = Refusal(**json.loads(path.read_text(encoding="utf-8")))
        if (earlier.file, earlier.message) == (refusal.file, refusal.message):
            return earlier
    forget(home, refusal.source_id, refusal.file)
    write_text(path, json.dumps(asdict(refusal), ensure_ascii=False, indent=2, sort_keys=True) + "\n")
    return refusal


def forget(home: Path, source_id: str, file: str) -> None:
    """Remove the refusals of one file, because it has landed or is refused for another reason now."""
    for path in _folder(home, source_id).glob("*.json"):
        if json.loads(path.read_text(encoding="utf-8"))["file"] == plain_name(file):
            path.unlink()


def forget_absent(home: Path, source_id: str, present: set[str]) -> None:
    """Remove the refusals of files that are no longer delivered."""
    plainly = {plain_name(file) for file in present}
    for refusal in read_refusals(home, source_id):
        if refusal.file not in plainly:
            forget(home, source_id, refusal.file)


def _folder(home: Path, source_id: str) -> Path:
    return landing_folder(home) / "_refusals" / source_id


__all__ = ["Refusal", "forget", "forget_absent", "read_refusals", "refusal_of", "remember"]
