"""The JSON Schema that editors use to complete and check profiles, made from the models.

``python -m ingest.profiles.schema`` writes ``profile.schema.json``; a test keeps the file equal to the models.
"""

from __future__ import annotations

import json
from pathlib import Path

from ingest.profiles.models import Profile

SCHEMA_FILE = Path(__file__).parent / "profile.schema.json"


def schema_text() -> str:
    """Return the schema as the text of its file."""
    schema = Profile.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
