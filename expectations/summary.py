"""What lies in quarantine, as a short text for a person: how many lines broke which rule, with examples.

The decisions are read as ``expectations.gate`` wrote them; nothing is judged here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from expectations.decisions import read_decisions, stance
from expectations.deliveries import Delivery, landed
from expectations.lines import ABOUT, lines_of

EXAMPLES = 3
SHOWN_LINES = 50
NOTHING = "Nothing is in quarantine."


def explain(home: Path, source_id: str | None = None) -> str:
    """Return the quarantined lines by source and rule, each rule with up to three examples (file and line).

    Deliveries that a later snapshot replaced, rejected deliveries and rejected lines are left out. Held deliveries are
    told first, with what to do.

    Args:
        home: the home folder.
        source_id: only this source; all by default.
    """
    current, verdicts = _current(home, source_id)
    held = [
        f"Held: {verdicts[each.batch_id]['message']} (batch {each.batch_id})"
        for each in current
        if verdicts[each.batch_id]["status"] == "held"
    ]
    sources = sorted({each.source_id for each in current})
    parts = [_explain_source(home, [each for each in current if each.source_id == source]) for source in sources]
    told = ["\n".join(held), *parts]
    return "\n\n".join(part for part in told if part) or NOTHING


def in_quarantine(home: Path, source_id: str) -> list[Delivery]:
    """Return the deliveries of a source that have lines in quarantine and that no later one replaced."""
    current, verdicts = _current(home, source_id)
    return [each for each in current if verdicts[each.batch_id]["rules"]]


def show(home: Path, deliveries: Sequence[Delivery], limit: int = SHOWN_LINES) -> str:
    """Return the quarantined lines of deliveries with what is wrong and what landed of them.

    Args:
        home: the home folder.
        deliveries: the deliveries.
        limit: lines to show at most, of each delivery.
    """
    parts = [_show_delivery(home, each, limit) for each in deliveries]
    return "\n\n".join(part for part in parts if part) or NOTHING


def _show_delivery(home: Path, delivery: Delivery, limit: int) -> str:
    lines = lines_of(home, delivery)
    if not lines.num_rows:
        return ""
    counted = f"{lines.num_rows:,} {'line' if lines.num_rows == 1 else 'lines'}"
    told = [f"{delivery.file} (source '{delivery.source_id}', batch {delivery.batch_id}): {counted}"]
    for row in lines.slice(0, limit).to_pylist():
        told.append(f"  line {row['line']} [{row['status']}] {row['rules']}")
        told.append(f"    {row['what_is_wrong']}")
        told.append("    " + "; ".join(f"{name}: {row[name]}" for name in row if name not in ABOUT and row[name]))
    if lines.num_rows > limit:
        told.append(f"  and {lines.num_rows - limit:,} more; 'satisfaction quarantine export' writes all of them.")
    return "\n".join(told)


def _current(home: Path, source_id: str | None) -> tuple[list[Delivery], dict[str, dict[str, Any]]]:
    judged = [each for each in landed(home, source_id) if (each.verdict_folder(home) / "gate.json").exists()]
    verdicts = {
        each.batch_id: json.loads((each.verdict_folder(home) / "gate.json").read_text("utf-8")) for each in judged
    }
    kept = [each for each in judged if verdicts[each.batch_id]["status"] != "rejected"]
    return [each for each in kept if not _is_replaced(each, judged, verdicts)], verdicts


def _is_replaced(delivery: Delivery, others: Iterable[Delivery], verdicts: Mapping[str, Mapping[str, Any]]) -> bool:
    return any(
        other.source_id == delivery.source_id
        and other.sequence > delivery.sequence
        and (
            other.about.get("replaces_earlier")
            or (other.about["mode"] == "snapshot" and other.about["scope"] == delivery.about["scope"])
        )
        and verdicts[other.batch_id]["status"] == "passed"
        for other in others
    )


def _explain_source(home: Path, deliveries: Sequence[Delivery]) -> str:
    files = {each.batch_id: each.file for each in deliveries}
    paths = [str(each.verdict_folder(home) / "broken_rules.parquet") for each in deliveries]
    decided = read_decisions(home)
    rejected = [(each.batch_id, row) for each in deliveries for row in stance(decided, each.batch_id).rejected]
    query = """
        select rule_id, count(*) as n_lines, list((batch_id, source_row, message) order by batch_id, source_row)[:?]
        from (
            select rule_id, batch_id, source_row, min(message) as message
            from read_parquet(?) anti join rejected using (batch_id, source_row) group by all
        )
        group by rule_id order by n_lines desc, rule_id
    """
    with duckdb.connect() as connection:
        connection.execute("create table rejected (batch_id varchar, source_row bigint)")
        if rejected:
            connection.executemany("insert into rejected values (?, ?)", rejected)
        rules = connection.execute(query, [EXAMPLES, paths]).fetchall()
    if not rules:
        return ""
    lines = [f"Source '{deliveries[0].source_id}'"]
    for rule_id, count, examples in rules:
        lines.append(f"  {rule_id}: {count:,} line{'s' if count != 1 else ''}")
        lines += [f"    {files[batch_id]}, line {row}: {message}" for batch_id, row, message in examples]
    return "\n".join(lines)


__all__ = ["explain", "in_quarantine", "show"]
