"""The source of a drafted profile as lines of YAML: how the file is read, which record it makes, what fills its fields.

What is written was decided in ``ingest.drafting.decide``; the parts above the sources are in ``ingest.drafting.sections``.
"""

from __future__ import annotations

import glob

from ingest.drafting.contracts import FieldDraft
from ingest.drafting.decide import Draft, QuestionDraft, recode_of, slug
from ingest.drafting.roles import Guess
from ingest.drafting.sections import flow, label, q, remark
from ingest.drafting.words import says

_METHOD_NAMES = {
    "survey": "Survey",
    "complaints": "Complaints",
    "focus_groups": "Focus groups",
    "competitor_research": "Competitor research",
    "suggestion_box": "Suggestions",
    "mystery_shopping": "Mystery shopping",
    "letters": "Letters",
    "reviews": "Reviews",
    "operations": "Operational figures",
}
_TODO_DATE = "TODO"
# Languages that the recognition tells apart well enough to be proposed for a whole file.
_READABLE = ("en", "ca", "es", "fa", "fr", "de", "it", "pt", "nl", "ar", "zh", "ja", "ru")
_CLOSED = (
    "closed", "date closed", "closed at", "resolved", "solved", "solved at", "tancada", "data tancament", "cerrada",
)  # fmt: skip


def source_lines(draft: Draft) -> list[str]:
    """Return the source: how it is read and what its columns fill."""
    method, stem = draft.contract.method, slug(draft.file.stem, "source")
    lines = [
        "sources:",
        f"  - id: {stem}",
        f"    name: {label(draft, _METHOD_NAMES[method])}  # TODO",
        f"    # Taken for {draft.contract.name}: {remark(draft.contract.why)}.",
        f"    method: {method}",
        f"    owner_role: {q('TODO who answers for this source')}",
        "    cadence: monthly  # TODO: event, daily, weekly, monthly, quarterly, half_yearly, yearly or once",
        f"    files: {q(glob.escape(draft.file.name))}  # below the data folder; later deliveries: put * where names differ",
        *_reader(draft),
        *_language(draft),
    ]
    if method == "survey":
        lines.append(
            "    # TODO: probability, quota, self_selected or census. It decides what may be said about error."
        )
        lines.append("    sampling: {kind: self_selected}")
    return [*lines, "    records:", *_records(draft)]


def _reader(draft: Draft) -> list[str]:
    lines = [f"    # {remark(note)}" for note in draft.reading.notes]
    told = dict(draft.reading.options)
    if draft.reading.format != "csv":
        told = {"format": draft.reading.format, **told}
    if not told:
        return lines
    return [*lines, "    reader:", *(f"      {name}: {q(value)}" for name, value in told.items())]


def _language(draft: Draft) -> list[str]:
    column, codes = draft.language_column, draft.language_codes
    if column is not None and codes is not None:
        recode = f", recode: {flow(codes)}" if codes else ""
        return [f"    language: {{columns: [{q(column.header)}]{recode}}}"]
    if column is not None:
        seen = ", ".join(remark(value) for value, _ in column.facts.top[:8])
        return [
            f"    # TODO: {remark(column.header)} holds {seen}; say which language each one is, ISO 639-1:",
            f"    # language: {{columns: [{q(column.header)}], recode: {{...}}}}",
        ]
    if draft.text_language in _READABLE:
        return [f"    language: {{value: {draft.text_language}}}  # most of the texts are; TODO check"]
    return []


def _records(draft: Draft) -> list[str]:
    if draft.contract.name == "operation":
        return [line for key, column in draft.measures for line in _measure(draft, key, column)] or _main(draft)
    lines = _main(draft)
    if draft.contract.name == "survey_response" and draft.questions:
        lines += _answers(draft)
    if draft.contract.name == "complaint" and draft.key:
        lines += _steps(draft)
    return lines


def _key_lines(draft: Draft) -> list[str]:
    lines = [f"        # {remark(draft.key_said)}"]
    if draft.key:
        return [*lines, f"        key: [{', '.join(q(name) for name in draft.key)}]"]
    return [*lines, "        key: {hash_of: row}"]


def _main(draft: Draft) -> list[str]:
    lines = [
        f"      - contract: {draft.contract.name}",
        *_key_lines(draft),
        "        fields:",
        *_event(draft, "event_at"),
    ]
    for name in draft.contract.missing:
        if name in ("period_start", "period_end") and draft.event is not None:
            lines += _event(draft, name)
        else:
            lines.append(f"          # TODO: the contract requires '{name}', and no column was recognised as it.")
    for field_draft in draft.contract.fields:
        lines += _field(draft, field_draft)
    return lines + _segments(draft)


def _field(draft: Draft, field_draft: FieldDraft) -> list[str]:
    said = f"  # {remark(field_draft.comment)}" if field_draft.comment else ""
    if field_draft.column is None:
        return [f"          {field_draft.name}: {{value: {q(field_draft.value)}}}{said}"]
    if field_draft.column.role == "date":
        return _dated(field_draft.name, field_draft.column)
    parts = [f"columns: [{q(field_draft.column.header)}]"]
    recode = recode_of(draft, field_draft)
    if recode:
        parts += [f"recode: {flow(recode)}", f"else: {field_draft.otherwise or 'quarantine'}"]
    if field_draft.pseudonymise:
        parts.append("pseudonymise: true")
    return [f"          {field_draft.name}: {{{', '.join(parts)}}}{said}"]


def _event(draft: Draft, name: str) -> list[str]:
    if draft.event is not None:
        return _dated(name, draft.event)
    return [
        f'          # TODO: no column holds dates. Name the one that does, or one day for all: {name}: {{value: "2026-01-31"}}',
        f"          {name}: {{columns: [TODO], dates: [{{format: {_TODO_DATE}}}]}}",
    ]


def _dated(name: str, column: Guess) -> list[str]:
    dates = column.facts.dates
    lines = [f"          {name}:", f"            columns: [{q(column.header)}]"]
    if dates.calendar:
        return [
            *lines,
            f"            dates: [{{format: {q(dates.pattern)}, calendar: {dates.calendar}}}]  # {column.why}",
        ]
    if dates.serial:
        return [*lines, f"            dates: [{{serial: {dates.serial}}}]  # {column.why}"]
    if dates.is_certain:
        return [
            *lines,
            f"            dates: [{{format: {q(dates.choices[0].format)}}}]  # {column.why}; no other format fits",
        ]
    lines.append(
        "            # TODO: which one? Every row fits each of these. Keep one line, without its '#', and remove the last."
    )
    for choice in dates.choices:
        lines.append(f"            # dates: [{{format: {q(choice.format)}}}]  # from {choice.first} to {choice.last}")
    return [*lines, f"            dates: [{{format: {_TODO_DATE}}}]"]


def _segments(draft: Draft) -> list[str]:
    lines = ["        segments:"] if draft.segments else []
    for segment in draft.segments:
        codes = {value: key for value, key, _ in segment.values if value != key}
        recode = f", recode: {flow(codes)}" if codes else ""
        lines.append(f"          {segment.key}: {{columns: [{q(segment.column.header)}]{recode}}}")
    return lines


def _answers(draft: Draft) -> list[str]:
    lines = [
        "      - contract: survey_answer",
        *_key_lines(draft)[1:],
        "        fields:",
        *_event(draft, "event_at"),
        "        answers:",
    ]
    return lines + [_answer(question) for question in draft.questions]


def _answer(question: QuestionDraft) -> str:
    scale = question.column.scale
    recode = f", recode: {flow(scale.recode)}" if scale and scale.recode else ""
    unknown = (
        f"  # TODO: {scale.unknown} answers are neither a point nor a known code" if scale and scale.unknown else ""
    )
    return f"          - {{question: {question.key}, columns: [{q(question.column.header)}]{recode}}}{unknown}"


def _steps(draft: Draft) -> list[str]:
    """The steps of a complaint that dates tell: its receipt, and its end where a column holds it."""
    key = f"[{', '.join(q(name) for name in draft.key)}]"
    if len(draft.key) > 1:
        return []

    def step(kind: str, moment: list[str], where: str = "") -> list[str]:
        return [
            "      - contract: complaint_event",
            f"        key: {key}",
            *([f"        where: [{{columns: [{where}], is_empty: false}}]"] if where else []),
            "        fields:",
            *moment,
            f"          complaint_record_id: {{columns: {key}}}",
            f"          event_type: {{value: {kind}}}",
        ]

    lines = step("received", _event(draft, "event_at"))
    closed = next(
        (c for c in draft.columns if c.role == "date" and c is not draft.event and says(c.header, _CLOSED)), None
    )
    return lines + (step("closed", _dated("event_at", closed), q(closed.header)) if closed else [])


def _measure(draft: Draft, key: str, column: Guess) -> list[str]:
    lines = ["      - contract: operation", *_key_lines(draft), "        fields:", *_event(draft, "event_at")]
    lines += [f"          measure: {{value: {key}}}", f"          value: {{columns: [{q(column.header)}]}}"]
    for field_draft in draft.contract.fields:
        lines += _field(draft, field_draft)
    return lines + _event(draft, "period_start")


__all__ = ["source_lines"]
