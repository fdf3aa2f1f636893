"""Contracts of the registers that give figures their meaning: expectations, promises, disputes, actions, margins, programmes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from ingest.contracts.base import NUMBER_TYPE, Column, Record

EXPECTATION_KINDS = ("explicit", "implicit", "not_fully_expressed", "legal")
DISPUTE_METHODS = ("facilitative", "advisory", "determinative")
DISPUTE_OUTCOMES = ("for_customer", "for_organisation", "compromise", "withdrawn", "not_admitted")
ACTION_DIRECTIONS = ("increase", "decrease")
COMMUNICATION_AUDIENCES = ("customers", "staff", "management", "suppliers", "public")


class Expectation(Record):
    """One row per identified customer expectation; ``event_at`` is when it was learned."""

    contract = "expectation"

    expectation_id: Annotated[str, Column("VARCHAR", required=True), Field(description="Expectation in the register.")]
    kind: Annotated[
        str,
        Column("VARCHAR", required=True, vocabulary=EXPECTATION_KINDS),
        Field(description="Explicit, implicit, not fully expressed, or required by law."),
    ]
    characteristic_key: Annotated[
        str,
        Column("VARCHAR", required=True, references="characteristic"),
        Field(description="Characteristic expected of."),
    ]
    statement_original: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="What is expected, in words, redacted.")
    ]
    statement_normalised: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="The same, normalised and redacted.")
    ]
    cut: Annotated[str, Column("VARCHAR", required=True), Field(description="Segmentation, ``overall`` for everybody.")]
    cut_value: Annotated[str, Column("VARCHAR", required=True), Field(description="Segment, ``all`` for everybody.")]
    level_0_100: Annotated[
        Decimal | None, Column(NUMBER_TYPE, minimum=0, maximum=100), Field(description="Level expected, 0-100.")
    ]
    importance_0_100: Annotated[
        Decimal | None, Column(NUMBER_TYPE, minimum=0, maximum=100), Field(description="Importance, 0-100.")
    ]
    origin_method: Annotated[str | None, Column("VARCHAR"), Field(description="Method by which it was learned.")]
    origin_source_id: Annotated[str | None, Column("VARCHAR"), Field(description="Source it was learned from.")]
    origin_record_id: Annotated[
        str | None, Column("VARCHAR"), Field(description="``source_record_id`` of the row it was learned from.")
    ]
    valid_from: Annotated[dt.date, Column("DATE", required=True), Field(description="First day it holds.")]
    valid_to: Annotated[dt.date | None, Column("DATE"), Field(description="Last day it holds; none: still holds.")]


class Promise(Record):
    """One row per version of a promise of the code of conduct (ISO 10001); ``event_at`` is when the version was made."""

    contract = "promise"

    promise_key: Annotated[str, Column("VARCHAR", required=True), Field(description="Promise in the code.")]
    characteristic_key: Annotated[
        str | None, Column("VARCHAR", references="characteristic"), Field(description="Characteristic promised.")
    ]
    statement_original: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="Text of the promise, redacted.")
    ]
    statement_normalised: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="Text of the promise, normalised.")
    ]
    indicator: Annotated[str, Column("VARCHAR", required=True), Field(description="What is observed of it.")]
    threshold: Annotated[Decimal | None, Column(NUMBER_TYPE), Field(description="Value at which it counts as kept.")]
    threshold_unit: Annotated[str | None, Column("VARCHAR"), Field(description="Unit of the threshold.")]
    target_kept_rate: Annotated[
        Decimal | None,
        Column(NUMBER_TYPE, minimum=0, maximum=1),
        Field(description="Share of occasions it should be kept on."),
    ]
    remedy: Annotated[str | None, Column("VARCHAR"), Field(description="What the customer gets if it is broken.")]
    valid_from: Annotated[dt.date, Column("DATE", required=True), Field(description="First day of this version.")]
    valid_to: Annotated[dt.date | None, Column("DATE"), Field(description="Last day; none: still holds.")]


class PromiseCheck(Record):
    """One row per occasion on which a promise was kept or not."""

    contract = "promise_check"

    promise_key: Annotated[str, Column("VARCHAR", required=True), Field(description="Promise in the code.")]
    customer_key: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="Keyed pseudonym of the customer concerned.")
    ]
    is_kept: Annotated[bool, Column("BOOLEAN", required=True), Field(description="Whether it was kept.")]
    value: Annotated[Decimal | None, Column(NUMBER_TYPE), Field(description="Value observed of the indicator.")]
    is_remedy_given: Annotated[
        bool | None, Column("BOOLEAN"), Field(description="Whether the remedy was given after a breach.")
    ]
    complaint_reference: Annotated[
        str | None, Column("VARCHAR"), Field(description="``source_record_id`` of the complaint it led to.")
    ]
    segments: Annotated[
        dict[str, str], Column("MAP(VARCHAR, VARCHAR)", required=True), Field(description="Segmentation to value.")
    ]


class Dispute(Record):
    """One row per external dispute (ISO 10003); ``event_at`` is the notice."""

    contract = "dispute"

    customer_key: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="Keyed pseudonym of the complainant.")
    ]
    complaint_reference: Annotated[
        str | None, Column("VARCHAR"), Field(description="``source_record_id`` of the complaint behind it.")
    ]
    characteristic_key: Annotated[
        str | None, Column("VARCHAR", references="characteristic"), Field(description="Characteristic concerned.")
    ]
    provider: Annotated[str, Column("VARCHAR", required=True), Field(description="Body that resolves the dispute.")]
    method: Annotated[
        str | None, Column("VARCHAR", vocabulary=DISPUTE_METHODS), Field(description="Method of resolution.")
    ]
    responded_at: Annotated[
        dt.datetime | None, Column("TIMESTAMP"), Field(description="When the organisation responded, UTC.")
    ]
    outcome: Annotated[
        str | None, Column("VARCHAR", vocabulary=DISPUTE_OUTCOMES), Field(description="Outcome; none while open.")
    ]
    is_implemented: Annotated[bool | None, Column("BOOLEAN"), Field(description="Whether the outcome was carried out.")]
    closed_at: Annotated[dt.datetime | None, Column("TIMESTAMP"), Field(description="When it was closed, UTC.")]
    cost: Annotated[Decimal | None, Column(NUMBER_TYPE, minimum=0), Field(description="Cost to the organisation.")]
    currency: Annotated[str | None, Column("VARCHAR"), Field(description="Currency of the cost, ISO 4217.")]


class ImprovementAction(Record):
    """One row per improvement action; ``event_at`` is when it was decided."""

    contract = "improvement_action"

    action_key: Annotated[str, Column("VARCHAR", required=True), Field(description="Action in the register.")]
    description_original: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="What is done, in words, redacted.")
    ]
    description_normalised: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="The same, normalised and redacted.")
    ]
    owner_role: Annotated[str | None, Column("VARCHAR"), Field(description="Role that answers for it.")]
    cause_key: Annotated[
        str | None, Column("VARCHAR", references="cause"), Field(description="Complaint cause it aims at.")
    ]
    characteristic_key: Annotated[
        str | None, Column("VARCHAR", references="characteristic"), Field(description="Characteristic it aims at.")
    ]
    cut: Annotated[str, Column("VARCHAR", required=True), Field(description="Segmentation, ``overall`` for everybody.")]
    cut_value: Annotated[str, Column("VARCHAR", required=True), Field(description="Segment, ``all`` for everybody.")]
    due_on: Annotated[dt.date | None, Column("DATE"), Field(description="Day it is due.")]
    started_on: Annotated[dt.date | None, Column("DATE"), Field(description="Day it was started.")]
    done_on: Annotated[dt.date | None, Column("DATE"), Field(description="Day it was done.")]
    measure: Annotated[
        str | None, Column("VARCHAR"), Field(description="Pre-registered measure it is judged by, e.g. M2_mean_score.")
    ]
    expected_effect: Annotated[
        Decimal | None, Column(NUMBER_TYPE), Field(description="Expected change of the measure, in its unit.")
    ]
    direction: Annotated[
        str | None,
        Column("VARCHAR", vocabulary=ACTION_DIRECTIONS),
        Field(description="Whether more or less is wanted."),
    ]
    registered_on: Annotated[
        dt.date | None, Column("DATE"), Field(description="Day the measure was fixed; must not follow the start.")
    ]


class PopulationMargin(Record):
    """One row per known population count or share of a category; ``event_at`` is the day it is as of."""

    contract = "population_margin"

    cut: Annotated[str, Column("VARCHAR", required=True), Field(description="Segmentation.")]
    cut_value: Annotated[str, Column("VARCHAR", required=True), Field(description="Segment.")]
    population_count: Annotated[
        Decimal | None, Column(NUMBER_TYPE, minimum=0), Field(description="Customers in the category.")
    ]
    population_share: Annotated[
        Decimal | None, Column(NUMBER_TYPE, minimum=0, maximum=1), Field(description="Share of all customers.")
    ]
    as_of: Annotated[dt.date, Column("DATE", required=True), Field(description="Day the figure is as of.")]
    reference: Annotated[str | None, Column("VARCHAR"), Field(description="Where the figure comes from.")]


class SampleUnit(Record):
    """One row per sampled unit and its final disposition; ``event_at`` is the last attempt."""

    contract = "sample_unit"

    customer_key: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="Keyed pseudonym of the sampled customer.")
    ]
    survey_source_id: Annotated[
        str, Column("VARCHAR", required=True), Field(description="Survey source it was drawn for.")
    ]
    wave: Annotated[str | None, Column("VARCHAR"), Field(description="Survey wave.")]
    stratum: Annotated[str | None, Column("VARCHAR"), Field(description="Stratum of the design.")]
    psu: Annotated[str | None, Column("VARCHAR"), Field(description="Primary sampling unit.")]
    base_weight: Annotated[
        Decimal | None, Column("DECIMAL(9,6)", strictly_positive=True), Field(description="Design weight.")
    ]
    disposition: Annotated[
        str, Column("VARCHAR", required=True), Field(description="AAPOR final disposition code, for example 1.1.")
    ]
    attempts: Annotated[int | None, Column("BIGINT", minimum=0), Field(description="Contact attempts.")]
    segments: Annotated[
        dict[str, str], Column("MAP(VARCHAR, VARCHAR)", required=True), Field(description="Segmentation to value.")
    ]


class Communication(Record):
    """One row per message about results: what was told to whom, when, from which edition."""

    contract = "communication"

    audience: Annotated[
        str, Column("VARCHAR", required=True, vocabulary=COMMUNICATION_AUDIENCES), Field(description="To whom.")
    ]
    channel: Annotated[str | None, Column("VARCHAR"), Field(description="By which channel.")]
    message_original: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="What was told, redacted.")
    ]
    message_normalised: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="What was told, normalised and redacted.")
    ]
    edition: Annotated[str | None, Column("VARCHAR"), Field(description="Edition that the message rests on.")]
    characteristic_key: Annotated[
        str | None, Column("VARCHAR", references="characteristic"), Field(description="Characteristic it speaks of.")
    ]
    action_key: Annotated[str | None, Column("VARCHAR"), Field(description="Improvement action it reports.")]


class Programme(Record):
    """One row per version of a monitoring programme; ``event_at`` is when the version was decided."""

    contract = "programme"

    programme_key: Annotated[str, Column("VARCHAR", required=True), Field(description="Programme in the register.")]
    purpose: Annotated[str, Column("VARCHAR", required=True), Field(description="Why it is done.")]
    objective: Annotated[str, Column("VARCHAR", required=True), Field(description="What decision it serves.")]
    decision_owner: Annotated[str, Column("VARCHAR", required=True), Field(description="Role that decides on it.")]
    scope: Annotated[str | None, Column("VARCHAR"), Field(description="Customers, products and places covered.")]
    frequency: Annotated[str | None, Column("VARCHAR"), Field(description="How often it measures.")]
    source_ids: Annotated[
        str | None, Column("VARCHAR"), Field(description="Sources of the profile that serve it, separated by blanks.")
    ]
    target_measure: Annotated[str | None, Column("VARCHAR"), Field(description="Measure of its target.")]
    target_value: Annotated[Decimal | None, Column(NUMBER_TYPE), Field(description="Target, in the measure's unit.")]
    cost: Annotated[Decimal | None, Column(NUMBER_TYPE, minimum=0), Field(description="Cost a year.")]
    currency: Annotated[str | None, Column("VARCHAR"), Field(description="Currency of the cost, ISO 4217.")]
    valid_from: Annotated[dt.date, Column("DATE", required=True), Field(description="First day of this version.")]
    valid_to: Annotated[dt.date | None, Column("DATE"), Field(description="Last day; none: still runs.")]
