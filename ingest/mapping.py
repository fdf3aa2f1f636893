"""From a source's columns to a contract's: each record mapping compiled to SQL over the staged text cells.

One statement per contract reads the staged file once and yields the contract's columns in order; wide surveys are
unpivoted in it. Nothing here runs a query or sees a row. Reading files belongs in ``ingest.readers``, writing them in
``ingest.landing``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ingest.answers import long_answers, long_lines
from ingest.codes import Prepared, read_text
from ingest.columns import PLACEHOLDER, ColumnFinder, choices, key_choices
from ingest.contracts import CONTRACTS, Column
from ingest.normalise import normalised, redacted
from ingest.personal.guards import person_keys, protected
from ingest.personal.names import name_patterns
from ingest.profiles.models import FieldMapping, KeyRule, Profile, RecordMapping, RowFilter, Source
from ingest.pseudonyms import pseudonym
from ingest.scopes import in_delivery
from ingest.sql import identifier, literal
from ingest.values import Delivery, Value, clean, noted_text, row_timezone, typed

# Part of every batch id: raise it when the rules of reading change, so that sources are read anew.
READING_VERSION = 2
ORIGINAL, NORMALISED = "_original", "_normalised"
ANSWERS, INTERVIEWS = "survey_answer", "survey_response"
REFERS_TO_RECORD = "complaint_record_id"
_PARTITION = "landing_month"


@dataclass(frozen=True)
class Compiled:
    """SQL for one contract of one file.

    Attributes:
        select: yields the contract's columns in order, then the month of ``event_at`` for partitioning.
        kept: counts the file's rows that the contract is about.
        rounded: by column, counts the values that the column's decimal places changed.
        identifiers: yield ``customer_key`` and ``identifier``, for the vault alone.
    """

    contract: str
    select: str
    kept: str
    rounded: dict[str, str]
    identifiers: list[str] = field(default_factory=list)


def month_column() -> str:
    """Return the name of the column that a compiled statement adds for partitioning."""
    return _PARTITION


def mapping_sha256(profile: Profile, source: Source) -> str:
    """Hash everything in a profile that decides what lands from a source, and nothing that only names it."""
    asked = {key for record in source.records for key in _question_keys(record)}
    questions = [question for question in profile.questions if question.key in asked]
    scales = {source.scales.get(question.scale or "", question.scale) for question in questions}
    scales |= {answer.scale for record in source.records for answer in [*record.answers, *record.pairs]}
    without = None if _reads_labels(source) else {"labels"}
    told = {
        "reading_version": READING_VERSION,
        "names": sorted(profile.names),
        "timezone": source.timezone or profile.organisation.timezone,
        "source": source.model_dump(mode="json", include=_DECIDING, exclude_defaults=True),
        "questions": [
            q.model_dump(mode="json", include={"key", "characteristic", "aspect", "scale"}) for q in questions
        ],
        "scales": {
            key: scale.model_dump(mode="json", exclude=without)
            for key, scale in profile.scales.items()
            if key in scales
        },
        "lookups": {
            key: (table.columns, table.rows) for key, table in profile.tables.items() if key in _lookups(source)
        },
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


# What of a source decides what lands from it.
_DECIDING = {"language", "reader", "delivery", "records", "number", "scales", "by_scope"}


def _question_keys(record: RecordMapping) -> Iterator[str]:
    yield from (answer.question for answer in record.answers)
    for pair in record.pairs:
        yield from pair.questions
    for picks in record.picks:
        yield from picks.questions.values()
    if record.answers_long:
        yield from (key for key in record.answers_long.recode.values() if key is not None)


def _reads_labels(source: Source) -> bool:
    return any(
        record.labels or any(answer.labels for answer in [*record.answers, *record.pairs]) for record in source.records
    )


def _lookups(source: Source) -> set[str]:
    mappings = [source.language] if source.language else []
    for record in source.records:
        mappings += [*record.fields.values(), *record.segments.values()]
    settings = [setting for mapping in mappings for setting in (mapping, *mapping.by_scope.values())]
    return {setting.lookup for setting in settings if setting.lookup}


def needs_pseudonyms(source: Source) -> bool:
    """Tell whether landing a source may make pseudonyms: always, because any key in it may turn out to be an identifier."""
    return bool(source.records)


def compile_source(
    profile: Profile, source: Source, finder: ColumnFinder, scope: str | None, batch_id: str, staged: str, shown: str
) -> list[Compiled]:
    """Compile all record mappings of a source for one staged file, one statement per contract.

    ``staged`` is the path of the staged Parquet file (``RawTable.path``), ``shown`` the name in messages.
    """
    delivery = Delivery(
        scope,
        source.timezone or profile.organisation.timezone,
        finder.renamed(source, scope),
        shown,
        source.number,
        profile.tables,
    )
    source = in_delivery(source, scope)
    compiler = _Compiler(profile, source, delivery, batch_id, f"read_parquet({literal(staged)})")
    contracts = list(dict.fromkeys(record.contract for record in source.records))
    return [compiler.compile(contract) for contract in contracts]


def _listed(columns: dict[str, str]) -> str:
    return ", ".join(f"{sql} AS {identifier(name)}" for name, sql in columns.items())


def _escaped(parts: list[str]) -> str:
    escaped = [f"coalesce(replace(replace({part}, '\\', '\\\\'), '|', '\\|'), '')" for part in parts]
    return " || '|' || ".join(escaped)


def _joined(notes: list[str]) -> str:
    return f"nullif(concat_ws('; ', {', '.join(notes)}), '')"


def _united(selects: list[str]) -> str:
    return " UNION ALL ".join(f"({select})" for select in selects) + " ORDER BY source_row, source_record_id"


def _numbered(number: int, select: str) -> str:
    """SQL for one of several records of one contract per line; its position in the profile keeps the ids apart."""
    return f"SELECT * REPLACE (source_record_id || '#{number}' AS source_record_id) FROM ({select})"


@dataclass(frozen=True)
class _Compiler:
    profile: Profile
    source: Source
    delivery: Delivery
    batch_id: str
    staged: str

    def compile(self, contract: str) -> Compiled:
        """Compile all records of one contract; several of them are united and put back into file order."""
        records = [record for record in self.source.records if record.contract == contract]
        parts = [self._afresh() for _ in records]
        selects = [part._select(record) for part, record in zip(parts, records, strict=True)]
        if self._is_numbered(contract, records):
            selects = [_numbered(number, select) for number, select in enumerate(selects, start=1)]
        union = selects[0] if len(selects) == 1 else _united(selects)
        month = f"coalesce(strftime(event_at, '%Y-%m'), 'unknown') AS {_PARTITION}"
        rounded: dict[str, str] = {}
        for part, record in zip(parts, records, strict=True):
            rounded |= part._rounded(record)
        return Compiled(
            contract=contract,
            select=f"SELECT *, {month} FROM ({protected(contract, union, name_patterns(self.profile.names))})",
            kept=self._kept(records),
            rounded=rounded,
            identifiers=[sql for record in records for sql in self._identifiers(record)],
        )

    def _identifiers(self, record: RecordMapping) -> Iterator[str]:
        """SQL for the identifiers behind a record's person keys."""
        for name in person_keys(record.contract):
            mapping = record.fields.get(name)
            part = self._afresh()
            text = read_text(mapping, part.delivery) if mapping and mapping.pseudonymise else None
            if text is not None:
                pair = f"{pseudonym(text.sql)} AS customer_key, trim({text.sql}) AS identifier"
                yield f"SELECT {pair} FROM {part._source(record)}"

    def _afresh(self) -> _Compiler:
        """Return a compiler for one record, with room of its own for what is computed once per row."""
        return replace(self, delivery=replace(self.delivery, prepared=Prepared()))

    def _is_numbered(self, contract: str, records: list[RecordMapping]) -> bool:
        """Several records of a line need their own ids; the answers of one interview share its id.

        The items of a repeated group have their own ids already.
        """
        if len(records) == 1 or any(record.repeat for record in records):
            return False
        interviews = sum(record.contract == INTERVIEWS for record in self.source.records)
        return not (contract == ANSWERS and interviews == 1)

    def _kept(self, records: list[RecordMapping]) -> str:
        if not any(record.first_per_key for record in records):
            conditions = " OR ".join(f"({self._condition(record)})" for record in records)
            return f"SELECT count(*) FROM {self.staged} WHERE {conditions}"
        rows = " UNION ".join(f"SELECT source_row FROM {self._lines(record)}" for record in records)
        return f"SELECT count(*) FROM ({rows})"

    def _lines(self, record: RecordMapping) -> str:
        """SQL for the staged lines that a record is about."""
        lines = f"{self.staged} WHERE {self._condition(record)}"
        if not record.first_per_key:
            return lines
        key = self._key(record)
        first = f"row_number() OVER (PARTITION BY {key} ORDER BY source_row) = 1"
        kept = f"{first} OR {key} IS NULL OR row_problem IS NOT NULL"
        return f"(SELECT * FROM {lines} QUALIFY {kept} ORDER BY source_row)"

    def _source(self, record: RecordMapping) -> str:
        """SQL for a record's lines with all that was prepared on the way."""
        lines = self._lines(record)
        above = self.delivery.prepared.over(f"(SELECT * FROM {lines})")
        return lines if above == f"(SELECT * FROM {lines})" else above

    def _select(self, record: RecordMapping) -> str:
        values = self._values(record)
        names = CONTRACTS[record.contract].columns()
        notes = ["row_problem", *(value.problem for value in values.values() if value.problem)]
        columns = {name: value.sql for name, value in values.items()} | {"unparsed": _joined(notes)}
        source = self._source(record)
        if record.contract != ANSWERS:
            return f"SELECT {_listed({name: columns[name] for name in names})} FROM {source}"
        wide = f"SELECT {_listed(columns)}, COLUMNS('^c[0-9]+$') FROM {source}"
        answers = long_answers(self.profile, self.source, record, self.delivery, wide)
        final = {name: name for name in names} | {"unparsed": _joined(["unparsed", "problem"])}
        return f"SELECT {_listed(final)} FROM ({answers})"

    def _values(self, record: RecordMapping) -> dict[str, Value]:
        """Return the SQL of every column except those that an unnested answer brings."""
        found = self._common(record)
        for name, column in CONTRACTS[record.contract].columns().items():
            if name in record.fields:
                found[name] = self._field(name, column, record.fields[name])
            elif name.endswith(NORMALISED) and name.replace(NORMALISED, ORIGINAL) in record.fields:
                original = self._field(name, column, record.fields[name.replace(NORMALISED, ORIGINAL)])
                found[name] = Value(normalised(original.sql))
            elif name == "segments":
                found[name] = self._segments(record)
            elif name not in found and record.contract != ANSWERS:
                found[name] = Value(f"CAST(NULL AS {column.sql_type})")
        return found

    def _common(self, record: RecordMapping) -> dict[str, Value]:
        language = noted_text("language", self.source.language, self.delivery) if self.source.language else None
        version = [clean(self._column([name])) for name in record.key_version]
        return {
            "source_id": Value(literal(self.source.id)),
            "batch_id": Value(literal(self.batch_id)),
            "source_record_id": Value(self._key(record)),
            "source_row": Value("source_row"),
            "timezone": Value(row_timezone(record.fields.get("event_at"), self.delivery)),
            "language": language or Value("CAST(NULL AS VARCHAR)"),
            "record_version": Value(f"concat_ws('|', {', '.join(version)})" if version else "CAST(NULL AS VARCHAR)"),
        }

    def _field(self, name: str, column: Column, mapping: FieldMapping) -> Value:
        if name.endswith((ORIGINAL, NORMALISED)):
            return self._verbatim(name, mapping)
        value = typed(name, column, mapping, self.delivery)
        if name == REFERS_TO_RECORD:
            return Value(self._prefixed([value.sql]))
        return value

    def _verbatim(self, name: str, mapping: FieldMapping) -> Value:
        """SQL for free words: as they were given, redacted; other texts of the profile's making count as given too."""
        is_plain = mapping.columns and not (mapping.coalesce or mapping.pattern or mapping.lookup or mapping.otherwise)
        given = self.delivery.finder.find(mapping.columns) if is_plain else None
        if given:
            return Value(redacted(f"CASE WHEN {clean(given)} IS NOT NULL THEN {given} END"))
        text = noted_text(name, mapping, self.delivery)
        if text is None:
            return Value("CAST(NULL AS VARCHAR)")
        hidden = text.problem and f"CASE WHEN {text.problem} IS NOT NULL THEN {literal(name + '=[text]')} END"
        return Value(redacted(text.sql), hidden)

    def _key(self, record: RecordMapping) -> str:
        if isinstance(record.key, KeyRule):
            return self._key_by_rule(record, record.key)
        return self._prefixed([clean(self._column(choices(choice))) for choice in record.key], record)

    def _key_by_rule(self, record: RecordMapping, rule: KeyRule) -> str:
        """SQL for the id of a record that the source gives none: its line, or a hash of its content.

        What is pseudonymised elsewhere goes into the hash as a pseudonym, so that nobody can be found by trying names.
        """
        if rule.row_number:
            return self._prefixed(["CAST(source_row AS VARCHAR)"], record)
        finder = self.delivery.finder
        columns = [f"c{place}" for place, name in enumerate(finder.headers) if name]
        if rule.hash_of != "row":
            columns = [self._column(choices(choice)) for choice in key_choices(record)]
        hidden = {
            finder.find([name])
            for mapping in self._pseudonymised()
            for name in [*mapping.columns, *PLACEHOLDER.findall(mapping.template or "")]
        }
        parts = [pseudonym(clean(column)) if column in hidden else clean(column) for column in columns]
        digest = f"left(sha256({_escaped(parts)}), 32)"
        return self._prefixed([f"CASE WHEN coalesce({', '.join(parts)}) IS NOT NULL THEN {digest} END"], record)

    def _pseudonymised(self) -> Iterator[FieldMapping]:
        for record in self.source.records:
            yield from (mapping for mapping in record.fields.values() if mapping.pseudonymise)

    def _prefixed(self, parts: list[str], record: RecordMapping | None = None) -> str:
        """SQL for a record id: the delivery scope and the parts, joined so that different parts never give one id."""
        item = f" || {literal('|' + record.repeat.items[0])}" if record and record.repeat else ""
        scope = f"{literal(self.delivery.scope + '|')} || " if self.delivery.scope else ""
        return f"CASE WHEN coalesce({', '.join(parts)}) IS NOT NULL THEN {scope}{_escaped(parts)}{item} END"

    def _column(self, names: list[str]) -> str:
        return self.delivery.finder.find(names) or "CAST(NULL AS VARCHAR)"

    def _segments(self, record: RecordMapping) -> Value:
        texts = {
            cut: text
            for cut, mapping in record.segments.items()
            if (text := noted_text(cut, mapping, self.delivery)) is not None
        }
        entries = [f"{{'k': {literal(cut)}, 'v': {text.sql}}}" for cut, text in texts.items()]
        pairs = f"[{', '.join(entries)}]::STRUCT(k VARCHAR, v VARCHAR)[]"
        notes = [text.problem for text in texts.values() if text.problem]
        known = f"map_from_entries(list_filter({pairs}, lambda entry: entry.v IS NOT NULL))"
        return Value(known, _joined(notes) if notes else None)

    def _condition(self, record: RecordMapping) -> str:
        """SQL that keeps the rows a record is about; a row whose cells could not be told apart is always kept."""
        tests = [test for condition in record.where for test in self._tests(condition)]
        if record.answers_long and (lines := long_lines(record.answers_long, self.delivery)):
            tests.append(lines)
        if record.repeat and record.repeat.when_filled:
            filled = [clean(self._column([name])) for name in record.repeat.when_filled]
            tests.append(f"coalesce({', '.join(filled)}) IS NOT NULL")
        if not tests:
            return "true"
        return f"row_problem IS NOT NULL OR coalesce({' AND '.join(tests)}, false)"

    def _tests(self, condition: RowFilter) -> Iterator[str]:
        text = clean(self._column(condition.columns))
        if condition.any_of:
            yield f"{text} IN ({', '.join(literal(value) for value in condition.any_of)})"
        if condition.none_of:
            yield f"coalesce({text}, '') NOT IN ({', '.join(literal(value) for value in condition.none_of)})"
        if condition.at_least is not None:
            yield f"{text} >= {literal(condition.at_least)}"
        if condition.at_most is not None:
            yield f"{text} <= {literal(condition.at_most)}"
        if condition.is_empty is not None:
            yield f"{text} IS {'' if condition.is_empty else 'NOT '}NULL"
        if condition.matches is not None:
            yield f"regexp_matches({text}, {literal(condition.matches)})"

    def _rounded(self, record: RecordMapping) -> dict[str, str]:
        columns = CONTRACTS[record.contract].columns()
        counts: dict[str, str] = {}
        for name, mapping in record.fields.items():
            if not columns[name].sql_type.startswith("DECIMAL") or not mapping.columns:
                continue
            value = typed(name, columns[name], mapping, self.delivery)
            if value.text is None:  # an optional column that this file does not have
                continue
            changed = f"try_cast({value.text} AS DECIMAL(38, 18)) <> {value.sql}"
            counts[name] = f"SELECT count(*) FROM (SELECT * FROM {self._source(record)}) WHERE {changed}"
        return counts


__all__ = ["Compiled", "compile_source", "mapping_sha256", "month_column", "needs_pseudonyms"]
