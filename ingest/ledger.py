"""The ledger: the manifests that lie beside landed batches are the only record of what has landed.

Reading and describing deliveries belongs here; making them belongs in ``ingest.landing``.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.errors import IngestError

MANIFEST = "manifest.json"


class MonthFile(BaseModel):
    """One Parquet file of a batch: the month of its events (``unknown`` where there is no date), rows and hash."""

    model_config = ConfigDict(frozen=True)
    month: str
    file: str
    rows: int
    sha256: str


class Manifest(BaseModel):
    """What one contract of one delivery holds and where it came from.

    ``columns`` are all columns that the file had; ``origin`` is the inbox or the kind of connection that it was fetched by;
    ``erased_rows`` belonged to people who were erased; ``key_version`` is that of the pseudonym key; ``retained_until`` the last
    month whose words and person keys were removed; ``name_key`` tells files whose names held persons from one another; a
    delivery with ``replaces_earlier`` is the whole source fetched anew, so that none from before it counts.
    """

    model_config = ConfigDict(frozen=True)
    contract: str
    contract_version: int
    source_id: str
    batch_id: str
    contracts: list[str]
    file: str
    file_sha256: str
    file_bytes: int
    scope: str | None
    mode: Literal["snapshot", "incremental"]
    sequence: int
    mapping_sha256: str
    landed_at: str
    rows: int
    source_rows: int
    out_of_scope_rows: int
    months: list[MonthFile]
    columns: list[str]
    new_columns: list[str]
    rounded: dict[str, int]
    erased_rows: int = 0
    key_version: int = 1
    retained_until: str | None = None
    encoding: str
    name_key: str | None = None
    replaces_earlier: bool = False
    origin: Literal["inbox", "sql", "rest", "s3"] = "inbox"


def landing_folder(home: Path) -> Path:
    """Return the landing folder of a home."""
    return home / "landing"


def batch_folder(home: Path, contract: str, source_id: str, batch_id: str) -> Path:
    """Return the folder of one contract of one delivery."""
    return landing_folder(home) / contract / source_id / batch_id


def read_manifests(home: Path, source_id: str = "*") -> list[Manifest]:
    """Return all manifests, also those of deliveries that were interrupted, in landing order."""
    found = []
    for path in sorted(landing_folder(home).glob(f"[!_.]*/{source_id}/*/{MANIFEST}")):
        try:
            found.append(Manifest.model_validate_json(path.read_text(encoding="utf-8")))
        except ValidationError as error:
            raise IngestError(
                file=str(path),
                rule=f"the manifest is damaged ({error.errors()[0]['msg']})",
                action="remove this batch's folder and land the source again",
            ) from None
    return sorted(found, key=lambda manifest: (manifest.source_id, manifest.sequence, manifest.contract))


def read_ledger(home: Path, source_id: str = "*") -> list[Manifest]:
    """Return the manifests of complete deliveries, by source, in landing order, then contract."""
    manifests = read_manifests(home, source_id)
    present: dict[tuple[str, str], set[str]] = defaultdict(set)
    for manifest in manifests:
        present[manifest.source_id, manifest.batch_id].add(manifest.contract)
    return [m for m in manifests if present[m.source_id, m.batch_id].issuperset(m.contracts)]


__all__ = ["MANIFEST", "Manifest", "MonthFile", "batch_folder", "landing_folder", "read_ledger", "read_manifests"]
