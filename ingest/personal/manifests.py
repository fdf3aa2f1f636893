"""Names of files and columns: they are shown and kept, and some exports put a person into them.

What lies inside the files is protected by ``ingest.personal.guards``.
"""

from __future__ import annotations

import re
from functools import lru_cache

import duckdb

from ingest.ledger import Manifest
from ingest.normalise import guarded_name, is_suspicious

_CANDIDATE = re.compile(r"@|www\.|://|::|(?:\d\D{0,4}){7}")
HIDDEN = "(hidden)"
_SHOWN, _KEPT = 40, 120
_MOST_WORDS = 5


def without_persons(manifest: Manifest) -> Manifest:
    """Return a manifest whose file, scope and columns are named without identifiers."""
    return manifest.model_copy(
        update={
            "file": plain_name(manifest.file),
            "scope": None if manifest.scope is None else plain_name(manifest.scope),
            "columns": [kept_name(name) for name in manifest.columns],
            "new_columns": [kept_name(name) for name in manifest.new_columns],
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


def kept_name(text: str) -> str:
    """Return a column's name as manifests keep it: with labels for identifiers, and not longer than names are."""
    return cut(plain_name(text), _KEPT)


@lru_cache(maxsize=4096)
def shown_name(text: str) -> str:
    """Return what a message may say of a column of a file that does not fit: it may be a cell of a person's.

    Hidden is what may hold an identifier or has more words than a name has; the rest is cut.
    """
    if len(text.split()) > _MOST_WORDS:
        return HIDDEN
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT {is_suspicious('g')} FROM (SELECT $text::VARCHAR AS g)", {"text": text}
        ).fetchone()
    return HIDDEN if found is None or found[0] else cut(text, _SHOWN)


def cut(text: str, longest: int) -> str:
    """Return a text of at most ``longest`` characters, the last of them an ellipsis if any are left out."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


__all__ = ["HIDDEN", "cut", "kept_name", "plain_name", "shown_name", "without_persons"]
