"""The log of what was done with personal data: when, by which account, why, with which counts; never about whom.

Lines are only ever added. What is done belongs in the modules beside this one.
"""

from __future__ import annotations

import datetime as dt
import getpass
import json
import os
from pathlib import Path
from typing import Any

import duckdb

from ingest.normalise import redacted
from ingest.personal.state import personal_folder

LOG = "log.jsonl"


def note(home: Path, action: str, reason: str, moment: dt.datetime, **counts: Any) -> None:
    """Add one line to the log, with the account that runs this process; the reason is redacted as free text is."""
    entry = {
        "at": moment.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "account": _account(),
        "action": action,
        "reason": plain(reason),
        **counts,
    }
    descriptor = os.open(personal_folder(home) / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as handle:
        handle.write(json.dumps(entry, ensure_ascii=False) + "\n")
        handle.flush()
        os.fsync(handle.fileno())


def read_log(home: Path) -> list[dict[str, Any]]:
    """Return the log's entries, oldest first."""
    path = home / "personal" / LOG
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def plain(text: str) -> str:
    """Return a text without identifiers."""
    found = duckdb.execute(f"SELECT {redacted('$text')}", {"text": text}).fetchone()
    return str(found[0]) if found else ""


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


__all__ = ["note", "plain", "read_log"]
