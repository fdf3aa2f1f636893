"""From a source's columns to a contract's: each record mapping compiled to SQL over the staged text cells.

One statement per contract reads the staged file once and yields the contract's columns in order; wide surveys are
unpivoted in it. Nothing here runs a query or sees a row. Reading files belongs in ``ingest.readers``, writing them in
``ingest.landing``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from ingest.answers import long_answers
from ingest.columns import ColumnFinder, choices
from ingest.contracts import CONTRACTS, Column
from ingest.normalise import normalised, redacted
from ingest.profiles.models import FieldMapping, Profile, RecordMapping, RowFilter, Source
from ingest.sql import identifier, literal
from ingest.values import Delivery, Value, clean, text_of, typed

# Part of every batch id: raise it when the rules of reading change, so that sources are read anew.
READING_VERSION = 1
ORIGINAL, NORMALISED = "_original", "_normalised"
ANSWERS = "survey_answer"
REFERS_TO_RECORD = "complaint_record_id"
_PARTITION = "landing_month"


@dataclass(frozen=True)
class Compiled:
    """SQL for one contract of one file.

    Attributes:
        select: yields the contract's columns in order, then the month of ``event_at`` for partitioning.
        kept: counts the file's rows that the contract is about.
        rounded: by column, counts the values that the column's decimal places changed.
    """

    contract: str
    select: str
    kept: str
    rounded: dict[str, str]


def month_column() -> str:
    """Return the name of the column that a compiled statement adds for partitioning."""
    return _PARTITION


def mapping_sha256(profile: Profile, source: Source) -> str:
    """Hash everything in a profile that decides what lands from a source, and nothing that only names it."""
    asked = {answer.question for record in source.records for answer in record.answers}
    questions = [question for question in profile.questions if question.key in asked]
    scales = {question.scale for question in questions}
    told = {
        "reading_version": READING_VERSION,
        "timezone": source.timezone or profile.organisation.timezone,
        "source": source.model_dump(mode="json", include={"language", "reader", "delivery", "records"}),
        "questions": [
            q.model_dump(mode="json", include={"key", "characteristic", "aspect", "scale"}) for q in questions
        ],
        "scales": {
            key: scale.model_dump(mode="json", exclude={"labels"})
            for key, scale in profile.scales.items()
            if key in scales
        },
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def needs_pseudonyms(source: Source) -> bool:
    """Tell whether a source's mapping pseudonymises anything, so that a key is needed."""
    return any(field.pseudonymise for record in source.records for field in record.fields.values())


def compile_source(
    profile: Profile, source: Source, finder: ColumnFinder, scope: str | None, batch_id: str, staged: str, shown: str
) -> list[Compiled]:
    """Compile all record mappings of a source for one staged file, one statement per contract.

    ``staged`` is the path of the staged Parquet file (``RawTable.path``), ``shown`` the name in messages.
    """
    delivery = Delivery(scope, source.timezone or profile.organisation.timezone, finder, shown)
    compiler = _Compiler(profile, source, delivery, batch_id, f"read_parquet({literal(staged)})")
    contracts = list(dict.fromkeys(record.contract for record in source.records))
    return [compiler.compile(contract) for contract in contracts]


def _listed(columns: dict[str, str]) -> str:
    return ", ".join(f"{sql} AS {identifier(name)}" for name, sql in columns.items())


def _joined(notes: list[str]) -> str:
    return f"nullif(concat_ws('; ', {', '.join(notes)}), '')"


def _united(selects: list[str]) -> str:
    """SQL for several records of one contract per line; their position in the profile keeps their ids apart."""
    numbered = [
        f"(SELECT * REPLACE (source_record_id || '#{number}' AS source_record_id) FROM ({select}))"
        for number, select in enumerate(selects, start=1)
    ]
    return " UNION ALL ".join(numbered) + " ORDER BY source_row, source_record_id"


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
        selects = [self._select(record) for record in records]
        union = selects[0] if len(selects) == 1 else _united(selects)
        month = f"coalesce(strftime(event_at, '%Y-%m'), 'unknown') AS {_PARTITION}"
        conditions = " OR ".join(f"({self._condition(record.where)})" for record in records)
        rounded: dict[str, str] = {}
        for record in records:
            rounded |= self._rounded(record)
        return Compiled(
            contract=contract,
            select=f"SELECT *, {month} FROM ({union})",
            kept=f"SELECT count(*) FROM {self.staged} WHERE {conditions}",
            rounded=rounded,
        )

    def _select(self, record: RecordMapping) -> str:
        values = self._values(record)
        names = CONTRACTS[record.contract].columns()
        notes = ["row_problem", *(value.problem for value in values.values() if value.problem)]
        columns = {name: value.sql for name, value in values.items()} | {"unparsed": _joined(notes)}
        source = f"{self.staged} WHERE {self._condition(record.where)}"
        if record.contract != ANSWERS:
            return f"SELECT {_listed({name: columns[name] for name in names})} FROM {source}"
        wide = f"SELECT {_listed(columns)}, COLUMNS('^c[0-9]+$') FROM {source}"
        answers = long_answers(self.profile, record, self.delivery, wide)
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
                found[name] = Value(self._segments(record))
            elif name not in found and record.contract != ANSWERS:
                found[name] = Value(f"CAST(NULL AS {column.sql_type})")
        return found

    def _common(self, record: RecordMapping) -> dict[str, Value]:
        language = text_of(self.source.language, self.delivery) if self.source.language else None
        version = [clean(self._column([name])) for name in record.key_version]
        return {
            "source_id": Value(literal(self.source.id)),
            "batch_id": Value(literal(self.batch_id)),
            "source_record_id": Value(self._key(record)),
            "source_row": Value("source_row"),
            "timezone": Value(literal(self.delivery.timezone)),
            "language": Value(language or "CAST(NULL AS VARCHAR)"),
            "record_version": Value(f"concat_ws('|', {', '.join(version)})" if version else "CAST(NULL AS VARCHAR)"),
        }

    def _field(self, name: str, column: Column, mapping: FieldMapping) -> Value:
        if name.endswith((ORIGINAL, NORMALISED)):
            given = self.delivery.finder.find(mapping.columns)
            kept = (
                f"CASE WHEN {clean(given)} IS NOT NULL THEN {given} END" if given else text_of(mapping, self.delivery)
            )
            return Value(redacted(kept) if kept else "CAST(NULL AS VARCHAR)")
        value = typed(name, column, mapping, self.delivery)
        if name == REFERS_TO_RECORD:
            return Value(self._prefixed([value.sql]))
        return value

    def _key(self, record: RecordMapping) -> str:
        return self._prefixed([clean(self._column(choices(choice))) for choice in record.key])

    def _prefixed(self, parts: list[str]) -> str:
        """SQL for a record id: the delivery scope and the parts, joined so that different parts never give one id."""
        escaped = [f"coalesce(replace(replace({part}, '\\', '\\\\'), '|', '\\|'), '')" for part in parts]
        joined = " || '|' || ".join(escaped)
        scope = f"{literal(self.delivery.scope + '|')} || " if self.delivery.scope else ""
        return f"CASE WHEN coalesce({', '.join(parts)}) IS NOT NULL THEN {scope}{joined} END"

    def _column(self, names: list[str]) -> str:
        return self.delivery.finder.find(names) or "CAST(NULL AS VARCHAR)"

    def _segments(self, record: RecordMapping) -> str:
        entries = [
            f"{{'k': {literal(cut)}, 'v': {text}}}"
            for cut, mapping in record.segments.items()
            if (text := text_of(mapping, self.delivery)) is not None
        ]
        pairs = f"[{', '.join(entries)}]::STRUCT(k VARCHAR, v VARCHAR)[]"
        return f"map_from_entries(list_filter({pairs}, lambda entry: entry.v IS NOT NULL))"

    def _condition(self, filters: list[RowFilter]) -> str:
        """SQL that keeps the rows a record is about; a row whose cells could not be told apart is always kept."""
        tests: list[str] = []
        for condition in filters:
            text = clean(self._column(condition.columns))
            if condition.any_of:
                tests.append(f"{text} IN ({', '.join(literal(value) for value in condition.any_of)})")
            if condition.at_least is not None:
                tests.append(f"{text} >= {literal(condition.at_least)}")
            if condition.at_most is not None:
                tests.append(f"{text} <= {literal(condition.at_most)}")
        if not tests:
            return "true"
        return f"row_problem IS NOT NULL OR coalesce({' AND '.join(tests)}, false)"

    def _rounded(self, record: RecordMapping) -> dict[str, str]:
        columns = CONTRACTS[record.contract].columns()
        counts: dict[str, str] = {}
        for name, mapping in record.fields.items():
            if not columns[name].sql_type.startswith("DECIMAL") or not mapping.columns:
                continue
            value = typed(name, columns[name], mapping, self.delivery)
            changed = f"try_cast({value.text} AS DECIMAL(38, 18)) <> {value.sql}"
            counts[name] = f"SELECT count(*) FROM {self.staged} WHERE ({self._condition(record.where)}) AND {changed}"
        return counts


__all__ = ["Compiled", "compile_source", "mapping_sha256", "month_column", "needs_pseudonyms"]
