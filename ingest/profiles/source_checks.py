"""What must agree inside one source of a profile: mapped fields, codes, scopes, dates and the protection of persons.

Paths are relative to the source. Checks of the other parts are in ``ingest.profiles.checks``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from ingest.columns import PLACEHOLDER
from ingest.connections.addresses import check_address
from ingest.contracts import CONTRACTS, Column
from ingest.errors import RefusedFileError
from ingest.profiles.answer_checks import check_answers
from ingest.profiles.checks import OWN, Problem, YamlPath, check_timezone, unknown
from ingest.profiles.field_checks import (
    NEEDS_SCOPE,
    check_field,
    check_number,
    check_pattern,
    check_scoped,
    check_text,
    told_values,
    variants,
)
from ingest.profiles.models import FieldMapping, KeyRule, NumberFormat, Profile, RecordMapping, RowFilter, Source
from ingest.profiles.weighting import cuts_of
from ingest.readers.encodings import is_text_encoding
from ingest.scopes import ITEM, expanded

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
        yield from check_scoped(("language",), source, source.language)
        yield from check_text(("language",), source.language, profile.tables)
    yield from _source_wide(profile, source)
    for position, record in enumerate(source.records):
        found = [
            problem
            for one in expanded(record)
            for problem in _record_problems(profile, source, one, ("records", position))
        ]
        yield from dict.fromkeys(found)
        if record.repeat and ITEM not in record.model_dump_json():
            rule = f"nothing in the record names {ITEM}, so that its items are all the same"
            yield Problem(("records", position, "repeat"), rule, f"write columns like 'rating_{ITEM}'")


def _record_problems(profile: Profile, source: Source, record: RecordMapping, path: YamlPath) -> Iterator[Problem]:
    yield from _fields(profile, source, record, path)
    yield from _segments(profile, source, record, path)
    yield from check_answers(profile, source, record, path)
    yield from _identifying_key(record, path)
    yield from _key(source, record, path)
    yield from _percent(source, record, path)
    for position, condition in enumerate(record.where):
        yield from _filter((*path, "where", position), condition)


def _source_wide(profile: Profile, source: Source) -> Iterator[Problem]:
    if source.number:
        yield from check_number(("number",), source.number)
        yield from _percent_of_workbook(source, ("number",), source.number)
    for key, other in source.scales.items():
        for scale in {key, other} - set(profile.scales):
            yield unknown(("scales", key), "scale", scale, profile.scales)
    yield from _weighting(profile, source)
    if source.by_scope and source.delivery.scope_pattern is None:
        rule = "this depends on the delivery's scope, which the source does not tell"
        yield Problem(("by_scope",), rule, NEEDS_SCOPE)


def _weighting(profile: Profile, source: Source) -> Iterator[Problem]:
    """Yield cuts of the weighting that the profile does not declare or the source's interviews do not tell."""
    if source.sampling.weighting is None:
        return
    declared = {cut.key for cut in profile.segmentations}
    told = {cut for record in source.records if record.contract == "survey_response" for cut in record.segments}
    for place, cut in cuts_of(source.sampling.weighting):
        path = ("sampling", "weighting", *place)
        if cut not in declared:
            yield unknown(path, "segmentation", cut, declared)
        elif cut not in told:
            rule = f"no interview of this source tells its '{cut}', by which it is to be weighted"
            yield Problem(path, rule, "map it under the segments of its survey_response, or remove it here")


def _percent(source: Source, record: RecordMapping, path: YamlPath) -> Iterator[Problem]:
    for name, mapping in record.fields.items():
        for below, one in variants(mapping):
            yield from _percent_of_workbook(source, (*path, "fields", name, *below, "number"), one.number)
    for position, answer in enumerate(record.answers):
        place = (*path, "answers", position)
        yield from _percent_of_workbook(source, (*place, "number"), answer.number)
        for scope, settings in answer.by_scope.items():
            yield from _percent_of_workbook(source, (*place, "by_scope", scope, "number"), settings.number)


def _percent_of_workbook(source: Source, path: YamlPath, form: NumberFormat | None) -> Iterator[Problem]:
    if form is not None and form.percent and source.reader.format in ("xlsx", "ods"):
        rule = "a workbook stores a cell shown as 85% as 0.85, so that beside texts like '85%' the column would mean two things"
        action = "remove 'percent' and declare 'unit: {from: share, to: percent}'; cut the sign of texts with 'pattern'"
        yield Problem((*path, "percent"), rule, action)


def _key(source: Source, record: RecordMapping, path: YamlPath) -> Iterator[Problem]:
    if not record.key:
        action = "name the columns that identify it, or use the row's content: 'key: {hash_of: row}'"
        yield Problem((*path, "key"), "a record needs at least one key column", action)
    if isinstance(record.key, KeyRule) and record.key.row_number and source.delivery.mode != "snapshot":
        rule = "a line number would make the same line of two files one record"
        yield Problem((*path, "key"), rule, "use 'delivery: {mode: snapshot}' or 'key: {hash_of: row}'")
    if record.first_per_key and record.contract == ANSWER:
        rule = "of the answers of an interview all are kept"
        yield Problem((*path, "first_per_key"), rule, "put it on the survey_response record")


def _filter(path: YamlPath, condition: RowFilter) -> Iterator[Problem]:
    if condition.matches is not None:
        yield from check_pattern((*path, "matches"), condition.matches)
    if not condition.model_fields_set - {"columns"}:
        yield Problem(path, "this keeps every row", "give any_of, none_of, is_empty, matches, at_least or at_most")


def _identifying_key(record: RecordMapping, path: YamlPath) -> Iterator[Problem]:
    """A column that is hashed as a person's identifier must not travel beside the hash as the record's own key."""
    hashed = {
        column
        for mapping in record.fields.values()
        for _, one in variants(mapping)
        if one.pseudonymise
        for column in [*one.columns, *PLACEHOLDER.findall(one.template or "")]
    }
    # A key by rule hashes what is pseudonymised as its pseudonym.
    key = [] if isinstance(record.key, KeyRule) else record.key
    chosen = {column for choice in key for column in ([choice] if isinstance(choice, str) else choice)}
    for column in sorted(hashed & chosen):
        rule = f"the column '{column}' identifies a person and is used as the record's key, which is not hashed"
        yield Problem((*path, "key"), rule, "use the source's record number as the key")


def _reading(source: Source) -> Iterator[Problem]:
    if source.reader.encoding != "detect" and not is_text_encoding(source.reader.encoding):
        yield Problem(
            ("reader", "encoding"), f"the encoding '{source.reader.encoding}' is unknown", "write it like utf-8"
        )
    if len(source.reader.delimiter.encode()) != 1:
        yield Problem(
            ("reader", "delimiter"), "the delimiter must be one ASCII character", 'for a tabulator write "\\t"'
        )
    if source.reader.header_rows < 1:
        yield Problem(("reader", "header_rows"), "a file needs at least one header row", "name the columns in the file")
    if source.files is not None and (source.files.startswith(("/", "~")) or ".." in source.files.split("/")):
        yield Problem(("files",), "the file pattern must stay below the data folder", "write it relative to --data")
    yield from _connection(source)
    pattern = source.delivery.scope_pattern
    if pattern is not None:
        yield from _pattern(("delivery", "scope_pattern"), pattern)


def _connection(source: Source) -> Iterator[Problem]:
    """A fetch tells no scope, and one that brings only what changed must not replace what came before."""
    connection = source.connection
    if connection is None or connection.kind == "s3":
        return
    if source.delivery.scope_pattern is not None:
        rule = f"a delivery from {connection.kind} has no file name that could tell its scope"
        yield Problem(("delivery", "scope_pattern"), rule, "remove it, and map the wave or period from a column")
    has_cursor = bool(connection.cursor if connection.kind == "sql" else connection.since)
    if has_cursor and source.delivery.mode == "snapshot":
        rule = "a fetch that brings only what changed would replace everything that came before"
        yield Problem(("delivery", "mode"), rule, "use 'incremental', or fetch everything each time")
    if connection.kind == "rest" and connection.url is not None:
        yield from _address(connection.url, connection.allow_http)


def _address(url: str, allow_http: bool) -> Iterator[Problem]:
    try:
        check_address(url, allow_http=allow_http, shown="")
    except RefusedFileError as error:
        yield Problem(("connection", "url"), error.rule, error.action)


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
        yield from check_scoped(place, source, mapping)
        yield from check_field(place, columns[name], mapping, profile.tables)
        yield from _codes(place, columns[name], mapping, profile)
        for below, one in variants(mapping):
            is_told = one.columns or one.template or one.rules
            if name in IDENTIFIERS and is_told and not one.pseudonymise:
                rule = "a person's identifier must not leave ingest as it is"
                yield Problem((*place, *below), rule, "add 'pseudonymise: true'")
    for name in mappable:
        if columns[name].required and name not in record.fields:
            yield Problem((*path, "fields"), f"the contract {record.contract} requires the field '{name}'", "map it")


def _derived(record: RecordMapping, name: str) -> bool:
    return name.endswith("_normalised") or (record.contract == ANSWER and name in FROM_QUESTION)


def _codes(path: YamlPath, column: Column, mapping: FieldMapping, profile: Profile) -> Iterator[Problem]:
    allowed = _allowed(column, path, profile)
    if allowed is None:
        return
    kind, keys = allowed
    for place, value in told_values(mapping, profile.tables):
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
        yield from check_scoped(place, source, mapping)
        yield from check_text(place, mapping, profile.tables)
        for below, value in told_values(mapping, profile.tables):
            if value is not None and value not in cuts[cut] and below[-1] != "value":
                yield unknown((*place, *below), f"value of the segmentation '{cut}'", value, cuts[cut])


__all__ = ["source_problems"]
