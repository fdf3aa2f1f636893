"""Deliveries as they lie in landing: which are complete, in which order they came, and which files are theirs.

Read only. Writing landing belongs in ``ingest.landing``; what a delivery is worth is decided in ``expectations.gate``.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.contracts import CONTRACTS


@dataclass(frozen=True)
class Delivery:
    """One file of one source, landed as a batch of each of its contracts.

    Attributes:
        folders: landing folder of the batch, by contract, in the order of ``CONTRACTS``.
        manifests: manifest of the batch, by contract.
    """

    source_id: str
    batch_id: str
    folders: dict[str, Path]
    manifests: dict[str, dict[str, Any]]

    @property
    def contracts(self) -> list[str]:
        """The delivery's contracts; the first is the record that a source row stands for."""
        return list(self.manifests)

    @property
    def about(self) -> dict[str, Any]:
        """The first contract's manifest: what is said of the file is the same in all."""
        return next(iter(self.manifests.values()))

    @property
    def file(self) -> str:
        """The delivered file, relative to the data folder."""
        return str(self.about["file"])

    @property
    def sequence(self) -> int:
        """Order of landing within the source, from 1."""
        return int(self.about["sequence"])

    @property
    def arrived_at(self) -> dt.datetime:
        """When the file landed, in UTC without a zone, as ``event_at`` is."""
        arrived = dt.datetime.fromisoformat(str(self.about["landed_at"]))
        return arrived.astimezone(dt.UTC).replace(tzinfo=None) if arrived.tzinfo else arrived

    @property
    def rows(self) -> int:
        """Landed rows of all contracts together."""
        return sum(int(manifest["rows"]) for manifest in self.manifests.values())

    def is_empty(self, contract: str) -> bool:
        """Return whether the delivery has no row of the contract."""
        manifest = self.manifests[contract]
        return int(manifest["rows"]) + int(manifest.get("erased_rows", 0)) == 0

    def files(self, contract: str) -> list[str]:
        """Return the Parquet files of one contract, sorted."""
        return sorted(str(path) for path in self.folders[contract].glob("*.parquet"))

    def verdict_folder(self, home: Path) -> Path:
        """Return where the gate keeps what it decided."""
        return home / "quarantine" / self.source_id / self.batch_id


def landed(home: Path, source_id: str | None = None) -> list[Delivery]:
    """Return the complete deliveries in landing, by source and order of landing.

    A delivery counts when every contract that its manifests name has a manifest; landing the file again completes it.
    """
    found: dict[tuple[str, str], dict[str, Path]] = {}
    for contract in CONTRACTS:
        for manifest in sorted((home / "landing" / contract).glob(f"{source_id or '[!.]*'}/[!.]*/manifest.json")):
            folder = manifest.parent
            found.setdefault((folder.parent.name, folder.name), {})[contract] = folder
    deliveries = [_delivery(*key, folders) for key, folders in found.items()]
    complete = [delivery for delivery in deliveries if set(delivery.about["contracts"]) <= set(delivery.contracts)]
    return sorted(complete, key=lambda delivery: (delivery.source_id, delivery.sequence, delivery.batch_id))


def _delivery(source_id: str, batch_id: str, folders: dict[str, Path]) -> Delivery:
    manifests = {
        contract: json.loads((folder / "manifest.json").read_text("utf-8")) for contract, folder in folders.items()
    }
    return Delivery(source_id, batch_id, folders, manifests)


__all__ = ["Delivery", "landed"]
