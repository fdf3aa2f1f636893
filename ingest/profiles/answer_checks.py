"""What must agree in the answers that a survey source maps: questions, scales, codes, labels, picks.

Yields problems with paths below the record. Fields are in ``ingest.profiles.field_checks``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from ingest.contracts.survey import MISSING_CODES
from ingest.profiles.checks import Problem, YamlPath, unknown
from ingest.profiles.field_checks import NEEDS_SCOPE, check_number
from ingest.profiles.models import (
    AnswerColumn,
    AnswerPair,
    AnswerSettings,
    Picks,
    Profile,
    RecordMapping,
    Scale,
    Source,
)

ANSWER, PICK = "survey_answer", "priority_pick"
_PARTS = ("answers", "answers_long", "pairs", "picks", "labels", "missing")


def check_answers(profile: Profile, source: Source, record: RecordMapping, path: YamlPath) -> Iterator[Problem]:
    """Yield what contradicts itself in the answers of one record."""
    if record.contract != ANSWER:
        for name in _PARTS:
            if getattr(record, name):
                rule = f"the contract {record.contract} has no answers"
                yield Problem((*path, name), rule, "move them to survey_answer")
        return
    if not (record.answers or record.answers_long or record.pairs or record.picks):
        yield Problem(path, "a survey_answer record needs its answers", "list the question columns under 'answers'")
    if record.answers_long:
        yield from _long(profile, record, path)
    yield from _told_once(profile, source, record, path)
    for below, key, settings in _asked(record):
        yield from _settings(profile, source, record, (*path, *below), key, settings)


def _asked(record: RecordMapping) -> Iterator[tuple[YamlPath, str, AnswerSettings]]:
    """Yield the settings of every answer, in general and in each scope that it names."""
    for position, answer in enumerate(record.answers):
        yield ("answers", position), answer.question, answer
        for scope, different in answer.by_scope.items():
            yield ("answers", position, "by_scope", scope), answer.question, different
    for position, pair in enumerate(record.pairs):
        for key in pair.questions:
            yield ("pairs", position), key, pair


def _long(profile: Profile, record: RecordMapping, path: YamlPath) -> Iterator[Problem]:
    assert record.answers_long is not None  # noqa: S101 (narrows the type; the caller has looked)
    questions = {question.key for question in profile.questions}
    for code, key in record.answers_long.recode.items():
        if key is not None and key not in questions:
            yield unknown((*path, "answers_long", "recode", code), "question", key, questions)
    if not any(record.answers_long.recode.values()):
        rule = "nothing tells which question a line answers"
        yield Problem((*path, "answers_long"), rule, "list the question codes under 'recode'")
    for name in ("pairs", "picks"):
        if getattr(record, name):
            rule = "a record has either one line per answer or its answers in columns"
            yield Problem((*path, name), rule, "move them to a survey_answer record of their own")
    known = set(record.answers_long.recode.values())
    for position, answer in enumerate(record.answers):
        place = (*path, "answers", position)
        if answer.columns or answer.picked or answer.scopes:
            rule = "lines name their question, so no column of its own does"
            yield Problem(place, rule, "keep only how it is read: scale, recode, missing, labels, number")
        if answer.question not in known:
            yield Problem(place, f"no question code stands for '{answer.question}'", "add it to answers_long.recode")


def _told_once(profile: Profile, source: Source, record: RecordMapping, path: YamlPath) -> Iterator[Problem]:
    questions = {question.key for question in profile.questions}
    seen: dict[str, list[list[str] | None]] = {}
    for below, keys, mapping in _mapped(record):
        place = (*path, *below)
        if isinstance(mapping, AnswerColumn) and not mapping.columns and not record.answers_long:
            yield Problem(place, "nothing tells where the answers stand", "name the column under 'columns'")
        if mapping.scopes is not None and source.delivery.scope_pattern is None:
            rule = "this depends on the delivery's scope, which the source does not tell"
            yield Problem((*place, "scopes"), rule, NEEDS_SCOPE)
        for key in dict.fromkeys(keys):
            if key not in questions:
                yield unknown((*place, "question"), "question", key, questions)
            for other in seen.setdefault(key, []):
                if other is None or mapping.scopes is None or set(other) & set(mapping.scopes):
                    rule = f"the question '{key}' is answered twice"
                    yield Problem(place, rule, "keep one column per question and wave")
            seen[key].append(mapping.scopes)


def _mapped(record: RecordMapping) -> Iterator[tuple[YamlPath, list[str], AnswerColumn | AnswerPair | Picks]]:
    for position, answer in enumerate(record.answers):
        yield ("answers", position), [answer.question], answer
    for position, pair in enumerate(record.pairs):
        yield ("pairs", position), [*pair.questions], pair
    for position, picks in enumerate(record.picks):
        yield ("picks", position), list(picks.questions.values()), picks


def _settings(
    profile: Profile, source: Source, record: RecordMapping, path: YamlPath, key: str, settings: AnswerSettings
) -> Iterator[Problem]:
    if "by_scope" in path and source.delivery.scope_pattern is None:
        yield Problem(path, "this depends on the delivery's scope, which the source does not tell", NEEDS_SCOPE)
    if settings.number:
        yield from check_number((*path, "number"), settings.number)
    question = next((question for question in profile.questions if question.key == key), None)
    if question is None:
        return
    scale_key = settings.scale or source.scales.get(question.scale or "", question.scale)
    if settings.scale is not None and settings.scale not in profile.scales:
        yield unknown((*path, "scale"), "scale", settings.scale, profile.scales)
    if settings.picked and scale_key is not None:
        rule = f"'{key}' has a scale, so a text is no pick of it"
        yield Problem((*path, "picked"), rule, "remove 'picked', or the question's scale")
    if settings.otherwise is not None and not settings.recode:
        yield Problem((*path, "else"), "there is no recode for 'else' to be about", "remove it")
    scale = profile.scales.get(scale_key or "")
    if scale:
        yield from check_missing(path, scale, {**record.missing, **settings.missing})
        if settings.labels or record.labels:
            yield from _labels(path, scale_key or "", scale)


def check_missing(path: YamlPath, scale: Scale, missing: dict[str, str]) -> Iterator[Problem]:
    """Yield a problem for every code that is declared as no answer but lies on the scale."""
    for code in missing:
        try:
            is_on_scale = scale.min <= float(code) <= scale.max
        except ValueError:
            continue
        if is_on_scale:
            rule = f"the code '{code}' is declared as no answer but lies on the scale {scale.min:g} to {scale.max:g}"
            yield Problem((*path, "missing"), rule, f"remove the code; the five kinds are {', '.join(MISSING_CODES)}")


def _labels(path: YamlPath, key: str, scale: Scale) -> Iterator[Problem]:
    if not scale.labels:
        yield Problem((*path, "labels"), f"the scale '{key}' has no labels", "add them to the scale")
    points: dict[str, str] = {}
    for point, label in scale.labels.items():
        for wording in label.values():
            plain = unicodedata.normalize("NFC", wording).lower().strip()
            if points.setdefault(plain, point) != point:
                rule = f"the label '{wording}' stands for {points[plain]} and for {point} on the scale '{key}'"
                yield Problem((*path, "labels"), rule, "use 'recode' here instead of 'labels'")


__all__ = ["check_answers", "check_missing"]
