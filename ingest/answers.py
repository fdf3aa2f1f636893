"""The answers of a wide survey, turned into one row per interview and question.

A question that a wave did not ask gives no row. A code that means "no answer" becomes a missing code and never a
value. Whether a value lies on its scale is judged by ``expectations``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ingest.columns import in_scope
from ingest.contracts.base import WEIGHT_TYPE
from ingest.normalise import normalised, redacted
from ingest.profiles.models import AnswerColumn, Profile, Question, RecordMapping, Scale
from ingest.sql import literal
from ingest.values import Delivery, clean, number, recoded

BLANK = "blank"
_NUMBER, _TEXT, _VALUE = "asked_number", "answer_text", "answer_value"


@dataclass(frozen=True)
class _Asked:
    """One question that this delivery asked, and the staged column of its answers."""

    question: Question
    scale: Scale | None
    mapping: AnswerColumn
    column: str


def long_answers(profile: Profile, record: RecordMapping, delivery: Delivery, wide: str) -> str:
    """Return SQL that turns the rows of ``wide`` into one row per answer.

    ``wide`` is a select that keeps the staged columns beside those of the interview; all its columns are carried along.

    Returns:
        A select with the columns of ``wide``, the fields of ``survey_answer`` that come from the question, and
        ``problem``:
        ``question=text`` where an answer is neither a number nor a declared code.
    """
    asked = _asked(profile, record, delivery)
    cells = ", ".join(one.column for one in asked)
    numbers = ", ".join(str(number) for number in range(1, len(asked) + 1))
    unpivoted = (
        f"SELECT *, unnest([{cells}]::VARCHAR[]) AS cell, unnest([{numbers}]::INTEGER[]) AS {_NUMBER} FROM ({wide})"
    )
    read = f"SELECT *, {_text(asked)} AS {_TEXT} FROM ({unpivoted})"
    valued = f"SELECT *, {_scaled(asked, lambda _: number(_TEXT, WEIGHT_TYPE))} AS {_VALUE} FROM ({read})"
    judged = f"SELECT *, {_missing(asked)} AS missing_code FROM ({valued})"
    return f"SELECT *, {_question_columns(asked)} FROM ({judged})"


def _asked(profile: Profile, record: RecordMapping, delivery: Delivery) -> list[_Asked]:
    questions = {question.key: question for question in profile.questions}
    found = []
    for mapping in record.answers:
        column = delivery.finder.find(mapping.columns)
        if column is not None and in_scope(mapping.scopes, delivery.scope):
            question = questions[mapping.question]
            found.append(_Asked(question, profile.scales[question.scale] if question.scale else None, mapping, column))
    return found


def _text(asked: list[_Asked]) -> str:
    """SQL for the trimmed and recoded answer."""
    trimmed = clean("cell")
    cases = [
        f"WHEN {position} THEN {recoded(trimmed, one.mapping.recode)}"
        for position, one in enumerate(asked, start=1)
        if one.mapping.recode
    ]
    return f"CASE {_NUMBER} {' '.join(cases)} ELSE {trimmed} END" if cases else trimmed


def _scaled(asked: list[_Asked], sql: Callable[[Scale], str]) -> str:
    """SQL that depends on the scale only: one branch per scale, NULL for questions without one."""
    groups: dict[str, list[int]] = {}
    for position, one in enumerate(asked, start=1):
        if one.scale is not None:
            groups.setdefault(sql(one.scale), []).append(position)
    cases = " ".join(
        f"WHEN {_NUMBER} IN ({', '.join(map(str, positions))}) THEN {branch}" for branch, positions in groups.items()
    )
    return f"CASE {cases} END" if cases else "NULL"


def _missing(asked: list[_Asked]) -> str:
    without = f"CASE WHEN {_TEXT} IS NULL THEN {literal(BLANK)} END"
    return f"coalesce({_scaled(asked, _missing_on)}, {without})"


def _missing_on(scale: Scale) -> str:
    """SQL for the missing code on one scale: by text in any case, and by number however it is written (6, 6.0)."""
    cases = [f"WHEN {_TEXT} IS NULL THEN {literal(scale.missing.get('', BLANK))}"]
    for code, meaning in scale.missing.items():
        if _is_number(code):
            cases.append(f"WHEN {_VALUE} = {code.strip()} THEN {literal(meaning)}")
        elif code.strip():
            cases.append(f"WHEN lower({_TEXT}) = {literal(code.strip().lower())} THEN {literal(meaning)}")
    return f"CASE {' '.join(cases)} END"


def _is_number(code: str) -> bool:
    try:
        return abs(float(code)) < float("inf")
    except ValueError:
        return False


def _question_columns(asked: list[_Asked]) -> str:
    bound = "CAST({} AS " + WEIGHT_TYPE + ")"
    is_open = [position for position, one in enumerate(asked, start=1) if one.scale is None]
    verbatim = (
        f"CASE WHEN {_NUMBER} IN ({', '.join(map(str, is_open))}) AND {_TEXT} IS NOT NULL THEN {redacted('cell')} END"
    )
    original = verbatim if is_open else "CAST(NULL AS VARCHAR)"
    unread = f"missing_code IS NULL AND {_VALUE} IS NULL"
    columns = {
        "question_key": _constant(asked, lambda one: one.question.key),
        "characteristic_key": _constant(asked, lambda one: one.question.characteristic),
        "aspect": _constant(asked, lambda one: one.question.aspect),
        "raw_value": _scaled(asked, lambda _: "cell") if is_open else "cell",
        "value": f"CASE WHEN missing_code IS NULL THEN CAST({_VALUE} AS {WEIGHT_TYPE}) END",
        "scale_min": _scaled(asked, lambda scale: bound.format(repr(scale.min))),
        "scale_max": _scaled(asked, lambda scale: bound.format(repr(scale.max))),
        "scale_direction": _scaled(asked, lambda scale: literal(scale.direction)),
        "text_original": original,
        "text_normalised": normalised(original) if is_open else original,
        "problem": _scaled(asked, lambda _: f"CASE WHEN {unread} THEN question_key || '=' || left({_TEXT}, 80) END"),
    }
    return ", ".join(f"{sql} AS {name}" for name, sql in columns.items())


def _constant(asked: list[_Asked], text: Callable[[_Asked], str]) -> str:
    """SQL for a text that depends on the question only."""
    listed = ", ".join(literal(text(one)) for one in asked)
    return f"([{listed}]::VARCHAR[])[{_NUMBER}]"


__all__ = ["long_answers"]
