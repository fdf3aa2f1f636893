"""What the common exports of survey, help-desk and review products are known to need, as reader options.

Only the layout of the bytes is named here. What the columns mean is the mapping's business; ``docs/readers.md`` says for each
product what a mapping will want to know, and which public page documents the layout.
"""

from __future__ import annotations

from typing import Any

_TABLE = {"header_rows", "header_row", "header_marker", "repeated_headers", "skip_rows"}
OPTIONS: dict[str, set[str]] = {
    "csv": {"encoding", "delimiter", *_TABLE},
    "tsv": {"encoding", "delimiter", *_TABLE},
    "xlsx": {"sheet", *_TABLE},
    "ods": {"sheet", *_TABLE},
    "json": {"encoding", "records_path", "keyed_lists"},
    "jsonl": {"encoding", "keyed_lists"},
    "parquet": set(),
    "sav": {"encoding", "value_labels"},
}

# Per product the formats it exports, the usual one first, and the options that differ from the format's own defaults.
_QUALTRICS_TEXT = {"header_rows": 3, "header_row": 1, "header_marker": "ImportId"}
_NUMBERED: dict[str, Any] = {"repeated_headers": "number"}
_CUSTOM_FIELDS = {"keyed_lists": {"custom_fields": ["id", "value"]}}
PRESETS: dict[str, dict[str, dict[str, Any]]] = {
    "limesurvey": {"csv": {}, "tsv": {}, "xlsx": {}, "sav": {}},
    "qualtrics": {"csv": _QUALTRICS_TEXT, "tsv": {"encoding": "utf-16", **_QUALTRICS_TEXT}, "sav": {}},
    "google_forms": {"csv": _NUMBERED, "xlsx": _NUMBERED, "ods": _NUMBERED},
    "kobotoolbox": {"csv": {"delimiter": ";"}, "xlsx": {"sheet": 1}, "json": {"records_path": "results"}},
    "zendesk": {
        "json": {"records_path": "tickets", **_CUSTOM_FIELDS},
        "jsonl": dict(_CUSTOM_FIELDS),
        "csv": dict(_NUMBERED),
    },
    "google_reviews": {"json": {"records_path": "reviews"}},
}


def with_preset(given: dict[str, Any]) -> dict[str, Any]:
    """Return reader options with those of their preset and format filled in where they are not given.

    Raises:
        ValueError: the product does not export the format that is given.
    """
    formats = PRESETS.get(given.get("preset") or "", {})
    chosen = given.get("format") or next(iter(formats), "csv")
    if formats and chosen not in formats:
        raise ValueError(f"the preset {given['preset']} knows the formats {', '.join(formats)}, not {chosen}")
    defaults: dict[str, Any] = {"delimiter": "\t"} if chosen == "tsv" else {}
    return defaults | formats.get(chosen, {}) | {"format": chosen} | given


__all__ = ["OPTIONS", "PRESETS", "with_preset"]
