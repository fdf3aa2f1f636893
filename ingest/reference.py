"""What a profile declares, as small tables beside the landed batches: the only way in which SQL learns of a profile.

Every table is written each time, also when it is empty, and only if its content changed. What the declarations mean
is in ``ingest.profiles.models``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.files import writing
from ingest.ledger import landing_folder
from ingest.profiles.complaint_handling import handling_rows, handling_settings
from ingest.profiles.models import Label, Named, Profile
from ingest.profiles.weighting import weighting_rows

OVERALL, EVERYBODY = "overall", "all"
_TYPES = {"text": pa.string(), "whole": pa.int64(), "number": pa.float64(), "flag": pa.bool_(), "day": pa.date32()}

TABLES: dict[str, dict[str, str]] = {
    "organisation": {
        "organisation_id": "text",
        "kind": "text",
        "is_synthetic": "flag",
        "timezone": "text",
        "default_language": "text",
    },
    "language": {"language": "text", "is_default": "flag", "position": "whole"},
    "label": {"label_key": "text", "language": "text", "text": "text"},
    "characteristic": {
        "characteristic_key": "text",
        "parent_key": "text",
        "characteristic_group": "text",
        "is_overall": "flag",
        "position": "whole",
    },
    "segment": {"cut": "text", "cut_value": "text", "position": "whole"},
    "question": {
        "question_key": "text",
        "characteristic_key": "text",
        "aspect": "text",
        "scale_key": "text",
        "scale_min": "number",
        "scale_max": "number",
        "scale_direction": "text",
        "valid_from": "day",
        "is_comparable": "flag",
    },
    "competitor": {"competitor_key": "text", "position": "whole"},
    "cause": {"cause_key": "text", "position": "whole"},
    "theme": {"theme_key": "text", "position": "whole"},
    "code_book_theme": {"theme_key": "text", "code_book_theme_key": "text"},
    "operation": {"measure": "text", "unit": "text", "position": "whole"},
    "target": {"measure": "text", "aspect": "text", "characteristic_key": "text", "target_value": "number"},
    "event": {"event_number": "whole", "event_date": "day", "until_date": "day", "kind": "text", "label_key": "text"},
    "source": {
        "source_id": "text",
        "method": "text",
        "owner_role": "text",
        "cadence": "text",
        "sampling_kind": "text",
        "is_stratified": "flag",
        "is_clustered": "flag",
        "lonely_psu": "text",
        "files_pattern": "text",
        "max_quarantined_share": "number",
        "grace_days": "whole",
    },
    "setting": {"setting": "text", "value": "text"},
    "control_chart": {
        "kind": "text",
        "measure": "text",
        "count_measure": "text",
        "exposure_measure": "text",
        "per": "whole",
        "baseline_from": "day",
        "baseline_to": "day",
        "rule_set": "text",
    },
    "index_item": {
        "index_key": "text",
        "characteristic_key": "text",
        "aspect": "text",
        "weight": "number",
        "weighting": "text",
        "position": "whole",
    },
    "driver": {"characteristic_key": "text", "position": "whole"},
    "driver_cut": {"cut": "text"},
    "outcome": {
        "outcome_key": "text",
        "kind": "text",
        "measure": "text",
        "exposure_measure": "text",
        "higher_is": "text",
        "position": "whole",
    },
    "business_hours": {
        "weekday": "whole",
        "opens_minute": "whole",
        "closes_minute": "whole",
        "reopens_minute": "whole",
        "recloses_minute": "whole",
    },
    "holiday": {"holiday": "day"},
    "service_level": {
        "step": "text",
        "severity": "text",
        "clock": "text",
        "limit_unit": "text",
        "limit_number": "whole",
    },
    "urgent_impact": {"impact": "text"},
    "unvoiced_answer": {"role": "text", "question_key": "text", "value": "number"},
    "weighting": {
        "source_id": "text",
        "step": "text",
        "cut": "text",
        "position": "whole",
        "tolerance": "number",
        "maximum_iterations": "whole",
        "trim_lower": "number",
        "trim_upper": "number",
        "trim_around": "text",
        "sums_to": "text",
    },
    "sample_plan": {"source_id": "text", "planned_n": "whole"},
    "sign_off": {
        "source_id": "text",
        "period_type": "text",
        "period_start": "day",
        "by_role": "text",
        "signed_on": "day",
    },
}

Row = tuple[Any, ...]


def reference_folder(home: Path) -> Path:
    """Return the folder of the reference tables."""
    return landing_folder(home) / "_reference"


def write_reference(profile: Profile, home: Path) -> list[str]:
    """Write the reference tables of a profile and return the names of those that changed.

    Raises:
        IngestError: the home cannot be written.
    """
    folder = reference_folder(home)
    changed = []
    with writing(home):
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in reference_rows(profile).items():
            table = _table(TABLES[name], rows)
            path = folder / f"{name}.parquet"
            if path.exists() and pq.read_table(path).equals(table):
                continue
            temporary = path.with_suffix(".tmp")
            pq.write_table(table, temporary)
            temporary.replace(path)
            changed.append(name)
    return changed


def _table(columns: dict[str, str], rows: list[Row]) -> pa.Table:
    schema = pa.schema([(name, _TYPES[kind]) for name, kind in columns.items()])
    return pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows], schema=schema)


def reference_rows(profile: Profile) -> dict[str, list[Row]]:
    """Return the rows of every reference table, in the order of ``TABLES``' columns."""
    who = profile.organisation
    return {
        "organisation": [(who.id, who.kind, who.is_synthetic, who.timezone, who.default_language)],
        "language": [
            (language, language == who.default_language, position) for position, language in enumerate(who.languages)
        ],
        "label": list(_labels(profile)),
        "characteristic": [
            (item.key, item.parent, item.group, item.is_overall, position)
            for position, item in enumerate(profile.characteristics)
        ],
        "segment": list(_segments(profile)),
        "question": list(_questions(profile)),
        "competitor": _keys(profile.competitors),
        "cause": _keys(profile.causes),
        "theme": _keys(profile.themes),
        "code_book_theme": sorted(profile.text_coding.code_book_themes.items()),
        "operation": [(item.key, item.unit, position) for position, item in enumerate(profile.operations)],
        "target": [(item.measure, item.aspect, item.characteristic, item.value) for item in profile.targets],
        "event": [
            (number, item.date, item.until, item.kind, f"event.{number}")
            for number, item in enumerate(profile.events, start=1)
        ],
        "source": list(_sources(profile)),
        "setting": list(_settings(profile)),
        "control_chart": list(_control_charts(profile)),
        "index_item": [
            (index.key, item.characteristic, item.aspect, item.weight, index.weighting, position)
            for index in profile.indices
            for position, item in enumerate(index.items)
        ],
        "driver": [(key, position) for position, key in enumerate(driver_keys(profile))],
        "driver_cut": [(OVERALL,), *((cut,) for cut in profile.drivers.cuts)],
        "outcome": [
            (item.key, item.kind, item.measure, item.per or "", item.higher_is, position)
            for position, item in enumerate(profile.outcomes)
        ],
        **handling_rows(profile.complaint_handling),
        "weighting": [
            row for source in profile.sources for row in weighting_rows(source.id, source.sampling.weighting)
        ],
        "sample_plan": [
            (source.id, source.sampling.planned_n)
            for source in profile.sources
            if source.sampling.planned_n is not None
        ],
        "sign_off": [
            (item.source, item.period_type, item.period_start, item.by_role, item.on) for item in profile.signed_off
        ],
    }


def _keys(items: list[Named]) -> list[Row]:
    return [(item.key, position) for position, item in enumerate(items)]


def _segments(profile: Profile) -> Iterator[Row]:
    yield OVERALL, EVERYBODY, 0
    for cut in profile.segmentations:
        for position, value in enumerate(cut.values):
            yield cut.key, value.key, position


def _questions(profile: Profile) -> Iterator[Row]:
    for question in profile.questions:
        scale = profile.scales[question.scale] if question.scale else None
        bounds = (scale.min, scale.max, scale.direction) if scale else (None, None, None)
        asked = (question.key, question.characteristic, question.aspect, question.scale)
        yield (*asked, *bounds, question.valid_from, question.comparable_with_earlier)


def _sources(profile: Profile) -> Iterator[Row]:
    for source in profile.sources:
        design = source.sampling
        yield (
            source.id,
            source.method,
            source.owner_role,
            source.cadence,
            design.kind,
            design.stratified,
            design.clustered,
            design.lonely_psu,
            source.origin,
            source.max_quarantined_share,
            source.grace,
        )


def _settings(profile: Profile) -> Iterator[Row]:
    for name, value in (profile.suppression.model_dump() | _plain_reporting(profile)).items():
        yield name, "" if value is None else str(value)
    for name in ("minimum_kappa", "minimum_human_codes", "seed"):
        yield f"text_{name}", str(getattr(profile.text_coding, name))
    yield "driver_missing", profile.drivers.missing
    for part, choices in (("quadrant", profile.reporting.quadrant), ("competition", profile.reporting.competition)):
        for name, value in choices.model_dump().items():
            yield f"{part}_{name}", str(value)
    yield from handling_settings(profile.complaint_handling).items()
    rate = profile.complaint_rate
    yield "complaint_count_measure", (rate.count_measure or "") if rate else ""
    yield "complaint_exposure_measure", rate.exposure_measure if rate else ""


def _control_charts(profile: Profile) -> Iterator[Row]:
    charts = profile.control_charts
    for measure, own in {"": charts, **charts.by_measure}.items():
        first, last = (
            (own.baseline_from, own.baseline_to) if own.baseline_from else (charts.baseline_from, charts.baseline_to)
        )
        yield "setting", measure, "", "", 0, first, last, own.rules or charts.rules
    for ratio in charts.ratios:
        yield "ratio", "", ratio.count, ratio.exposure, ratio.per, None, None, None


def _plain_reporting(profile: Profile) -> dict[str, Any]:
    return profile.reporting.model_dump(exclude={"quadrant", "competition"})


def driver_keys(profile: Profile) -> list[str]:
    """Return the characteristics that the overall judgement is set against: the declared, else all that are perceived."""
    if profile.drivers.characteristics:
        return profile.drivers.characteristics
    perceived = {question.characteristic for question in profile.questions if question.aspect == "perception"}
    without = {item.key for item in profile.characteristics if item.is_overall}
    without.add(profile.reporting.headline_characteristic)
    return [item.key for item in profile.characteristics if item.key in perceived - without]


def _labels(profile: Profile) -> Iterator[Row]:
    for key, label in _label_keys(profile):
        for language in profile.organisation.languages:
            if label.get(language):
                yield key, language, label[language]


def _label_keys(profile: Profile) -> Iterator[tuple[str, Label]]:
    yield "organisation.name", profile.organisation.name
    yield from _named_keys(profile)
    for cut in profile.segmentations:
        for value in cut.values:
            yield f"cut_value.{cut.key}.{value.key}", value.name
    for scale_key, scale in profile.scales.items():
        for point, label in scale.labels.items():
            yield f"scale.{scale_key}.{point}", label
    for number, event in enumerate(profile.events, start=1):
        yield f"event.{number}", event.name
    if profile.complaint_rate:
        yield "exposure_unit", profile.complaint_rate.exposure_unit


def _named_keys(profile: Profile) -> Iterator[tuple[str, Label]]:
    named: dict[str, Iterable[Any]] = {
        "characteristic": profile.characteristics,
        "cut": profile.segmentations,
        "competitor": profile.competitors,
        "cause": profile.causes,
        "theme": profile.themes,
        "promise": profile.promises,
        "operation": profile.operations,
        "outcome": profile.outcomes,
    }
    for kind, items in named.items():
        for item in items:
            yield f"{kind}.{item.key}", item.name
    for question in profile.questions:
        yield f"question.{question.key}", question.wording
    for source in profile.sources:
        yield f"source.{source.id}", source.name
    # Figures of an index carry its key where others carry a characteristic's, and are named alike.
    for index in profile.indices:
        yield f"characteristic.{index.key}", index.name


__all__ = ["TABLES", "driver_keys", "reference_folder", "reference_rows", "write_reference"]
