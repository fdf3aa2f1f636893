"""What lies in quarantine, as a short text for a person: how many lines broke which rule, with examples.

The decisions are read as ``expectations.gate`` wrote them; nothing is judged here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from expectations.deliveries import Delivery, landed

EXAMPLES = 3
NOTHING = "Nothing is in quarantine."


def explain(home: Path, source_id: str | None = None) -> str:
    """Return the quarantined lines by source and rule, each rule with up to three examples (file and line).

    Deliveries that a later snapshot replaced are left out. Held deliveries are told first, with what to do.

    Args:
        home: the home folder.
        source_id: only this source; all by default.
    """
    judged = [each for each in landed(home, source_id) if (each.verdict_folder(home) / "gate.json").exists()]
    verdicts = {
        each.batch_id: json.loads((each.verdict_folder(home) / "gate.json").read_text("utf-8")) for each in judged
    }
    current = [each for each in judged if not _is_replaced(each, judged, verdicts)]
    held = [verdicts[each.batch_id]["message"] for each in current if verdicts[each.batch_id]["status"] == "held"]
    sources = sorted({each.source_id for each in current})
    parts = [_explain_source(home, [each for each in current if each.source_id == source]) for source in sources]
    told = ["\n".join(f"Held: {message}" for message in held), *parts]
    return "\n\n".join(part for part in told if part) or NOTHING


def _is_replaced(delivery: Delivery, others: Iterable[Delivery], verdicts: dict[str, dict[str, Any]]) -> bool:
    return any(
        other.source_id == delivery.source_id
        and other.sequence > delivery.sequence
        and other.about["mode"] == "snapshot"
        and other.about["scope"] == delivery.about["scope"]
        and verdicts[other.batch_id]["status"] == "passed"
        for other in others
    )


def _explain_source(home: Path, deliveries: Sequence[Delivery]) -> str:
    files = {each.batch_id: each.file for each in deliveries}
    paths = [str(each.verdict_folder(home) / "broken_rules.parquet") for each in deliveries]
    query = """
        select rule_id, count(*) as n_lines, list((batch_id, source_row, message) order by batch_id, source_row)[:?]
        from (
            select rule_id, batch_id, source_row, min(message) as message from read_parquet(?) group by all
        )
        group by rule_id order by n_lines desc, rule_id
    """
    with duckdb.connect() as connection:
        rules = connection.execute(query, [EXAMPLES, paths]).fetchall()
    if not rules:
        return ""
    lines = [f"Source '{deliveries[0].source_id}'"]
    for rule_id, count, examples in rules:
        lines.append(f"  {rule_id}: {count:,} line{'s' if count != 1 else ''}")
        lines += [f"    {files[batch_id]}, line {row}: {message}" for batch_id, row, message in examples]
    return "\n".join(lines)


__all__ = ["explain"]
