"""Complaint contracts (ISO 10002): one complaint, and one step in its handling."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from ingest.contracts.base import NUMBER_TYPE, Column, Record

EVENT_TYPES = (
    "received",
    "acknowledged",
    "assessed",
    "investigated",
    "response_offered",
    "decision_communicated",
    "accepted",
    "rejected",
    "closed",
    "reopened",
    "withdrawn",
    "escalated",
    "correction_verified",
)


class Complaint(Record):
    """One row per complaint; ``event_at`` is when it was received."""

    contract = "complaint"

    customer_key: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="Keyed pseudonym of the complainant.")
    ]
    medium: Annotated[str | None, Column("VARCHAR"), Field(description="How it came in.")]
    problem: Annotated[str | None, Column("VARCHAR"), Field(description="Problem as classified by the source.")]
    product: Annotated[str | None, Column("VARCHAR"), Field(description="Product or service complained about.")]
    cause_key: Annotated[
        str | None, Column("VARCHAR", references="cause"), Field(description="Cause in the profile's cause tree.")
    ]
    characteristic_key: Annotated[
        str | None, Column("VARCHAR", references="characteristic"), Field(description="Characteristic concerned.")
    ]
    occurred_at: Annotated[dt.datetime | None, Column("TIMESTAMP"), Field(description="When the problem arose, UTC.")]
    remedy_sought: Annotated[str | None, Column("VARCHAR"), Field(description="What the complainant asks for.")]
    severity: Annotated[
        str | None,
        Column("VARCHAR", vocabulary=("low", "medium", "high")),
        Field(description="Severity at assessment."),
    ]
    safety_implication: Annotated[bool | None, Column("BOOLEAN"), Field(description="Whether safety is concerned.")]
    complexity: Annotated[
        str | None, Column("VARCHAR", vocabulary=("simple", "complex")), Field(description="Complexity at assessment.")
    ]
    impact: Annotated[str | None, Column("VARCHAR"), Field(description="Impact at assessment.")]
    immediate_action_needed: Annotated[
        bool | None, Column("BOOLEAN"), Field(description="Whether action could not wait.")
    ]
    verbatim_original: Annotated[
        str | None,
        Column("VARCHAR", personal=True),
        Field(description="Complaint text as given, redacted of identifiers."),
    ]
    verbatim_normalised: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="Complaint text, normalised and redacted.")
    ]
    handling_score_complainant: Annotated[
        Decimal | None,
        Column(NUMBER_TYPE, minimum=0, maximum=100),
        Field(description="Complainant's satisfaction with handling, 0-100."),
    ]
    handling_score_organisation: Annotated[
        Decimal | None,
        Column(NUMBER_TYPE, minimum=0, maximum=100),
        Field(description="Organisation's own view of handling, 0-100."),
    ]
    is_internal: Annotated[bool, Column("BOOLEAN", required=True), Field(description="True for staff.")]
    segments: Annotated[
        dict[str, str], Column("MAP(VARCHAR, VARCHAR)", required=True), Field(description="Segmentation to value.")
    ]


class ComplaintEvent(Record):
    """One row per step in the handling of one complaint."""

    contract = "complaint_event"
    key = ("source_id", "source_record_id")

    complaint_record_id: Annotated[
        str, Column("VARCHAR", required=True), Field(description="``source_record_id`` of the complaint.")
    ]
    event_type: Annotated[str, Column("VARCHAR", required=True, vocabulary=EVENT_TYPES), Field(description="The step.")]
    actor_role: Annotated[str | None, Column("VARCHAR"), Field(description="Role of who took the step.")]
