"""A source as one delivery sees it: what is different in its scope merged in, repeated groups written out.

Everything behind this module meets plain mappings only. What may differ is declared in ``ingest.profiles.models``.
"""

from __future__ import annotations

from typing import Any

from ingest.profiles.models import AnswerColumn, FieldMapping, FieldSettings, RecordMapping, Source, origins_of

ITEM = "{item}"
_NO_ORIGIN: dict[str, Any] = {"columns": [], "value": None, "from_scope": False, "template": None}


def in_delivery(source: Source, scope: str | None) -> Source:
    """Return the source with the settings of one delivery scope, and one record for each item of a repeated group."""
    records = [one for record in source.records for one in expanded(record)]
    language = field_in_scope(source.language, scope) if source.language else None
    return source.model_copy(
        update={"records": [_record_in_scope(record, scope) for record in records], "language": language}
    )


def expanded(record: RecordMapping) -> list[RecordMapping]:
    """Return one record for each item that a row repeats; ``{item}`` is replaced everywhere in it."""
    if record.repeat is None:
        return [record]
    told = record.model_dump(exclude_unset=True)
    found = []
    for item in record.repeat.items:
        written = _with_item(told, item)
        written["repeat"]["items"] = [item]
        found.append(RecordMapping.model_validate(written))
    return found


def _with_item(part: Any, item: str) -> Any:
    if isinstance(part, str):
        return part.replace(ITEM, item)
    if isinstance(part, list):
        return [_with_item(each, item) for each in part]
    if isinstance(part, dict):
        return {_with_item(key, item): _with_item(value, item) for key, value in part.items()}
    return part


def _record_in_scope(record: RecordMapping, scope: str | None) -> RecordMapping:
    return record.model_copy(
        update={
            "fields": {name: field_in_scope(mapping, scope) for name, mapping in record.fields.items()},
            "segments": {name: field_in_scope(mapping, scope) for name, mapping in record.segments.items()},
            "answers": [_answer_in_scope(answer, scope) for answer in record.answers],
        }
    )


def field_in_scope(mapping: FieldMapping, scope: str | None) -> FieldMapping:
    """Return a field's mapping as it holds in one scope; an origin that is named there replaces the general one."""
    different = mapping.by_scope.get(scope or "")
    if different is None:
        return mapping
    update = {name: getattr(different, name) for name in different.model_fields_set}
    if origins_of(FieldSettings.model_validate({name: update[name] for name in update if name in _ORIGINS})):
        update = _NO_ORIGIN | update
    return mapping.model_copy(update={**update, "by_scope": {}})


_ORIGINS = (*_NO_ORIGIN, "rules")


def _answer_in_scope(answer: AnswerColumn, scope: str | None) -> AnswerColumn:
    different = answer.by_scope.get(scope or "")
    if different is None:
        return answer
    update = {name: getattr(different, name) for name in different.model_fields_set}
    return answer.model_copy(update={**update, "by_scope": {}})


__all__ = ["ITEM", "expanded", "field_in_scope", "in_delivery"]
