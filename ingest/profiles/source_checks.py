"""What must agree inside one source of a profile: mapped fields, codes, scopes, dates and the protection of persons.

Paths are relative to the source. Checks of the other parts are in ``ingest.profiles.checks``.
"""

from __future__ import annotations

import codecs
import difflib
import re
from collections.abc import Iterator

from ingest.contracts import CONTRACTS, Column
from ingest.profiles.checks import OWN, Problem, YamlPath, check_timezone, unknown
from ingest.profiles.models import DateRule, FieldMapping, Profile, RecordMapping, Source

# Landing itself fills these; a mapping must not.
TECHNICAL = ("source_id", "batch_id", "source_record_id", "source_row", "timezone", "record_version", "unparsed")
ANSWER = "survey_answer"
FROM_QUESTION = (
    "question_key",
    "characteristic_key",
    "aspect",
    "raw_value",
    "value",
    "scale_min",
    "scale_max",
    "scale_direction",
    "missing_code",
    "text_original",
    "text_normalised",
)
IDENTIFIERS = ("respondent_key", "customer_key")


def source_problems(profile: Profile, source: Source) -> Iterator[Problem]:
    """Yield what contradicts itself in one source; paths are relative to the source."""
    yield from _reading(source)
    if source.timezone:
        yield from check_timezone(("timezone",), source.timezone)
    if source.language:
        yield from _scoped(("language",), source, source.language)
    for position, record in enumerate(source.records):
        path: YamlPath = ("records", position)
        yield from _fields(profile, source, record, path)
        yield from _segments(profile, source, record, path)
        yield from _answers(profile, source, record, path)
        yield from _identifying_key(record, path)
        if not record.key:
            yield Problem((*path, "key"), "a record needs at least one key column", "name the columns that identify it")


def _identifying_key(record: RecordMapping, path: YamlPath) -> Iterator[Problem]:
    """A column that is hashed as a person's identifier must not travel beside the hash as the record's own key."""
    hashed = {column for mapping in record.fields.values() if mapping.pseudonymise for column in mapping.columns}
    chosen = {column for choice in record.key for column in ([choice] if isinstance(choice, str) else choice)}
    for column in sorted(hashed & chosen):
        rule = f"the column '{column}' identifies a person and is used as the record's key, which is not hashed"
        yield Problem((*path, "key"), rule, "use the source's record number as the key")


def _reading(source: Source) -> Iterator[Problem]:
    try:
        codecs.lookup(source.reader.encoding)
    except LookupError:
        yield Problem(
            ("reader", "encoding"), f"the encoding '{source.reader.encoding}' is unknown", "write it like utf-8"
        )
    if len(source.reader.delimiter.encode()) != 1:
        yield Problem(
            ("reader", "delimiter"), "the delimiter must be one ASCII character", 'for a tabulator write "\\t"'
        )
    if source.reader.header_rows < 1:
        yield Problem(("reader", "header_rows"), "a file needs at least one header row", "name the columns in the file")
    if source.files.startswith(("/", "~")) or ".." in source.files.split("/"):
        yield Problem(("files",), "the file pattern must stay below the data folder", "write it relative to --data")
    pattern = source.delivery.scope_pattern
    if pattern is not None:
        yield from _pattern(("delivery", "scope_pattern"), pattern)


def _pattern(path: YamlPath, pattern: str) -> Iterator[Problem]:
    try:
        groups = re.compile(pattern).groupindex
    except re.error as error:
        yield Problem(path, f"this is no regular expression ({error})", "correct it")
        return
    if "scope" not in groups:
        yield Problem(
            path, "the pattern has no group (?P<scope>...)", "mark the part of the name that tells the delivery"
        )


def _fields(profile: Profile, source: Source, record: RecordMapping, path: YamlPath) -> Iterator[Problem]:
    columns = CONTRACTS[record.contract].columns()
    mappable = [name for name in columns if name not in TECHNICAL and name != "segments" and not _derived(record, name)]
    for name, mapping in record.fields.items():
        place = (*path, "fields", name)
        if name not in mappable:
            near = difflib.get_close_matches(name, mappable, 1)
            hint = f"did you mean '{near[0]}'?" if near else f"choose one of: {', '.join(mappable)}"
            yield Problem(place, f"the contract {record.contract} has no field '{name}' to map", hint)
            continue
        yield from _scoped(place, source, mapping)
        yield from _dated(place, columns[name], mapping)
        yield from _codes(place, columns[name], mapping, profile)
        if name in IDENTIFIERS and mapping.columns and not mapping.pseudonymise:
            yield Problem(place, "a person's identifier must not leave ingest as it is", "add 'pseudonymise: true'")
    for name in mappable:
        if columns[name].required and name not in record.fields:
            yield Problem((*path, "fields"), f"the contract {record.contract} requires the field '{name}'", "map it")


def _derived(record: RecordMapping, name: str) -> bool:
    return name.endswith("_normalised") or (record.contract == ANSWER and name in FROM_QUESTION)


def _scoped(path: YamlPath, source: Source, mapping: FieldMapping) -> Iterator[Problem]:
    templated = any("{scope}" in rule.template for rule in mapping.dates)
    scoped = mapping.from_scope or mapping.recode_by_scope or templated or any(rule.scopes for rule in mapping.dates)
    if scoped and source.delivery.scope_pattern is None:
        yield Problem(path, "this depends on the delivery's scope, which the source does not tell", _NEEDS_SCOPE)


_NEEDS_SCOPE = "add 'delivery.scope_pattern' to the source"


def _dated(path: YamlPath, column: Column, mapping: FieldMapping) -> Iterator[Problem]:
    is_date = column.sql_type in ("DATE", "TIMESTAMP")
    if is_date and not mapping.dates and mapping.value is None:
        yield Problem(path, "a date needs a declared format", "add 'dates: [{format: \"%Y-%m-%d\"}]'")
    if mapping.dates and not is_date:
        yield Problem(path, "this field is no date", "remove 'dates'")
    for position, rule in enumerate(mapping.dates):
        yield from _format((*path, "dates", position), rule)


def _format(path: YamlPath, rule: DateRule) -> Iterator[Problem]:
    if "%" not in rule.format:
        yield Problem((*path, "format"), f"'{rule.format}' is no date format", 'write it like "%d/%m/%Y"')


def _codes(path: YamlPath, column: Column, mapping: FieldMapping, profile: Profile) -> Iterator[Problem]:
    allowed = _allowed(column, path, profile)
    if allowed is None:
        return
    kind, keys = allowed
    told = [(("recode", code), value) for code, value in mapping.recode.items()]
    for scope, codes in mapping.recode_by_scope.items():
        told += [(("recode_by_scope", scope, code), value) for code, value in codes.items()]  # type: ignore[misc]
    if mapping.value is not None:
        told.append((("value",), str(mapping.value)))  # type: ignore[arg-type]
    for place, value in told:
        if value is not None and value not in keys:
            yield unknown((*path, *place), kind, value, keys)


def _allowed(column: Column, path: YamlPath, profile: Profile) -> tuple[str, set[str]] | None:
    """Return what a column's values may be, as far as contract and profile declare it."""
    if column.vocabulary is not None:
        return f"value of '{path[-1]}'", set(column.vocabulary)
    rivals = {OWN, *(item.key for item in profile.competitors)}
    if column.references == "competitor" or path[-1] == "entity_key":
        return "competitor", rivals
    lists = {
        "characteristic": profile.characteristics,
        "cause": profile.causes,
        "theme": profile.themes,
        "operation": profile.operations,
    }
    if column.references in lists:
        return column.references, {item.key for item in lists[column.references]}  # type: ignore[attr-defined]
    return None


def _segments(profile: Profile, source: Source, record: RecordMapping, path: YamlPath) -> Iterator[Problem]:
    cuts = {cut.key: {value.key for value in cut.values} for cut in profile.segmentations}
    if record.segments and "segments" not in CONTRACTS[record.contract].columns():
        yield Problem((*path, "segments"), f"the contract {record.contract} has no segments", "remove them")
        return
    for cut, mapping in record.segments.items():
        place = (*path, "segments", cut)
        if cut not in cuts:
            yield unknown(place, "segmentation", cut, cuts)
            continue
        yield from _scoped(place, source, mapping)
        tables = [
            ("recode", mapping.recode),
            *(("recode_by_scope", codes) for codes in mapping.recode_by_scope.values()),
        ]
        for name, codes in tables:
            for code, value in codes.items():
                if value is not None and value not in cuts[cut]:
                    yield unknown((*place, name, code), f"value of the segmentation '{cut}'", value, cuts[cut])


def _answers(profile: Profile, source: Source, record: RecordMapping, path: YamlPath) -> Iterator[Problem]:
    if record.contract != ANSWER:
        if record.answers:
            yield Problem(
                (*path, "answers"), f"the contract {record.contract} has no answers", "move them to survey_answer"
            )
        return
    if not record.answers:
        yield Problem(path, "a survey_answer record needs its answers", "list the question columns under 'answers'")
    questions = {question.key for question in profile.questions}
    seen: dict[str, list[list[str] | None]] = {}
    for position, answer in enumerate(record.answers):
        place = (*path, "answers", position)
        if answer.question not in questions:
            yield unknown((*place, "question"), "question", answer.question, questions)
        if answer.scopes is not None and source.delivery.scope_pattern is None:
            yield Problem(
                (*place, "scopes"), "this depends on the delivery's scope, which the source does not tell", _NEEDS_SCOPE
            )
        for other in seen.setdefault(answer.question, []):
            if other is None or answer.scopes is None or set(other) & set(answer.scopes):
                yield Problem(
                    place,
                    f"the question '{answer.question}' is answered twice",
                    "keep one column per question and wave",
                )
        seen[answer.question].append(answer.scopes)


__all__ = ["source_problems"]
