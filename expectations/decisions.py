"""What persons decided about quarantined lines and held deliveries: immutable records, and what follows from them.

Each decision is a JSON file in ``quarantine/_decisions/`` that is written once and never changed; a later decision may
undo it. Whether a decision is allowed is asked in ``expectations.release``; the gate applies it like any other input.
"""

from __future__ import annotations

import getpass
import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from expectations.files import json_bytes
from expectations.quarantine import LOOKS_PERSONAL
from ingest.errors import IngestError
from ingest.files import writing

Kind = Literal["release", "reject", "undo"]


@dataclass(frozen=True)
class Decision:
    """One decision of a person.

    Attributes:
        number: its place in the order of all decisions, from 1.
        decision: ``release`` lets in, ``reject`` keeps out for good, ``undo`` takes back decision ``undoes``.
        rows: lines of the file that it is about; none: the whole delivery.
        rule_id: the rule that is waived for the lines.
        reason, decided_by, account, decided_at: why, in which role, from which account of the system, and when (UTC).
    """

    number: int
    decision: Kind
    source_id: str
    batch_id: str
    file: str
    reason: str
    decided_by: str
    account: str
    decided_at: str
    rows: tuple[int, ...] = ()
    rule_id: str = ""
    undoes: int = 0

    @property
    def sentence(self) -> str:
        """The decision for a person."""
        done = {"release": "released", "reject": "rejected", "undo": f"undid decision {self.undoes} on"}[self.decision]
        lines = f"{_lines(self.rows)} of " if self.rows else ""
        rule = f" in spite of {self.rule_id}" if self.rule_id else ""
        when = self.decided_at[:16].replace("T", " ")
        return f"{self.number}: {when} UTC, {self.decided_by} {done} {lines}{self.file}{rule}: {self.reason}"


@dataclass(frozen=True)
class Stance:
    """What the decisions in effect say of one delivery.

    Attributes:
        batch: the decision on the delivery as a whole, if any.
        waived: lines and the rule that is waived for each. rejected: lines that stay out for good.
        numbers: the decisions that this follows from.
    """

    batch: Decision | None = None
    waived: frozenset[tuple[int, str]] = frozenset()
    rejected: frozenset[int] = frozenset()
    numbers: tuple[int, ...] = field(default=())


def decisions_folder(home: Path) -> Path:
    """Return where the decisions are kept."""
    return home / "quarantine" / "_decisions"


def read_decisions(home: Path) -> list[Decision]:
    """Return all decisions, in their order.

    Raises:
        IngestError: a record is damaged.
    """
    return [_read(file) for file in sorted(decisions_folder(home).glob("[0-9]*.json"))]


def _read(file: Path) -> Decision:
    try:
        told = json.loads(file.read_text("utf-8"))
        return Decision(**told | {"rows": tuple(told["rows"])})
    except (ValueError, TypeError, KeyError):
        raise IngestError(
            file=str(file), rule="this record of a decision is damaged", action="restore it from a backup"
        ) from None


def in_effect(decisions: Iterable[Decision]) -> list[Decision]:
    """Return the releases and rejections that no later decision has undone, in their order."""
    every = list(decisions)
    undone = {each.undoes for each in every if each.decision == "undo"}
    return [each for each in every if each.decision != "undo" and each.number not in undone]


def stance(decisions: Iterable[Decision], batch_id: str) -> Stance:
    """Return what the decisions say of one delivery; of two about the same thing the later one holds."""
    batch: Decision | None = None
    waived: set[tuple[int, str]] = set()
    rejected: set[int] = set()
    numbers = []
    for each in in_effect(decisions):
        if each.batch_id != batch_id:
            continue
        numbers.append(each.number)
        if not each.rows:
            batch = each
        elif each.decision == "release":
            waived |= {(row, each.rule_id) for row in each.rows}
            rejected -= set(each.rows)
        else:
            rejected |= set(each.rows)
            waived = {(row, rule) for row, rule in waived if row not in rejected}
    return Stance(batch, frozenset(waived), frozenset(rejected), tuple(numbers))


def record(home: Path, decided_at: str, about: dict[str, Any]) -> Decision:
    """Write one decision and return it.

    Args:
        home: the home folder.
        decided_at: the moment, ISO, in UTC.
        about: the other attributes of ``Decision``, without its number and account.

    Raises:
        IngestError: who or why is not said, the reason holds what looks like a person's data, or nothing can be written.
    """
    for name in ("reason", "decided_by"):
        _check_said(name, str(about[name]))
    folder = decisions_folder(home)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        number = max((each.number for each in read_decisions(home)), default=0) + 1
        made = Decision(number=number, account=_account(), decided_at=decided_at, **about)
        temporary = folder / f".{number:06d}.{os.getpid()}"
        temporary.write_bytes(json_bytes(asdict(made)))
        temporary.chmod(0o444)
        try:
            # A link fails where the name is taken: a decision is never written over.
            os.link(temporary, folder / f"{number:06d}.json")
        finally:
            temporary.unlink()
    return made


def _check_said(name: str, text: str) -> None:
    option = {"reason": "--reason", "decided_by": "--by"}[name]
    if not text.strip():
        raise IngestError(file=option, rule="it is empty", action="say it, for whoever reads the record later")
    if re.search(LOOKS_PERSONAL, text):
        raise IngestError(
            file=option,
            rule="it holds what looks like an address or a number of a person",
            action="say it without; the record is kept",
        )


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _lines(rows: Sequence[int]) -> str:
    shown = ", ".join(str(row) for row in rows[:5])
    more = f" and {len(rows) - 5:,} more" if len(rows) > 5 else ""
    return f"line{'s' if len(rows) > 1 else ''} {shown}{more}"


__all__ = ["Decision", "Stance", "decisions_folder", "in_effect", "read_decisions", "record", "stance"]
