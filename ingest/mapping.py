"""From a source's columns to a contract's: each record mapping compiled to SQL over the staged text cells.

One statement per contract reads the staged lines and yields the contract's columns in order; wide surveys are unpivoted in
it, from lines that were prepared once. Nothing here runs a query or sees a row. Reading files belongs in ``ingest.readers``,
writing them in ``ingest.batches``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ingest.answers import long_answers, long_lines, wide_answers
from ingest.codes import Prepared, read_text
from ingest.columns import PLACEHOLDER, ColumnFinder, choices, key_choices
from ingest.contracts import CONTRACTS, Column
from ingest.normalise import normalised, redacted
from ingest.personal.declared import declared_codes
from ingest.personal.guards import person_keys, protected
from ingest.personal.names import name_patterns
from ingest.profiles.models import FieldMapping, KeyRule, Profile, RecordMapping, RowFilter, Source
from ingest.pseudonyms import pseudonym
from ingest.scopes import in_delivery
from ingest.sql import identifier, literal
from ingest.values import Delivery, Value, clean, noted_text, row_timezone, typed

# Part of every batch id: raise it when the rules of reading change, so that sources are read anew.
READING_VERSION = 3
ORIGINAL, NORMALISED = "_original", "_normalised"
ANSWERS, INTERVIEWS = "survey_answer", "survey_response"
REFERS_TO_RECORD = "complaint_record_id"
_PARTITION = "landing_month"
_NULL = "CAST(NULL AS"
_LITERAL = re.compile(r"'(?:[^']|'')*'")
# The table of staged lines that compiled statements read: the whole file, or some of its lines.
STAGED = "staged_lines"
# What an interview shares with its answers: protected once per line and not once per answer.
_SHARED = ("source_record_id", "record_version", "language")


@dataclass(frozen=True)
class Compiled:
    """SQL for one contract of one file, over the table ``STAGED``.

    Attributes:
        bare: yields the contract's columns in order, then the month of ``event_at`` for partitioning; not protected yet.
        names: patterns of listed names, for the protection.
        declared: codes of the profile that protection would change and must not.
        kept: counts the file's rows that the contract is about; None if that is all of them.
        rounded: by column, counts the values that the column's decimal places changed.
        identifiers: yield ``customer_key`` and ``identifier``, for the vault alone.
        lines: by table name, what ``bare`` reads that may be computed once before; not protected yet either.
        empty: columns that are NULL in every row.
        by_line: whether each row depends on its line alone, so that a long file may be read in parts.
        shared: columns that need protection in ``lines`` and not again in ``bare``.
        rows_per_line: about how many rows come of one line.
    """

    contract: str
    bare: str
    kept: str | None
    rounded: dict[str, str]
    identifiers: list[str] = field(default_factory=list)
    names: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()
    lines: dict[str, str] = field(default_factory=dict)
    shared: tuple[str, ...] = ()
    empty: frozenset[str] = frozenset()
    by_line: bool = True
    rows_per_line: int = 1

    @property
    def select(self) -> str:
        """The contract's protected columns in order, then the month."""
        return protected(self.contract, self.bare, self.names, declared=self.declared)


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
        "declared": declared_codes(profile, source),
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
    profile: Profile, source: Source, finder: ColumnFinder, scope: str | None, batch_id: str, shown: str
) -> list[Compiled]:
    """Compile all record mappings of a source for one staged file, one statement per contract.

    ``shown`` is the file's name in messages.
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
    compiler = _Compiler(profile, source, delivery, batch_id)
    contracts = list(dict.fromkeys(record.contract for record in source.records))
    return [compiler.compile(contract) for contract in contracts]


def _with_notes(answers: str, names: list[str], constant: dict[str, str]) -> str:
    """SQL for the columns of answers, each with the notes of its line and its own."""
    both = f"CASE WHEN problem IS NULL THEN unparsed ELSE {_joined(['unparsed', 'problem'])} END"
    listed = {name: name for name in names} | constant | {"unparsed": both}
    return f"SELECT {_listed(listed)} FROM ({answers})"


def _changed(text: str, value: str, sql_type: str) -> str:
    """SQL that tells whether a decimal column rounded a number; most are too short for it, and that is seen first."""
    places = int(sql_type.rstrip(")").rpartition(",")[2])
    written = f"CAST({text} AS VARCHAR)"
    is_long = f"(strlen({written}) > {places + 1} OR contains(lower({written}), 'e'))"
    return f"{is_long} AND try_cast({text} AS DECIMAL(38, 18)) <> {value}"


def _is_constant(sql: str) -> bool:
    return sql.startswith(_NULL) or bool(_LITERAL.fullmatch(sql))


def _empty(columns: dict[str, str]) -> frozenset[str]:
    return frozenset(name for name, sql in columns.items() if sql.startswith(_NULL))


def _listed(columns: dict[str, str]) -> str:
    return ", ".join(f"{sql} AS {identifier(name)}" for name, sql in columns.items())


def _escaped(parts: list[str]) -> str:
    escaped = [f"coalesce(replace(replace({part}, '\\', '\\\\'), '|', '\\|'), '')" for part in parts]
    return " || '|' || ".join(escaped)


def _joined(notes: list[str]) -> str:
    return f"nullif(concat_ws('; ', {', '.join(notes)}), '')"


def _united(selects: list[str]) -> str:
    return " UNION ALL ".join(f"({select})" for select in selects)


def _dated(select: str, mark: str) -> str:
    """SQL that adds the month of the event, and the mark that keeps the ids of several records of one line apart."""
    marked = f"* REPLACE (source_record_id{mark} AS source_record_id)" if mark else "*"
    return f"SELECT {marked}, coalesce(strftime(event_at, '%Y-%m'), 'unknown') AS {_PARTITION} FROM ({select})"


@dataclass(frozen=True)
class _Compiler:
    profile: Profile
    source: Source
    delivery: Delivery
    batch_id: str

    def compile(self, contract: str) -> Compiled:
        """Compile all records of one contract; several of them are united and put back into file order.

        Answers from columns come question by question.
        """
        records = [record for record in self.source.records if record.contract == contract]
        parts = [self._afresh() for _ in records]
        is_numbered = self._is_numbered(contract, records)
        selects: list[str] = []
        lines: dict[str, str] = {}
        rounded: dict[str, str] = {}
        columns = [part._columns(record) for part, record in zip(parts, records, strict=True)]
        for number, (part, record) in enumerate(zip(parts, records, strict=True), start=1):
            mark = f" || '#{number}'" if is_numbered else ""
            if contract == ANSWERS and not record.answers_long:
                lines[f"answer_lines_{number}"], some = part._wide_answers(record, f"answer_lines_{number}", mark)
                selects += some
            else:
                selects.append(_dated(part._select(record), mark))
            rounded |= part._rounded(record)
        union = selects[0] if len(selects) == 1 else _united(selects)
        if len(records) > 1 and not lines:
            union += " ORDER BY source_row, source_record_id"
        return Compiled(
            contract=contract,
            bare=union,
            kept=self._kept(records),
            rounded=rounded,
            identifiers=[sql for record in records for sql in self._identifiers(record)],
            names=tuple(name_patterns(self.profile.names)),
            declared=declared_codes(self.profile, self.source),
            lines=lines,
            empty=frozenset.intersection(*map(_empty, columns)),
            shared=_SHARED if len(lines) == len(records) else (),
            by_line=not any(record.first_per_key for record in records),
            rows_per_line=len(selects),
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

    def _kept(self, records: list[RecordMapping]) -> str | None:
        if not any(record.first_per_key for record in records):
            conditions = {self._condition(record) for record in records}
            if "true" in conditions:
                return None
            kept = " OR ".join(f"({condition})" for condition in sorted(conditions))
            return f"SELECT count(*) FROM {STAGED} WHERE {kept}"
        rows = " UNION ".join(f"SELECT source_row FROM {self._lines(record)}" for record in records)
        return f"SELECT count(*) FROM ({rows})"

    def _lines(self, record: RecordMapping) -> str:
        """SQL for the staged lines that a record is about."""
        lines = f"{STAGED} WHERE {self._condition(record)}"
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

    def _columns(self, record: RecordMapping) -> dict[str, str]:
        values = self._values(record)
        notes = ["row_problem", *(value.problem for value in values.values() if value.problem)]
        return {name: value.sql for name, value in values.items()} | {"unparsed": _joined(notes)}

    def _select(self, record: RecordMapping) -> str:
        columns, names = self._columns(record), CONTRACTS[record.contract].columns()
        source = self._source(record)
        if record.contract != ANSWERS or record.answers_long is None:
            return f"SELECT {_listed({name: columns[name] for name in names})} FROM {source}"
        lines = f"SELECT {_listed(columns)}, COLUMNS('^c[0-9]+$') FROM {source}"
        answers = long_answers(self.profile, self.source, record, record.answers_long, self.delivery, lines)
        return _with_notes(answers, list(names), {})

    def _wide_answers(self, record: RecordMapping, table: str, mark: str) -> tuple[str, list[str]]:
        """SQL for the lines that hold answers in columns, and over them one select per question."""
        columns = self._columns(record)
        constant = {name: sql for name, sql in columns.items() if _is_constant(sql) and name != "event_at"}
        varying = {name: sql for name, sql in columns.items() if name not in constant}
        answers = wide_answers(self.profile, self.source, record, self.delivery, table, [*varying, _PARTITION])
        listed = ", ".join([_listed(varying), *answers.cells])
        names = [*CONTRACTS[record.contract].columns(), _PARTITION]
        lines = _dated(f"SELECT {listed} FROM {self._source(record)}", mark)
        return lines, [_with_notes(select, names, constant) for select in answers.selects]

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
            changed = _changed(value.text, value.sql, columns[name].sql_type)
            counts[name] = f"SELECT count(*) FROM (SELECT * FROM {self._source(record)}) WHERE {changed}"
        return counts


__all__ = ["STAGED", "Compiled", "compile_source", "mapping_sha256", "month_column", "needs_pseudonyms"]
