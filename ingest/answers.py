"""The answers of a survey, as one row per interview and question: from wide columns, from cells with several, from lines.

A question that a wave did not ask gives no row. A code that means "no answer" becomes a missing code and never a
value. Whether a value lies on its scale is judged by ``expectations``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from ingest.codes import one_of, recoded
from ingest.columns import choices, in_scope
from ingest.contracts.base import WEIGHT_TYPE
from ingest.normalise import normalised, redacted
from ingest.numbers import code_in_ascii, in_ascii, number_of_code
from ingest.profiles.models import (
    AnswerColumn,
    AnswerPair,
    AnswerSettings,
    AnswersLong,
    NumberFormat,
    Picks,
    Profile,
    Question,
    RecordMapping,
    Scale,
    Source,
)
from ingest.sql import literal
from ingest.values import Delivery, clean, number

BLANK = "blank"
UNLISTED = "not listed: "
_NUMBER, _TEXT, _VALUE = "asked_number", "answer_text", "answer_value"
_SHOWN_TEXT = 80
_CELL = re.compile(r"\bc\d+\b")


@dataclass(frozen=True)
class _Asked:
    """One question that this delivery asked, and SQL for the cell of its answers.

    Attributes:
        scale: the scale it was asked on, with all codes of this source that are no answers.
        present: SQL that tells whether the row has this answer at all; None if it always has.
        is_alone: its select has no other question's rows, so that nothing needs to be told by number.
    """

    question: Question
    scale: Scale | None
    settings: AnswerSettings
    column: str
    number: NumberFormat | None = None
    present: str | None = None
    is_pick: bool = False
    is_alone: bool = False


@dataclass(frozen=True)
class _Leftover:
    """Text that the profile does not place at any question; it becomes a row that is quarantined."""

    cell: str


class _Survey:
    """The questions and scales of a profile, as one record of a source asks them."""

    def __init__(self, profile: Profile, source: Source, record: RecordMapping, delivery: Delivery) -> None:
        self._profile, self._source, self._record, self._delivery = profile, source, record, delivery
        self._questions = {question.key: question for question in profile.questions}

    def asked(self, key: str, settings: AnswerSettings, column: str, present: str | None = None) -> _Asked:
        question = self._questions[key]
        scale_key = settings.scale or self._source.scales.get(question.scale or "", question.scale)
        form = settings.number or self._delivery.number
        return _Asked(
            question, self._scale(scale_key, settings), settings, column, form, present, bool(settings.picked)
        )

    def _scale(self, key: str | None, settings: AnswerSettings) -> Scale | None:
        if key is None:
            return None
        scale = self._profile.scales[key]
        missing = {**scale.missing, **self._record.missing, **settings.missing}
        return scale.model_copy(update={"missing": missing}) if missing != scale.missing else scale

    def missing(self, one: _Asked) -> dict[str, str]:
        """Return the codes that are no answers to an open question."""
        return {**self._record.missing, **one.settings.missing}

    def wide(self) -> tuple[list[_Asked], list[_Leftover]]:
        """Return the answers that stand in columns, and what a cell with several may leave over."""
        asked: list[_Asked] = []
        left: list[_Leftover] = []
        for answer in self._record.answers:
            if column := self._column(answer):
                asked.append(
                    self._pick(answer, column) if answer.picked else self.asked(answer.question, answer, column)
                )
                left += [_unlisted_pick(answer, column)] if answer.picked else []
        for pair in self._record.pairs:
            if column := self._column(pair):
                asked += [self.asked(key, pair, cell, present) for key, cell, present in _parts(pair, column)]
                left.append(_malformed(pair, column))
        for picks in self._record.picks:
            if column := self._column(picks):
                asked += self._picked(picks, column)
                left += [_unlisted(picks, column)] if picks.otherwise == "quarantine" else []
        return asked, left

    def _column(self, mapping: AnswerColumn | AnswerPair | Picks) -> str | None:
        is_asked = in_scope(mapping.scopes, self._delivery.scope)
        return self._delivery.finder.find(mapping.columns) if is_asked else None

    def _pick(self, answer: AnswerColumn, column: str) -> _Asked:
        present = one_of(clean(column), answer.picked, ignore_case=answer.ignore_case)
        return self.asked(answer.question, answer, column, present)

    def _picked(self, picks: Picks, column: str) -> list[_Asked]:
        """Return one answer for each question that a cell's picks may stand for, however they are written."""
        found = []
        for key in dict.fromkeys(picks.questions.values()):
            codes = [code for code, question in picks.questions.items() if question == key]
            listed = one_of("pick", codes, ignore_case=picks.ignore_case)
            cell = f"list_filter({_split(picks, column)}, lambda pick: {listed})[1]"
            settings = AnswerSettings(picked=codes)
            found.append(self.asked(key, settings, cell, f"{cell} IS NOT NULL"))
        return found

    def long(self, mapping: AnswersLong) -> list[_Asked]:
        """Return the questions that the lines of a long file may answer."""
        value = self._delivery.finder.find(choices(mapping.value)) or "CAST(NULL AS VARCHAR)"
        told = {answer.question: answer for answer in self._record.answers}
        keys = [key for key in dict.fromkeys(mapping.recode.values()) if key is not None]
        return [self.asked(key, told.get(key, AnswerSettings()), value) for key in keys]


@dataclass(frozen=True)
class WideAnswers:
    """The answers that stand in columns, as SQL over a table of lines.

    Attributes:
        selects: one for each question, and one for what each cell with several may leave over.
        cells: the staged columns that they read.
    """

    selects: list[str]
    cells: list[str]


def wide_answers(
    profile: Profile, source: Source, record: RecordMapping, delivery: Delivery, lines: str, carried: list[str]
) -> WideAnswers:
    """Return SQL that turns each line of table ``lines`` into one row per answer, question by question.

    A select of one question is nothing but plain expressions over one column of cells, which are as good as free where
    few different ones are. The selects yield the columns ``carried`` of the lines, the fields of ``survey_answer`` that
    come from the question, and ``problem``: ``question=text`` where an answer is neither a number nor a declared code.
    """
    survey = _Survey(profile, source, record, delivery)
    asked, left = survey.wide()
    columns = ", ".join(carried)

    def rows(cell: str, number: int, present: str | None) -> str:
        kept = f" WHERE {present}" if present else ""
        return f"SELECT {columns}, {cell} AS cell, {number} AS {_NUMBER} FROM {lines}{kept}"

    selects = [
        _answered([replace(one, is_alone=True)], None, rows(one.column, 1, one.present), survey, record)
        for one in asked
    ]
    selects += [_answered([], "cell", rows(one.cell, 0, f"{one.cell} IS NOT NULL"), survey, record) for one in left]
    if not selects:
        selects = [_answered([], "cell", rows("CAST(NULL AS VARCHAR)", 0, "false"), survey, record)]
    told = " ".join([*(f"{one.column} {one.present}" for one in asked), *(one.cell for one in left)])
    return WideAnswers(selects, sorted(set(_CELL.findall(told))))


def long_answers(
    profile: Profile, source: Source, record: RecordMapping, mapping: AnswersLong, delivery: Delivery, lines: str
) -> str:
    """Return SQL that turns lines that name their question into answers; all columns of ``lines`` are carried along."""
    survey = _Survey(profile, source, record, delivery)
    asked = survey.long(mapping)
    placed = _by_line(asked, mapping, delivery, lines)
    return _answered(asked, _question_cell(mapping, delivery), placed, survey, record)


def _answered(asked: list[_Asked], unplaced: str | None, rows: str, survey: _Survey, record: RecordMapping) -> str:
    read = f"SELECT *, {_text(asked, record)} AS {_TEXT} FROM ({rows})"
    valued = f"SELECT *, {_value(asked)} AS {_VALUE} FROM ({read})"
    judged = f"SELECT *, {_missing(asked, survey)} AS missing_code FROM ({valued})"
    return f"SELECT *, {_question_columns(asked, survey, unplaced)} FROM ({judged})"


def long_lines(mapping: AnswersLong, delivery: Delivery) -> str | None:
    """Return SQL that tells which lines of a long file are about a question at all; None if all are."""
    codes = {code for code, key in mapping.recode.items() if key is not None}
    ignored = [code for code, key in mapping.recode.items() if key is None]
    cell = _question_cell(mapping, delivery)
    if mapping.otherwise == "missing":
        return one_of(cell, sorted(codes), ignore_case=mapping.ignore_case)
    return f"NOT {one_of(cell, ignored, ignore_case=mapping.ignore_case)}" if ignored else None


def _question_cell(mapping: AnswersLong, delivery: Delivery) -> str:
    return clean(delivery.finder.find(choices(mapping.question)) or "CAST(NULL AS VARCHAR)")


def _by_line(asked: list[_Asked], mapping: AnswersLong, delivery: Delivery, wide: str) -> str:
    """SQL for lines that name their question: each line is one answer already."""
    value = delivery.finder.find(choices(mapping.value)) or "CAST(NULL AS VARCHAR)"
    places = {one.question.key: str(place) for place, one in enumerate(asked, start=1)}
    codes: dict[str, str | None] = {code: places[key] for code, key in mapping.recode.items() if key is not None}
    place = recoded(_question_cell(mapping, delivery), codes, "'0'", ignore_case=mapping.ignore_case)
    return f"SELECT *, {value} AS cell, CAST({place} AS INTEGER) AS {_NUMBER} FROM ({wide})"


def _split(picks: Picks, column: str) -> str:
    parts = f"string_split(coalesce({column}, ''), {literal(picks.separator)})"
    return f"list_filter(list_transform({parts}, lambda part: {clean('part')}), lambda part: part IS NOT NULL)"


def _unlisted(picks: Picks, column: str) -> _Leftover:
    unknown = f"NOT {one_of('pick', picks.questions, ignore_case=picks.ignore_case)}"
    kept = f"list_filter({_split(picks, column)}, lambda pick: {unknown})"
    return _Leftover(f"nullif(array_to_string({kept}, {literal(picks.separator)}), '')")


def _unlisted_pick(answer: AnswerColumn, column: str) -> _Leftover:
    known = one_of(clean(column), [*answer.picked, *answer.not_picked], ignore_case=answer.ignore_case)
    return _Leftover(f"CASE WHEN NOT {known} THEN coalesce({clean(column)}, '(empty)') END")


def _parts(pair: AnswerPair, column: str) -> list[tuple[str, str, str]]:
    """Return question, cell and presence of each part; an empty cell is blank for all of them."""
    there = f"({clean(column)} IS NULL OR {_has_all_parts(pair, column)})"
    separator = literal(pair.separator)
    return [
        (key, f"split_part({column}, {separator}, {place})", there) for place, key in enumerate(pair.questions, start=1)
    ]


def _has_all_parts(pair: AnswerPair, column: str) -> str:
    return f"len(string_split({column}, {literal(pair.separator)})) = {len(pair.questions)}"


def _malformed(pair: AnswerPair, column: str) -> _Leftover:
    return _Leftover(f"CASE WHEN {clean(column)} IS NOT NULL AND NOT {_has_all_parts(pair, column)} THEN {column} END")


def _by(asked: list[_Asked], sql: Callable[[_Asked], str | None]) -> str:
    """SQL that depends on the question: one branch for all that share it, NULL where there is none."""
    if [one.is_alone for one in asked] == [True]:
        return sql(asked[0]) or "NULL"
    groups: dict[str, list[int]] = {}
    for position, one in enumerate(asked, start=1):
        branch = sql(one)
        if branch is not None:
            groups.setdefault(branch, []).append(position)
    cases = " ".join(
        f"WHEN {_NUMBER} IN ({', '.join(map(str, positions))}) THEN {branch}" for branch, positions in groups.items()
    )
    return f"CASE {cases} END" if cases else "NULL"


def _scaled(asked: list[_Asked], sql: Callable[[Scale], str]) -> str:
    """SQL that depends on the scale only: one branch per scale, NULL for questions without one."""
    return _by(asked, lambda one: sql(one.scale) if one.scale else None)


def _text(asked: list[_Asked], record: RecordMapping) -> str:
    """SQL for the trimmed and recoded answer."""
    trimmed = clean("cell")
    if [one.is_alone for one in asked] == [True]:
        return trimmed if asked[0].is_pick else _answer_text(asked[0], trimmed, record)
    groups: dict[str, list[int]] = {}
    for position, one in enumerate(asked, start=1):
        branch = trimmed if one.is_pick else _answer_text(one, trimmed, record)
        if branch != trimmed:
            groups.setdefault(branch, []).append(position)
    cases = " ".join(
        f"WHEN {_NUMBER} IN ({', '.join(map(str, positions))}) THEN {branch}" for branch, positions in groups.items()
    )
    return f"CASE {cases} ELSE {trimmed} END" if cases else trimmed


def _answer_text(one: _Asked, trimmed: str, record: RecordMapping) -> str:
    settings = one.settings
    text = recoded(trimmed, settings.recode, _unlisted_answer(one, trimmed), ignore_case=settings.ignore_case)
    if one.scale is None or not (settings.labels or record.labels):
        return text
    points: dict[str, str | None] = {
        wording: point for point, label in one.scale.labels.items() for wording in label.values()
    }
    return recoded(trimmed, points, text, ignore_case=True) if points else text


def _unlisted_answer(one: _Asked, trimmed: str) -> str | None:
    """SQL for the text of an answer that no code names; None if it passes as it is."""
    if one.settings.otherwise in (None, "keep") or not one.settings.recode:
        return None
    missing = one.scale.missing if one.scale else one.settings.missing
    left = "NULL" if one.settings.otherwise == "missing" else f"{literal(UNLISTED)} || {trimmed}"
    return f"CASE WHEN {one_of(trimmed, missing, ignore_case=True)} THEN {trimmed} ELSE {left} END"


def _value(asked: list[_Asked]) -> str:
    """SQL for the answer as a number; a pick counts one."""

    def of(one: _Asked) -> str | None:
        if one.is_pick:
            return f"CAST(1 AS {WEIGHT_TYPE})"
        return number(_TEXT, WEIGHT_TYPE, one.number) if one.scale else None

    return _by(asked, of)


def _missing(asked: list[_Asked], survey: _Survey) -> str:
    def of(one: _Asked) -> str | None:
        if one.is_pick:
            return None
        if one.scale:
            return _missing_on(one.scale.missing)
        codes = survey.missing(one)
        return _missing_on(codes, is_number=False) if codes else None

    without = f"CASE WHEN {_TEXT} IS NULL THEN {literal(BLANK)} END"
    return f"coalesce({_by(asked, of)}, {without})"


def _missing_on(codes: dict[str, str], *, is_number: bool = True) -> str:
    """SQL for the missing code on one scale: by text in any case, and by number however it is written (6, 6.0)."""
    cases = [f"WHEN {_TEXT} IS NULL THEN {literal(codes.get('', BLANK))}"]
    for code, meaning in codes.items():
        number_told = number_of_code(code) if is_number else None
        plain = code_in_ascii(code.strip().lower())
        if number_told is not None:
            cases.append(f"WHEN {_VALUE} = {number_told} THEN {literal(meaning)}")
        elif plain:
            text = in_ascii(_TEXT) if any(map(str.isdigit, plain)) else _TEXT
            cases.append(f"WHEN lower({text}) = {literal(plain)} THEN {literal(meaning)}")
    return f"CASE {' '.join(cases)} END"


def _question_columns(asked: list[_Asked], survey: _Survey, unplaced: str | None) -> str:
    bound = "CAST({} AS " + WEIGHT_TYPE + ")"
    direction = _scaled(asked, lambda scale: literal(scale.direction))
    columns = {
        "question_key": _constant(asked, lambda one: one.question.key),
        "characteristic_key": _constant(asked, lambda one: one.question.characteristic),
        "aspect": _constant(asked, lambda one: one.question.aspect),
        "raw_value": f"CAST({_raw(asked, unplaced)} AS VARCHAR)",
        "value": f"CASE WHEN missing_code IS NULL THEN CAST({_VALUE} AS {WEIGHT_TYPE}) END",
        "scale_min": bound.format(_scaled(asked, lambda scale: repr(scale.min))),
        "scale_max": bound.format(_scaled(asked, lambda scale: repr(scale.max))),
        "scale_direction": f"CAST({direction} AS VARCHAR)",
    }
    original = _verbatim(asked, survey)
    columns["text_original"] = original or "CAST(NULL AS VARCHAR)"
    columns["text_normalised"] = normalised(original) if original else "CAST(NULL AS VARCHAR)"
    columns["problem"] = _problem(asked, unplaced)
    return ", ".join(f"{sql} AS {name}" for name, sql in columns.items())


def _is_open(one: _Asked) -> bool:
    return one.scale is None and not one.is_pick


def _raw(asked: list[_Asked], unplaced: str | None) -> str:
    """SQL for the answer as the source holds it; open text is never kept unredacted."""
    if unplaced is None and not any(map(_is_open, asked)):
        return "cell"
    return _by(asked, lambda one: None if _is_open(one) else "cell")


def _verbatim(asked: list[_Asked], survey: _Survey) -> str | None:
    """SQL for the redacted words of open answers; None if the survey asks for none."""
    places = [position for position, one in enumerate(asked, start=1) if _is_open(one)]
    if not places:
        return None
    coded = any(_is_open(one) and survey.missing(one) for one in asked)
    given = f"{_TEXT} IS NOT NULL" + (" AND missing_code IS NULL" if coded else "")
    if asked[0].is_alone:
        return f"CASE WHEN {given} THEN {redacted('cell')} END"
    return f"CASE WHEN {_NUMBER} IN ({', '.join(map(str, places))}) AND {given} THEN {redacted('cell')} END"


def _problem(asked: list[_Asked], unplaced: str | None) -> str:
    unread = f"missing_code IS NULL AND {_VALUE} IS NULL"
    note = f"CASE WHEN {unread} THEN question_key || '=' || left({_TEXT}, {_SHOWN_TEXT}) END"
    problem = _scaled(asked, lambda _: note)
    if unplaced is None:
        return problem
    shown = f"'question_key=' || left({unplaced}, {_SHOWN_TEXT})"
    return f"CASE WHEN {_NUMBER} = 0 THEN {shown} ELSE {problem} END"


def _constant(asked: list[_Asked], text: Callable[[_Asked], str]) -> str:
    """SQL for a text that depends on the question only."""
    if not asked:
        return "CAST(NULL AS VARCHAR)"
    if asked[0].is_alone:
        return literal(text(asked[0]))
    listed = ", ".join(literal(text(one)) for one in asked)
    return f"([{listed}]::VARCHAR[])[{_NUMBER}]"


__all__ = ["WideAnswers", "long_answers", "long_lines", "wide_answers"]
