"""What new deliveries are to those that an earlier edition was made from: more rows, or others in their place.

Batches are dictionaries in the form of an edition's manifest. Which months they touch is in ``expectations.cut_off``.
"""

from __future__ import annotations

from typing import Any


def batch_changes(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the new batches are: late or first data of a scope (``new``), or a correction of an earlier batch.

    Args:
        before: batches of the previous edition.
        now: batches of this one, in the same form.
    """
    known = {(batch["contract"], batch["batch_id"]) for batch in before}
    passed = [batch for batch in now if batch["status"] == "passed"]
    changes = []
    for batch in passed:
        if (batch["contract"], batch["batch_id"]) in known or not before:
            continue
        earlier = [other for other in passed if is_replaced(other, batch)]
        replaced = max(earlier, key=lambda other: other["sequence"])["batch_id"] if earlier else None
        kept = {name: batch[name] for name in ("contract", "source_id", "scope", "batch_id", "accepted")}
        changes.append({"kind": "corrected" if replaced else "new", **kept, "replaces": replaced})
    return changes


def is_replaced(earlier: dict[str, Any], later: dict[str, Any]) -> bool:
    """Return whether a batch replaces an earlier one of its scope; an incremental one without a scope replaces single records."""
    same = all(earlier[name] == later[name] for name in ("contract", "source_id", "scope"))
    if later.get("replaces_earlier"):
        same = all(earlier[name] == later[name] for name in ("contract", "source_id"))
    whole = later["mode"] == "snapshot" or later["scope"] is not None or bool(later.get("replaces_earlier"))
    return same and whole and earlier["sequence"] < later["sequence"]
