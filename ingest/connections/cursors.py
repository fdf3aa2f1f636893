"""How far each connection has been fetched: one small JSON per source, written after the batch it tells of.

It is a convenience, not a record: the ledger says what has landed. A cursor counts only while every batch that it stands for is
in landing and the same question is read in the same way; otherwise everything is fetched anew, and what has landed before is
recognised by its content. What is remembered of records and names is hashed with a key, because it may hold a person.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.files import write_text
from ingest.ledger import landing_folder

FOLDER = "_cursors"
# Files of another form count as none: the first form held names in clear.
_FORM = 2


@dataclass
class Cursor:
    """What one source's connection remembers.

    Attributes:
        path: its file.
        question: hash of what is asked for and how it is read.
        batches: the batches that the state stands for.
        state: what the connection needs in order to go on.
    """

    path: Path
    question: str
    batches: list[str] = field(default_factory=list)
    state: Mapping[str, Any] = field(default_factory=dict)

    def commit(self, batch_id: str, state: Mapping[str, Any]) -> None:
        """Remember a landed delivery: its state is laid over what is known already, tables entry by entry."""
        self.batches = [*self.batches, *([] if batch_id in self.batches else [batch_id])]
        tables = {name: {**self.state.get(name, {}), **each} for name, each in state.items() if isinstance(each, dict)}
        self.state = {**self.state, **state, **tables}
        told = {"form": _FORM, "question": self.question, "batches": self.batches, "state": self.state}
        write_text(self.path, json.dumps(told, ensure_ascii=False, sort_keys=True) + "\n", private=True)


def read_cursor(home: Path, source_id: str, question: str, landed: set[str]) -> Cursor:
    """Return a source's cursor; an empty one where there is none or where it does not count any more.

    Args:
        home: folder that holds ``landing/``.
        source_id: whose cursor.
        question: hash of what is asked for and how it is read.
        landed: ids of the source's complete batches.
    """
    path = landing_folder(home) / FOLDER / f"{source_id}.json"
    fresh = Cursor(path, question)
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["form"] != _FORM or told["question"] != question or not landed.issuperset(told["batches"]):
            return fresh
        return Cursor(path, question, list(told["batches"]), dict(told["state"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        # A damaged cursor is as good as none.
        return fresh


__all__ = ["Cursor", "read_cursor"]
