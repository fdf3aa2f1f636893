"""Names of files and columns: they are shown and kept, and some exports put a person into them.

What lies inside the files is protected by ``ingest.personal.guards``.
"""

from __future__ import annotations

import re
from functools import lru_cache

import duckdb

from ingest.ledger import Manifest
from ingest.normalise import guarded_name

_CANDIDATE = re.compile(r"@|www\.|://|::|(?:\d\D{0,4}){7}")


def without_persons(manifest: Manifest) -> Manifest:
    """Return a manifest whose file, scope and columns are named without identifiers."""
    return manifest.model_copy(
        update={
            "file": plain_name(manifest.file),
            "scope": None if manifest.scope is None else plain_name(manifest.scope),
            "columns": [plain_name(name) for name in manifest.columns],
            "new_columns": [plain_name(name) for name in manifest.new_columns],
        }
    )


@lru_cache(maxsize=4096)
def plain_name(text: str) -> str:
    """Return a name or a message with labels where it is certain to hold an identifier."""
    if not _CANDIDATE.search(text):
        return text
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT {guarded_name('g')} FROM (SELECT $text::VARCHAR AS g)", {"text": text}
        ).fetchone()
    return str(found[0]) if found else ""


__all__ = ["plain_name", "without_persons"]
