"""The models between landing and a published table, and the SQL that dbt ran for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

LAYERS = ("published", "marts", "aggregates", "core", "staging", "landing", "gate", "reference")


def behind(target: Path, model: str) -> dict[str, list[str]]:
    """Return the models and landed tables that a model is made from, by layer from the reader down; empty before a run.

    Args:
        target: the folder in which dbt keeps its manifest.
        model: its name, such as ``pub_metric``.
    """
    manifest = target / "manifest.json"
    if not manifest.is_file():
        return {}
    content: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
    parents, waiting, seen = content["parent_map"], [f"model.satisfaction.{model}"], set[str]()
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += parents.get(node, [])
    known = content["nodes"] | content["sources"]
    found = [known[node] for node in seen if node in known]
    layers = {layer: sorted(node["name"] for node in found if _layer(node) == layer) for layer in LAYERS}
    return {layer: names for layer, names in layers.items() if names}


def _layer(node: dict[str, Any]) -> str:
    return str(node["source_name"] if node["resource_type"] == "source" else node["fqn"][1])


def compiled(target: Path, model: str) -> str | None:
    """Return the SQL of a model as dbt last ran it, none where it has not."""
    found = sorted((target / "compiled").rglob(f"{model}.sql"))
    return found[0].read_text(encoding="utf-8").strip() if found else None
