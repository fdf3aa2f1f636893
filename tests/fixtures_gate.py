"""Deliveries for tests of the gate: landing folders with manifests, in ingest's layout, from rows that fit on a page.

Stands in for ``ingest.landing``; how a file becomes landed rows is tested with the real code elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ingest.contracts import CONTRACTS
from ingest.profiles.models import Profile
from tests.fixtures_landing import contract_types, write_parquet

SOURCE = "visitors"
LANDED_AT = "2026-01-15T12:00:00+00:00"
Row = dict[str, Any]


def label(text: str) -> dict[str, str]:
    return {"en": text}


def make_profile(**source: Any) -> Profile:
    """Return a small profile; keyword arguments override parts of its only survey source."""
    survey = {
        "id": SOURCE,
        "name": label("Visitors"),
        "method": "survey",
        "owner_role": "research",
        "cadence": "monthly",
        "files": "visitors*.csv",
        "max_quarantined_share": 1.0,
        "records": [],
    } | source
    others = [
        {
            "id": name,
            "name": label(name),
            "method": method,
            "owner_role": "care",
            "cadence": "monthly",
            "files": f"{name}*.csv",
            "records": [],
            "max_quarantined_share": 1.0,
        }
        for name, method in (("complaints", "complaints"), ("counts", "operations"), ("register", "register"))
    ]
    return Profile.model_validate(
        {
            "profile_version": 1,
            "organisation": {
                "id": "fixture",
                "name": label("Fixture"),
                "kind": "public",
                "timezone": "UTC",
                "languages": ["en"],
                "default_language": "en",
            },
            "characteristics": [
                {"key": "overall", "name": label("Overall"), "group": "organisation", "is_overall": True},
                {"key": "staff", "name": label("Staff"), "group": "delivery"},
            ],
            "segmentations": [
                {
                    "key": "region",
                    "name": label("Region"),
                    "values": [{"key": each, "name": label(each)} for each in "ns"],
                }
            ],
            "scales": {"five": {"min": 1, "max": 5}},
            "questions": [
                {"key": key, "characteristic": "overall", "aspect": "overall", "scale": "five"} for key in ("q1", "q2")
            ],
            "competitors": [{"key": "rival", "name": label("Rival")}],
            "causes": [{"key": "delay", "name": label("Delay")}],
            "operations": [{"key": "visitors", "name": label("Visitors")}],
            "reporting": {"headline_characteristic": "overall"},
            "sources": [survey, *others],
        }
    )


def interview(line: int, **changes: Any) -> Row:
    """Return the interview of one line of a file; keywords change its columns."""
    return {
        "source_record_id": f"r{line}",
        "source_row": line,
        "event_at": "2025-11-03 10:00:00",
        "timezone": "UTC",
        "language": "en",
        "mode": "web",
        "base_weight": "1",
        "is_internal": False,
        "segments": {"region": "n"},
    } | changes


def answers(response: Row, q1: Any = 4, q2: Any = 5, **changes: Any) -> list[Row]:
    """Return the two answers of an interview: a number, or a missing code as text."""
    shared = {
        name: response.get(name) for name in ("source_record_id", "source_row", "event_at", "timezone", "language")
    }
    if (response.get("unparsed") or "").startswith(("event_at=", "row=")):
        shared["unparsed"] = response["unparsed"]
    rows = []
    for key, given in (("q1", q1), ("q2", q2)):
        is_code = isinstance(given, str)
        rows.append(
            shared
            | {"question_key": key, "characteristic_key": "overall", "aspect": "overall", "raw_value": str(given)}
            | {"scale_min": "1", "scale_max": "5", "scale_direction": "up"}
            | {"value": None if is_code or given is None else str(given), "missing_code": given if is_code else None}
            | changes
        )
    return rows


def good_line(line: int, **changes: Any) -> tuple[Row, list[Row]]:
    """Return a faultless interview and its answers."""
    response = interview(line, **changes)
    return response, answers(response)


def survey(lines: Sequence[tuple[Row, list[Row]]]) -> dict[str, list[Row]]:
    """Return the contracts of a delivery of interviews with their answers."""
    return {
        "survey_response": [response for response, _ in lines],
        "survey_answer": [answer for _, some in lines for answer in some],
    }


def deliver(
    home: Path,
    contracts: Mapping[str, Sequence[Row]],
    *,
    source_id: str = SOURCE,
    sequence: int = 1,
    file: str = "",
    extra: Mapping[str, str] | None = None,
    **manifest: Any,
) -> str:
    """Land one delivery and return its batch id. ``extra`` names columns beyond the contract, with their types."""
    file = file or f"{source_id}_{sequence}.csv"
    batch_id = hashlib.sha256(f"{source_id}|{sequence}".encode()).hexdigest()[:16]
    for contract, rows in contracts.items():
        folder = home / "landing" / contract / source_id / batch_id
        folder.mkdir(parents=True)
        months = _by_month(rows)
        for month, some in months.items():
            known = [row | {"source_id": source_id, "batch_id": batch_id} for row in some]
            write_parquet(folder / f"{month}.parquet", known, contract_types(contract) | dict(extra or {}))
        document = {
            "contract": contract,
            "contract_version": CONTRACTS[contract].version,
            "source_id": source_id,
            "batch_id": batch_id,
            "contracts": list(contracts),
            "file": file,
            "file_sha256": hashlib.sha256(batch_id.encode()).hexdigest(),
            "scope": None,
            "mode": "incremental",
            "sequence": sequence,
            "landed_at": LANDED_AT,
            "rows": len(rows),
            "months": [
                {"month": month, "file": f"{month}.parquet", "rows": len(some)} for month, some in months.items()
            ],
        } | manifest
        (folder / "manifest.json").write_text(json.dumps(document), "utf-8")
    return batch_id


def _by_month(rows: Sequence[Row]) -> dict[str, list[Row]]:
    months: dict[str, list[Row]] = {}
    for row in rows:
        months.setdefault((row.get("event_at") or "unknown")[:7], []).append(row)
    return months


__all__ = ["LANDED_AT", "SOURCE", "answers", "deliver", "good_line", "interview", "make_profile", "survey"]
