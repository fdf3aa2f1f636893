"""Contracts of the remaining methods and registers that the warehouse knows so far."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from ingest.contracts.base import NUMBER_TYPE, Column, Record
from ingest.contracts.survey import STATUSES

SENTIMENTS = ("positive", "neutral", "negative", "mixed")
ESTIMATE_UNITS = ("score_0_100", "share", "count", "rate_per_1000")
QUALITY_LEVELS = ("planned", "delivered")


class FocusGroupNote(Record):
    """One row per coded remark of one participant role in one session by one coder."""

    contract = "focus_group_note"

    session: Annotated[str, Column("VARCHAR", required=True), Field(description="Focus-group session.")]
    remark_id: Annotated[
        str, Column("VARCHAR", required=True), Field(description="Remark; several coders may code one.")
    ]
    moderator: Annotated[str | None, Column("VARCHAR"), Field(description="Moderator's role or pseudonym.")]
    guide_topic: Annotated[str | None, Column("VARCHAR"), Field(description="Topic of the discussion guide.")]
    participant_role: Annotated[str | None, Column("VARCHAR"), Field(description="Role of the participant.")]
    characteristic_key: Annotated[
        str | None, Column("VARCHAR", references="characteristic"), Field(description="Characteristic concerned.")
    ]
    theme: Annotated[str, Column("VARCHAR", required=True, references="theme"), Field(description="Theme coded.")]
    sentiment: Annotated[str | None, Column("VARCHAR", vocabulary=SENTIMENTS), Field(description="Sentiment coded.")]
    coder: Annotated[str, Column("VARCHAR", required=True), Field(description="Coder's pseudonym.")]
    verbatim_original: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="Remark as noted, redacted of identifiers.")
    ]
    verbatim_normalised: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="Remark, normalised and redacted.")
    ]


class CompetitorScore(Record):
    """One row per score of one competitor on one characteristic in one study."""

    contract = "competitor_score"

    study: Annotated[str, Column("VARCHAR", required=True), Field(description="Study that measured it.")]
    competitor_key: Annotated[
        str, Column("VARCHAR", required=True, references="competitor"), Field(description="Competitor in the profile.")
    ]
    characteristic_key: Annotated[
        str, Column("VARCHAR", required=True, references="characteristic"), Field(description="Characteristic scored.")
    ]
    respondent_status: Annotated[
        str | None,
        Column("VARCHAR", vocabulary=STATUSES),
        Field(description="Whose view: current or potential customers."),
    ]
    estimate: Annotated[
        Decimal, Column(NUMBER_TYPE, required=True), Field(description="Published or computed estimate.")
    ]
    unit: Annotated[
        str, Column("VARCHAR", required=True, vocabulary=ESTIMATE_UNITS), Field(description="Unit of the estimate.")
    ]
    se: Annotated[
        Decimal | None, Column(NUMBER_TYPE, minimum=0), Field(description="Standard error, if the study gives it.")
    ]
    n: Annotated[int | None, Column("BIGINT", minimum=0), Field(description="Base of the estimate.")]
    period_start: Annotated[dt.date, Column("DATE", required=True), Field(description="First day the study speaks of.")]
    period_end: Annotated[dt.date | None, Column("DATE"), Field(description="Last day the study speaks of.")]


class Operation(Record):
    """One row per indirect indicator of one unit and period."""

    contract = "operation"

    measure: Annotated[str, Column("VARCHAR", required=True, references="operation"), Field(description="Indicator.")]
    entity_key: Annotated[
        str, Column("VARCHAR", required=True), Field(description="``own`` or the competitor it belongs to.")
    ]
    category: Annotated[str | None, Column("VARCHAR"), Field(description="Category within the indicator.")]
    value: Annotated[Decimal, Column(NUMBER_TYPE, required=True, minimum=0), Field(description="Count or amount.")]
    unit: Annotated[str | None, Column("VARCHAR"), Field(description="Unit of the value.")]
    period_start: Annotated[dt.date, Column("DATE", required=True), Field(description="First day of the period.")]
    period_end: Annotated[dt.date | None, Column("DATE"), Field(description="Last day of the period.")]


class QualityLevel(Record):
    """One row per planned or delivered level of a characteristic: the organisation's own view."""

    contract = "quality_level"

    characteristic_key: Annotated[
        str, Column("VARCHAR", required=True, references="characteristic"), Field(description="Characteristic.")
    ]
    level: Annotated[
        str, Column("VARCHAR", required=True, vocabulary=QUALITY_LEVELS), Field(description="Planned or delivered.")
    ]
    cut: Annotated[str, Column("VARCHAR", required=True), Field(description="Segmentation, ``overall`` for everybody.")]
    cut_value: Annotated[str, Column("VARCHAR", required=True), Field(description="Segment, ``all`` for everybody.")]
    period_start: Annotated[dt.date, Column("DATE", required=True), Field(description="First day the level holds.")]
    period_end: Annotated[dt.date, Column("DATE", required=True), Field(description="Last day the level holds.")]
    score_0_100: Annotated[
        Decimal,
        Column(NUMBER_TYPE, required=True, minimum=0, maximum=100),
        Field(description="Level on the common scale."),
    ]
    se: Annotated[Decimal | None, Column(NUMBER_TYPE, minimum=0), Field(description="Standard error; none for a plan.")]
    n: Annotated[int | None, Column("BIGINT", minimum=0), Field(description="Checks behind a delivered level.")]
    evidence: Annotated[str | None, Column("VARCHAR"), Field(description="Specification, audit, mystery shopping.")]
