"""Which columns of a file a source's mapping uses, which it lacks, and which are new.

The answer for one file becomes a ``ColumnFinder``. How cells become values belongs in ``ingest.mapping``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.errors import RefusedFileError
from ingest.personal.manifests import kept_name, shown_name
from ingest.profiles.models import AnswerColumn, AnswerPair, FieldMapping, Picks, RecordMapping, Source
from ingest.scopes import in_delivery

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_SHOWN = 12


@dataclass(frozen=True)
class Need:
    """Alternatives for one column, and whether the file may lack all of them."""

    names: tuple[str, ...]
    optional: bool = False


class ColumnFinder:
    """Finds staged columns (``c0``, ``c1``, …) by the names that a file's header gives them."""

    def __init__(self, headers: tuple[str, ...], renames: dict[str, str] | None = None) -> None:
        self.headers = headers
        self._renames = renames or {}
        self._positions = {name: position for position, name in enumerate(headers) if name}

    def find(self, names: Iterable[str]) -> str | None:
        """Return the staged column of the first name that the file has, else None."""
        for name in names:
            position = self._positions.get(self._renames.get(name, name).strip())
            if position is not None:
                return f"c{position}"
        return None

    def renamed(self, source: Source, scope: str | None) -> ColumnFinder:
        """Return a finder that knows what the source's columns are called in one delivery scope."""
        return ColumnFinder(self.headers, renames(source, scope))


def renames(source: Source, scope: str | None) -> dict[str, str]:
    """Return the column names that differ in one delivery scope: name in the mapping to name in the file."""
    found = source.by_scope.get(scope or "")
    return found.columns if found else {}


def choices(choice: str | list[str]) -> list[str]:
    """Return a column choice as a list of alternatives."""
    return [choice] if isinstance(choice, str) else choice


def in_scope(scopes: list[str] | None, scope: str | None) -> bool:
    """Tell whether a part of a mapping applies to a delivery scope; no list means everywhere."""
    return scopes is None or scope in scopes


def needs(source: Source, scope: str | None) -> Iterator[Need]:
    """Yield every column that the source's mapping names for this delivery scope, under its name in that scope."""
    called = renames(source, scope)
    for need in _needs(in_delivery(source, scope), scope):
        yield Need(tuple(called.get(name, name) for name in need.names), need.optional) if called else need


def _needs(source: Source, scope: str | None) -> Iterator[Need]:
    if source.language:
        yield from _field_needs(source.language, scope)
    for record in source.records:
        yield from _key_needs(record)
        for mapping in [*record.fields.values(), *record.segments.values()]:
            yield from _field_needs(mapping, scope)
        yield from _answer_needs(record, scope)
        for condition in record.where:
            yield Need(tuple(condition.columns))


def _key_needs(record: RecordMapping) -> Iterator[Need]:
    for choice in key_choices(record):
        yield Need(tuple(choices(choice)))
    for name in record.key_version:
        yield Need((name,))


def key_choices(record: RecordMapping) -> list[str | list[str]]:
    """Return the columns that a record's key names; none where it is the whole row or its number."""
    if isinstance(record.key, list):
        return record.key
    return record.key.hash_of if isinstance(record.key.hash_of, list) else []


def _answer_needs(record: RecordMapping, scope: str | None) -> Iterator[Need]:
    mapped: list[AnswerColumn | AnswerPair | Picks] = [*record.answers, *record.pairs, *record.picks]
    for answer in mapped:
        if answer.columns:
            yield Need(tuple(answer.columns), answer.optional or not in_scope(answer.scopes, scope))
    if record.answers_long:
        yield Need(tuple(choices(record.answers_long.question)))
        yield Need(tuple(choices(record.answers_long.value)))
    if record.repeat:
        yield from (Need((name,)) for name in record.repeat.when_filled)


def _field_needs(mapping: FieldMapping, scope: str | None) -> Iterator[Need]:
    if mapping.columns:
        yield Need(tuple(mapping.columns), mapping.optional)
    templates = [mapping.template] if mapping.template else []
    for rule in mapping.dates:
        if in_scope(rule.scopes, scope):
            templates.append(rule.template)
            if rule.zone:
                yield Need(tuple(rule.zone.columns), mapping.optional)
    for template in templates:
        for name in PLACEHOLDER.findall(template):
            if name not in ("scope", "value"):
                yield Need((name,), mapping.optional)
    for code_rule in mapping.rules:
        yield from (Need((name,), mapping.optional) for name in code_rule.when)
    if mapping.unit and mapping.unit.columns:
        yield Need(tuple(mapping.unit.columns), mapping.optional)


def unmapped(source: Source, scope: str | None, headers: tuple[str, ...]) -> list[str]:
    """Return the file's columns that no part of the mapping mentions, in file order."""
    mentioned = {name.strip() for need in needs(source, scope) for name in need.names}
    return [name for name in headers if name and name not in mentioned]


def check_columns(
    source: Source, scope: str | None, headers: tuple[str, ...], earlier: frozenset[str] | None, shown: str
) -> None:
    """Refuse a file that lacks a required column, naming what was expected, what was found and the likely new name.

    Where none of the mapping's columns is found, the first row may be a person's, and nothing of it is told.
    ``earlier`` holds the column names of the source's previous batch, None if there is none.
    """
    finder = ColumnFinder(headers)
    wanted = list(dict.fromkeys(needs(source, scope)))
    absent = [need for need in wanted if finder.find(need.names) is None]
    missing = [need for need in absent if not need.optional]
    if not missing:
        return
    if absent == wanted:
        raise RefusedFileError(
            file=shown,
            place="header",
            rule=f"none of the columns that source '{source.id}' needs is among the file's {len(headers):,}; "
            "the file seems to lack its header",
            action="deliver it with its header, or correct the reader or the names of columns in the profile",
        )
    candidates = unmapped(source, scope, headers)
    told = [_missing_text(need, candidates, earlier) for need in missing]
    listed = ", ".join(f"'{shown_name(name)}'" for name in candidates[:_SHOWN])
    listed += ", …" if len(candidates) > _SHOWN else ""
    raise RefusedFileError(
        file=shown,
        place="header",
        rule=f"{' and '.join(told)}; columns found that no mapping uses: {listed or 'none'}",
        action=f"correct the file's header, or add the new name to source '{source.id}' in the profile",
    )


def _missing_text(need: Need, candidates: list[str], earlier: frozenset[str] | None) -> str:
    expected = " or ".join(f"'{name}'" for name in need.names)
    likely = likely_new_name(need.names, candidates, earlier)
    guess = f", most likely renamed to '{shown_name(likely)}'" if likely else ", and no column has a name like it"
    return f"the required column {expected} is missing{guess}"


def likely_new_name(names: tuple[str, ...], candidates: list[str], earlier: frozenset[str] | None) -> str | None:
    """Return the unmapped column that most likely is one of ``names`` under a new name, if any is likely."""
    plain = {_plain(candidate): candidate for candidate in reversed(candidates)}
    for name in names:
        if _plain(name) in plain:
            return plain[_plain(name)]
    fresh = [name for name in candidates if earlier is not None and kept_name(name) not in earlier]
    for pool in ({_plain(name): name for name in fresh}, plain):
        scored = [(difflib.SequenceMatcher(None, _plain(n), p).ratio(), p) for n in names for p in pool]
        if scored and max(scored)[0] >= 0.6:
            return pool[max(scored)[1]]
    return fresh[0] if len(fresh) == 1 else None


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


__all__ = [
    "ColumnFinder",
    "Need",
    "check_columns",
    "choices",
    "in_scope",
    "key_choices",
    "likely_new_name",
    "needs",
    "renames",
    "unmapped",
]
