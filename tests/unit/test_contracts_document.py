"""The contracts' page and JSON Schema say what is declared."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from ingest.contracts import CONTRACTS
from ingest.contracts.document import PAGE, SCHEMA, json_schema, page_text, schema_text

DOCS = Path(__file__).resolve().parents[2] / "docs"
VISIT = {
    "source_id": "mystery",
    "batch_id": "b",
    "source_record_id": "1",
    "source_row": 2,
    "event_at": "2026-03-01T10:00:00Z",
    "timezone": "UTC",
    "visit": "v1",
    "site": "s1",
    "item": "greeting",
    "characteristic_key": "staff",
    "applicable_points": 5,
    "segments": {"region": "north"},
}


def test_docs_are_made_from_the_declarations() -> None:
    again = "run 'python -m ingest.contracts.document docs'"
    assert (DOCS / PAGE).read_text("utf-8") == page_text(), again
    assert (DOCS / SCHEMA).read_text("utf-8") == schema_text(), again


@pytest.mark.parametrize("contract", sorted(CONTRACTS))
def test_each_schema_is_a_valid_schema(contract: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema(CONTRACTS[contract]))


def test_the_schema_takes_a_good_row_and_refuses_bad_ones() -> None:
    schema = json_schema(CONTRACTS["mystery_visit_item"])
    jsonschema.validate(VISIT, schema)
    without_site = {name: value for name, value in VISIT.items() if name != "site"}
    for bad in (without_site, VISIT | {"applicable_points": -1}, VISIT | {"colour": "red"}, VISIT | {"points": "five"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, schema)


def test_every_contract_is_on_the_page_and_in_the_schema() -> None:
    assert set(json.loads(schema_text())["$defs"]) == set(CONTRACTS)
    assert all(f"### `{contract}`" in page_text() for contract in CONTRACTS)
