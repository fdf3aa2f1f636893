"""What a home remembers about keys: which version people in landing have theirs by, and how often landing was rewritten.

Nothing here holds a key or an identifier.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from ingest.files import write_text

FOLDER = "personal"


class State(BaseModel):
    """The state of a home's personal data.

    Attributes:
        key_version: version of the pseudonym key that landing is at; 0 before the first landing.
        fingerprint: tells that version from other keys.
        revision: counts rewrites of landing, so that a run knows that the warehouse must be made anew.
    """

    model_config = ConfigDict(frozen=True)
    key_version: int = 0
    fingerprint: str = ""
    revision: int = 0


def personal_folder(home: Path) -> Path:
    """Return the folder of a home for tombstones, vault and log; only its owner may enter it."""
    return private_folder(home / FOLDER)


def private_folder(folder: Path) -> Path:
    """Return a folder that only its owner may enter, made or closed to others if need be."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)
    return folder


def state_path(home: Path) -> Path:
    """Return where the state lies."""
    return home / FOLDER / "state.json"


def read_state(home: Path) -> State:
    """Return the state; that of a new home if there is none."""
    path = state_path(home)
    return State.model_validate_json(path.read_text("utf-8")) if path.exists() else State()


def remember_key(home: Path, version: int, fingerprint: str) -> None:
    """Note the key that people in landing get their keys by."""
    state = read_state(home)
    if (state.key_version, state.fingerprint) != (version, fingerprint):
        personal_folder(home)
        written = state.model_copy(update={"key_version": version, "fingerprint": fingerprint})
        write_text(state_path(home), written.model_dump_json(indent=1) + "\n", private=True)


def landing_revision(home: Path) -> int:
    """Return how often landing was rewritten."""
    return read_state(home).revision


__all__ = ["State", "landing_revision", "personal_folder", "private_folder", "read_state", "remember_key", "state_path"]
