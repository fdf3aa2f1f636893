"""What sealed editions say of themselves: their manifests and published tables, read through dbt's connection."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Manifest = dict[str, Any]


def previous_edition(connection: Any) -> Path | None:
    """Return the folder of the edition that was the latest when the run began, none before the first."""
    [folder] = connection.execute("select getvariable('latest_edition')").fetchone()
    return Path(folder) if folder else None


def manifest_of(folder: Path | None) -> Manifest:
    """Return an edition's manifest, empty where there is no edition."""
    if folder is None:
        return {}
    content: Manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return content


def sealed_editions(connection: Any) -> list[tuple[Path, Manifest]]:
    """Return all editions published so far with their manifests, in the order in which they were published."""
    [folders] = connection.execute("select getvariable('sealed_editions')").fetchone()
    found = [(Path(folder), manifest_of(Path(folder))) for folder in folders or []]
    return sorted(found, key=lambda one: (one[1].get("published_at", ""), one[0].name))


def published_file(folder: Path | None, table: str) -> Path | None:
    """Return the file of an edition's published table, none where the edition did not have it."""
    path = folder / "parquet" / "published" / f"{table}.parquet" if folder else None
    return path if path and path.exists() else None
