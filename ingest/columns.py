"""Which columns of a file a source's mapping uses, which it lacks, and which are new.

The answer for one file becomes a ``ColumnFinder``. How cells become values belongs in ``ingest.mapping``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.errors import RefusedFileError
from ingest.profiles.models import FieldMapping, Source

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_SHOWN = 12


@dataclass(frozen=True)
class Need:
    """Alternatives for one column, and whether the file may lack all of them."""

    names: tuple[str, ...]
    optional: bool = False


class ColumnFinder:
    """Finds staged columns (``c0``, ``c1``, …) by the names that a file's header gives them."""

    def __init__(self, headers: tuple[str, ...]) -> None:
        self.headers = headers
        self._positions = {name: position for position, name in enumerate(headers) if name}

    def find(self, names: Iterable[str]) -> str | None:
        """Return the staged column of the first name that the file has, else None."""
        for name in names:
            position = self._positions.get(name.strip())
            if position is not None:
                return f"c{position}"
        return None


def choices(choice: str | list[str]) -> list[str]:
    """Return a column choice as a list of alternatives."""
    return [choice] if isinstance(choice, str) else choice


def in_scope(scopes: list[str] | None, scope: str | None) -> bool:
    """Tell whether a part of a mapping applies to a delivery scope; no list means everywhere."""
    return scopes is None or scope in scopes


def needs(source: Source, scope: str | None) -> Iterator[Need]:
    """Yield every column that the source's mapping names for this delivery scope."""
    if source.language:
        yield from _field_needs(source.language, scope)
    for record in source.records:
        for choice in record.key:
            yield Need(tuple(choices(choice)))
        for name in record.key_version:
            yield Need((name,))
        for mapping in [*record.fields.values(), *record.segments.values()]:
            yield from _field_needs(mapping, scope)
        for answer in record.answers:
            yield Need(tuple(answer.columns), answer.optional or not in_scope(answer.scopes, scope))
        for condition in record.where:
            yield Need(tuple(condition.columns))


def _field_needs(mapping: FieldMapping, scope: str | None) -> Iterator[Need]:
    if mapping.columns:
        yield Need(tuple(mapping.columns), mapping.optional)
    for rule in mapping.dates:
        if in_scope(rule.scopes, scope):
            for name in PLACEHOLDER.findall(rule.template):
                if name not in ("scope", "value"):
                    yield Need((name,), mapping.optional)


def unmapped(source: Source, scope: str | None, headers: tuple[str, ...]) -> list[str]:
    """Return the file's columns that no part of the mapping mentions, in file order."""
    mentioned = {name.strip() for need in needs(source, scope) for name in need.names}
    return [name for name in headers if name and name not in mentioned]


def check_columns(
    source: Source, scope: str | None, headers: tuple[str, ...], earlier: frozenset[str] | None, shown: str
) -> None:
    """Refuse a file that lacks a required column, naming what was expected, what was found and the likely new name.

    ``earlier`` holds the column names of the source's previous batch, None if there is none.
    """
    finder = ColumnFinder(headers)
    missing = [need for need in needs(source, scope) if not need.optional and finder.find(need.names) is None]
    missing = list(dict.fromkeys(missing))
    if not missing:
        return
    candidates = unmapped(source, scope, headers)
    told = [_missing_text(need, candidates, earlier) for need in missing]
    listed = ", ".join(f"'{name}'" for name in candidates[:_SHOWN]) + (", …" if len(candidates) > _SHOWN else "")
    raise RefusedFileError(
        file=shown,
        place="header",
        rule=f"{' and '.join(told)}; columns found that no mapping uses: {listed or 'none'}",
        action=f"correct the file's header, or add the new name to source '{source.id}' in the profile",
    )


def _missing_text(need: Need, candidates: list[str], earlier: frozenset[str] | None) -> str:
    expected = " or ".join(f"'{name}'" for name in need.names)
    likely = likely_new_name(need.names, candidates, earlier)
    guess = f", most likely renamed to '{likely}'" if likely else ", and no column has a name like it"
    return f"the required column {expected} is missing{guess}"


def likely_new_name(names: tuple[str, ...], candidates: list[str], earlier: frozenset[str] | None) -> str | None:
    """Return the unmapped column that most likely is one of ``names`` under a new name, if any is likely."""
    plain = {_plain(candidate): candidate for candidate in reversed(candidates)}
    for name in names:
        if _plain(name) in plain:
            return plain[_plain(name)]
    fresh = [name for name in candidates if earlier is not None and name not in earlier]
    for pool in ({_plain(name): name for name in fresh}, plain):
        scored = [(difflib.SequenceMatcher(None, _plain(n), p).ratio(), p) for n in names for p in pool]
        if scored and max(scored)[0] >= 0.6:
            return pool[max(scored)[1]]
    return fresh[0] if len(fresh) == 1 else None


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


__all__ = ["ColumnFinder", "check_columns", "choices", "in_scope", "likely_new_name", "needs", "unmapped"]
