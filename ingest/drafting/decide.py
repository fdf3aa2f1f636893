"""From guesses about single columns to one draft: key, event time, questions, scales, segments, what is left out.

Everything here is a decision with its reason; how it is written belongs in ``ingest.drafting.sections``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path

import duckdb

from ingest.drafting import words
from ingest.drafting.contracts import MOST_CODES, Contract, FieldDraft, contract_of, fields_of
from ingest.drafting.facts import Facts, language_of, unique_together
from ingest.drafting.reading import Reading
from ingest.drafting.roles import Guess, guesses
from ingest.drafting.scales import ScaleGuess

LANGUAGES = ("en", "ca", "fa")
_KEY_LENGTH = 50
_MOST_SEGMENTS = 12
_MOST_MEASURES = 8
_KEY_CANDIDATES = 8
_ASPECT_WORDS = re.compile(
    r"\b(satisf\w*|importan\w*|expect\w*|expectati\w*|rat(e|ing)s?|quality|valoracio\w*|valoracion\w*|score|how|do|you|are|with|the|of|amb|el|la|"
    r"would|is|was|were|our|to|de|les|els|us|com|رضایت|اهمیت|انتظار|از|با|چقدر)\b"
)


@dataclass(frozen=True)
class QuestionDraft:
    """One question: its column, what it most likely asks, and the name of its scale (none: an open text)."""

    key: str
    column: Guess
    characteristic: str
    aspect: str
    scale: str | None


@dataclass(frozen=True)
class SegmentDraft:
    """One segmentation: its column and by text of the file the value's key and name; no key: no value at all."""

    key: str
    column: Guess
    values: tuple[tuple[str, str | None, str], ...]


@dataclass
class Draft:
    """Everything that the YAML says."""

    file: Path
    reading: Reading
    preset: str | None
    columns: list[Guess]
    contract: Contract
    language: str
    text_language: str | None
    key: list[str]
    key_said: str
    event: Guess | None
    questions: list[QuestionDraft] = field(default_factory=list)
    characteristics: dict[str, str] = field(default_factory=dict)
    scales: dict[str, ScaleGuess] = field(default_factory=dict)
    segments: list[SegmentDraft] = field(default_factory=list)
    measures: list[tuple[str, Guess]] = field(default_factory=list)
    codes: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def use_of(self, column: Guess) -> str:
        """Return what becomes of a column, for the list of columns."""
        position = column.facts.position
        uses = [f"question {q.key}" for q in self.questions if q.column.facts.position == position]
        uses += [f"segment {s.key}" for s in self.segments if s.column.facts.position == position]
        uses += [d.name for d in self.contract.fields if d.column and d.column.facts.position == position]
        uses += [f"measure {key}" for key, guess in self.measures if guess.facts.position == position]
        uses += ["record key"] * (column.header in self.key)
        uses += ["event_at"] * (self.event is not None and self.event.facts.position == position)
        uses += ["language"] * (self.language_column is not None and self.language_column.facts.position == position)
        if not uses:
            return "left out: personal data" if column.role in ("personal", "customer") else "left out"
        return ", ".join(uses)

    @property
    def language_column(self) -> Guess | None:
        """The column that tells the language of each row, one whose cells are understood before others."""
        told = [column for column in self.columns if column.role == "language"]
        return min(told, key=lambda column: (_codes_of(column) is None, column.facts.position), default=None)

    @property
    def language_codes(self) -> dict[str, str] | None:
        """What to recode in the language column, nothing if its cells are ISO 639-1; None if some are not understood."""
        return _codes_of(self.language_column) if self.language_column else None


def _codes_of(column: Guess) -> dict[str, str] | None:
    codes = {value: words.language_code(value) for value, _ in column.facts.top}
    if None in codes.values():
        return None
    return {value: code for value, code in codes.items() if code and value != code}


def slug(text: str, fallback: str) -> str:
    """Return a key made from a text: ASCII letters, digits and underscores."""
    bare = re.sub(r"[^a-z0-9]+", "_", words.plain(text)).strip("_")[:_KEY_LENGTH].strip("_")
    if not re.search(r"[a-z]", bare):
        return f"{fallback}_{bare}" if bare else fallback
    return bare if bare[0].isalpha() else f"{fallback}_{bare}"


def fresh(key: str, taken: Iterable[str]) -> str:
    """Return a key that is not taken yet, numbered where it is."""
    listed = set(taken)
    if key not in listed:
        return key
    return next(f"{key}_{number}" for number in range(2, 10_000) if f"{key}_{number}" not in listed)


def decide(
    connection: duckdb.DuckDBPyConnection, file: Path, reading: Reading, preset: str | None, facts: list[Facts]
) -> Draft:
    """Return the draft for a file whose columns were counted."""
    columns = guesses(facts)
    name, why = contract_of(columns, file.stem, preset)
    columns = _as_method(columns, name)
    event = _event(columns)
    key, key_said = _key(connection, columns, event)
    taken = {c.facts.position for c in columns if c.header in key or c is event or c.role in ("personal", "language")}
    questions = [column for column in columns if column.role == "question"] if name == "survey_response" else []
    contract = fields_of(name, why, columns, taken | {column.facts.position for column in questions})
    texts = [column.facts.position for column in columns if column.role == "text"]
    draft = Draft(
        file=file,
        reading=reading,
        preset=preset,
        columns=columns,
        contract=contract,
        language=_label_language(facts),
        text_language=language_of(connection, texts),
        key=key,
        key_said=key_said,
        event=event,
    )
    _ask(draft, questions)
    _measure(draft, taken)
    _cut(draft, taken)
    _code(draft)
    return draft


def _as_method(columns: list[Guess], name: str) -> list[Guess]:
    """In a survey the respondent's number names the interview; elsewhere the same column names a customer."""
    if name != "survey_response":
        return columns
    if any(column.role == "record_id" for column in columns):
        return columns
    return [
        replace(c, role="record_id", why="every row has its own") if c.role == "customer" and c.facts.is_unique else c
        for c in columns
    ]


def _event(columns: list[Guess]) -> Guess | None:
    """Return the date column that tells when it happened: a certain one before a doubtful one, then by its name."""
    dates = [column for column in columns if column.role == "date" and column.facts.filled > 0.5 * column.facts.rows]

    def rank(column: Guess) -> tuple[bool, int, int]:
        told = [place for place, word in enumerate(words.EVENT_DATE) if words.says(column.header, (word,))]
        return (not column.facts.dates.is_certain, min(told, default=len(words.EVENT_DATE)), column.facts.position)

    return min(dates, key=rank, default=None)


def _key(connection: duckdb.DuckDBPyConnection, columns: list[Guess], event: Guess | None) -> tuple[list[str], str]:
    """Return the columns that identify a record, none if no few columns do, and what was seen."""
    ids = [column for column in columns if column.role == "record_id"]
    if ids:
        others = [column.header for column in ids[1:]]
        also = f"; so has: {', '.join(others)}" if others else ""
        return [ids[0].header], f"{ids[0].why}{also}"
    roles = ("segment", "category", "number", "date", "customer", "language", "question")
    named = [c for c in columns if c.role in roles and c.facts.filled == c.facts.rows and c.role != "customer"]
    candidates = sorted(named, key=lambda c: (c is not event, -c.facts.distinct, c.facts.position))[:_KEY_CANDIDATES]
    for size in (1, 2, 3):
        for some in combinations(candidates, size):
            if unique_together(connection, [column.facts.position for column in some]):
                return [
                    column.header for column in some
                ], "no column is an identifier; together these differ in every row"
    return [], "no column, and no three columns together, differ in every row: the whole row is the key"


def _label_language(facts: list[Facts]) -> str:
    text = " ".join(column.name for column in facts)
    if len(re.findall(r"[\u0600-\u06ff]", text)) > 0.3 * len(re.findall(r"\w", text)):
        return "fa"
    catalan = (
        "quina",
        "valoracio",
        "servei",
        "comentaris",
        "data",
        "enquesta",
        "edat",
        "atencio",
        "satisfaccio",
        "biblioteca",
        "llengua",
    )
    return "ca" if sum(words.says(column.name, catalan) for column in facts) >= 2 else "en"


def _ask(draft: Draft, questions: list[Guess]) -> None:
    """Draft characteristics, scales and questions from the question columns, and open questions from the texts."""
    draft.characteristics["overall"] = {"ca": "En conjunt", "fa": "در مجموع"}.get(draft.language, "Overall")
    said: set[tuple[str, str]] = set()
    for number, column in enumerate(questions, start=1):
        key = fresh(slug(column.facts.label or column.header, f"question_{number}"), (q.key for q in draft.questions))
        characteristic, aspect = _meaning(draft, column, key, said)
        said.add((characteristic, aspect))
        scale = _scale(draft, column.scale) if column.scale else None
        draft.questions.append(QuestionDraft(key, column, characteristic, aspect, scale))
    if draft.contract.name == "survey_response":
        for column in draft.columns:
            if column.role == "text" and column.facts.position not in draft.contract.used:
                key = fresh(slug(column.header, "open_text"), (q.key for q in draft.questions))
                draft.questions.append(QuestionDraft(key, column, "overall", "open_text", None))


def _meaning(draft: Draft, column: Guess, key: str, said: set[tuple[str, str]]) -> tuple[str, str]:
    """Return characteristic and aspect of a question; no two questions get the same."""
    aspect = words.first_meaning(column.facts.name, words.ASPECTS) or "perception"
    if aspect in ("overall", "intention_to_recommend", "effort") and ("overall", aspect) not in said:
        return "overall", aspect
    if aspect in ("overall", "intention_to_recommend", "effort"):
        aspect = "perception"
    text = column.facts.label or column.header
    characteristic = slug(_ASPECT_WORDS.sub(" ", words.plain(text)), key)
    if characteristic == "overall" or (characteristic, aspect) in said:
        characteristic = fresh(key, draft.characteristics)
    if characteristic not in draft.characteristics:
        draft.characteristics[characteristic] = text
    return characteristic, aspect


def _scale(draft: Draft, guess: ScaleGuess) -> str:
    """Return the name of a scale with the same ends whose codes agree, declaring it or adding codes to it."""
    for number in range(1, 100):
        key = f"points_{guess.low}_{guess.high}" + (f"_{number}" if number > 1 else "")
        known = draft.scales.get(key)
        if known is None:
            draft.scales[key] = guess
            return key
        if all(known.missing.get(code, meaning) == meaning for code, meaning in guess.missing.items()):
            draft.scales[key] = replace(known, missing=known.missing | guess.missing)
            return key
    raise AssertionError("a hundred scales with the same ends")


def _measure(draft: Draft, taken: set[int]) -> None:
    """For operations: every column of numbers that nothing else uses is a measure."""
    if draft.contract.name != "operation":
        return
    for column in draft.columns:
        used = column.facts.position in taken | draft.contract.used
        if not used and column.facts.is_numeric and column.facts.low >= 0 and column.role in ("number", "question"):
            key = fresh(slug(column.header, "measure"), (key for key, _ in draft.measures))
            draft.measures.append((key, column))
    del draft.measures[_MOST_MEASURES:]


def _cut(draft: Draft, taken: set[int]) -> None:
    """Columns with few values that nothing else uses become segmentations."""
    if draft.contract.name in ("operation", "competitor_score", "focus_group_note"):
        return
    headers = {column.header.casefold() for column in draft.columns}
    for column in draft.columns:
        position = column.facts.position
        twin = {f"{column.header.casefold()}{ending}" for ending in ("_lbl", "_label", "_name", "_text")}
        if column.role != "segment" or position in taken | draft.contract.used or twin & headers:
            continue
        if len(draft.segments) < _MOST_SEGMENTS:
            key = fresh(slug(column.header, "segment"), [*(s.key for s in draft.segments), "overall"])
            draft.segments.append(SegmentDraft(key, column, _segment_values(column)))


def _segment_values(column: Guess) -> tuple[tuple[str, str | None, str], ...]:
    found: list[tuple[str, str | None, str]] = []
    for value, _ in sorted(column.facts.top):
        if words.meaning_of_missing(value):
            found.append((value, None, value))
            continue
        simple = re.fullmatch(r"[A-Za-z0-9_]{1,30}", value)
        key = fresh(value if simple else slug(value, "value"), [key for _, key, _ in found if key])
        found.append((value, key, column.facts.value_labels.get(value, value)))
    return tuple(found)


def _code(draft: Draft) -> None:
    """Themes, competitors and characteristics that a column names are declared from its values."""
    for field_draft in draft.contract.fields:
        listed = {"theme": "themes", "competitor_key": "competitors", "characteristic_key": "characteristics"}
        name = listed.get(field_draft.name)
        if name and field_draft.column and field_draft.column.facts.distinct <= MOST_CODES:
            keys: list[tuple[str, str]] = []
            for value, _ in sorted(field_draft.column.facts.top):
                keys.append((fresh(slug(value, name[:-1]), [key for key, _ in keys] + ["own", "overall"]), value))
            draft.codes[name] = keys


def recode_of(draft: Draft, field_draft: FieldDraft) -> dict[str, str]:
    """Return the recode of a field: its own, or from the texts of a declared list to its keys."""
    listed = {"theme": "themes", "competitor_key": "competitors", "characteristic_key": "characteristics"}
    keys = draft.codes.get(listed.get(field_draft.name, ""), [])
    return {value: key for key, value in keys if key != value} or field_draft.recode


__all__ = ["LANGUAGES", "Draft", "QuestionDraft", "SegmentDraft", "decide", "fresh", "recode_of", "slug"]
