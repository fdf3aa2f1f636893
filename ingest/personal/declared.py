"""Codes of the profile that look like a person's: a shop ``612345678``, a region ``north`` beside a Ms North.

What a profile says of itself is public already, so such a text passes the protection as it is. The protection itself
belongs in ``ingest.personal.guards``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import duckdb

from ingest.contracts import CONTRACTS
from ingest.normalise import is_protected, is_suspicious
from ingest.personal.names import name_patterns
from ingest.profiles.field_checks import told_values
from ingest.profiles.models import Profile, Source


def declared_codes(profile: Profile, source: Source) -> tuple[str, ...]:
    """Return the texts that a profile declares as values of a source and that protection would change; mostly none."""
    told = {*_keys(profile), *_values(profile, source)}
    return _suspicious(tuple(sorted(told)), name_patterns(profile.names))


def _keys(profile: Profile) -> Iterator[str]:
    for listed in (
        profile.characteristics,
        profile.causes,
        profile.themes,
        profile.promises,
        profile.operations,
        profile.competitors,
        profile.questions,
        profile.segmentations,
    ):
        yield from (item.key for item in listed)
    yield from (value.key for cut in profile.segmentations for value in cut.values)


def _values(profile: Profile, source: Source) -> Iterator[str]:
    mappings = [source.language] if source.language else []
    for record in source.records:
        mappings += [*record.fields.values(), *record.segments.values()]
        for column in CONTRACTS[record.contract].columns().values():
            yield from column.vocabulary or ()
    for mapping in mappings:
        yield from (value for _, value in told_values(mapping, profile.tables) if value is not None)


@lru_cache(maxsize=100)
def _suspicious(texts: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    found = f"WHERE CASE WHEN {is_suspicious('text', names)} THEN {is_protected('text', names)} ELSE false END"
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT text FROM (SELECT unnest(?::VARCHAR[]) AS text) {found}", [list(texts)]
        ).fetchall()
    return tuple(text for (text,) in rows)


__all__ = ["declared_codes"]
