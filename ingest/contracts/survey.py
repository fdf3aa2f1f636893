"""Survey contracts: one interview, and one answer to one question of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from ingest.contracts.base import WEIGHT_TYPE, Column, Record

MODES = ("face_to_face", "telephone", "web", "email", "paper", "kiosk")
ASPECTS = (
    "perception",
    "expectation_minimum",
    "expectation_desired",
    "expectation_predicted",
    "importance",
    "overall",
    "intention_to_recommend",
    "effort",
    "kano_functional",
    "kano_dysfunctional",
    "priority_pick",
    "problem_experience",
    "open_text",
)
MISSING_CODES = ("not_applicable", "dont_know", "refused", "not_asked", "blank")
ROLES = ("user", "buyer", "decision_maker", "intermediary")
STATUSES = ("current", "lapsed", "potential")


class SurveyResponse(Record):
    """One row per interview."""

    contract = "survey_response"
    version = 3

    respondent_key: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="Keyed pseudonym of the respondent.")
    ]
    mode: Annotated[
        str, Column("VARCHAR", required=True, vocabulary=MODES), Field(description="How the interview was held.")
    ]
    interviewer: Annotated[str | None, Column("VARCHAR"), Field(description="Interviewer or team, pseudonymised.")]
    wave: Annotated[str | None, Column("VARCHAR"), Field(description="Survey wave, where the survey has waves.")]
    questionnaire_version: Annotated[str | None, Column("VARCHAR"), Field(description="Version of the questionnaire.")]
    has_consent: Annotated[
        bool | None, Column("BOOLEAN"), Field(description="Whether the respondent agreed to the use of the answers.")
    ]
    started_at: Annotated[dt.datetime | None, Column("TIMESTAMP"), Field(description="Interview start, UTC.")]
    ended_at: Annotated[dt.datetime | None, Column("TIMESTAMP"), Field(description="Interview end, UTC.")]
    completion_status: Annotated[
        str | None,
        Column("VARCHAR", vocabulary=("complete", "partial", "screened_out")),
        Field(description="Completion."),
    ]
    disposition: Annotated[str | None, Column("VARCHAR"), Field(description="AAPOR final disposition code.")]
    stratum: Annotated[str | None, Column("VARCHAR"), Field(description="Stratum of the sampling design.")]
    psu: Annotated[
        str | None, Column("VARCHAR"), Field(description="Primary sampling unit, where the design is clustered.")
    ]
    stratum_population: Annotated[
        int | None,
        Column("BIGINT", minimum=1),
        Field(
            description="Sampling units (PSUs, or customers where there are none) in the stratum's population, if finite."
        ),
    ]
    psu_population: Annotated[
        int | None,
        Column("BIGINT", minimum=1),
        Field(description="Units in the sampled PSU's population, where a second stage drew from a finite number."),
    ]
    base_weight: Annotated[
        Decimal,
        Column(WEIGHT_TYPE, required=True, strictly_positive=True),
        Field(description="Design weight, six places."),
    ]
    respondent_role: Annotated[
        str | None, Column("VARCHAR", vocabulary=ROLES), Field(description="Role of the customer who answers.")
    ]
    respondent_status: Annotated[
        str | None, Column("VARCHAR", vocabulary=STATUSES), Field(description="Current, lapsed or potential customer.")
    ]
    is_internal: Annotated[
        bool, Column("BOOLEAN", required=True), Field(description="True for staff, whom the standard does not ask.")
    ]
    segments: Annotated[
        dict[str, str], Column("MAP(VARCHAR, VARCHAR)", required=True), Field(description="Segmentation to value.")
    ]


class SurveyAnswer(Record):
    """One row per answer to one versioned question of one interview (``source_record_id`` is the interview's)."""

    contract = "survey_answer"
    key = ("source_id", "source_record_id", "question_key")

    question_key: Annotated[
        str, Column("VARCHAR", required=True, references="question"), Field(description="Question in the profile.")
    ]
    characteristic_key: Annotated[
        str,
        Column("VARCHAR", required=True, references="characteristic"),
        Field(description="Characteristic asked about."),
    ]
    aspect: Annotated[
        str, Column("VARCHAR", required=True, vocabulary=ASPECTS), Field(description="What was asked of it.")
    ]
    raw_value: Annotated[str | None, Column("VARCHAR"), Field(description="Answer exactly as the source holds it.")]
    value: Annotated[Decimal | None, Column(WEIGHT_TYPE), Field(description="Answer as a number on its scale.")]
    scale_min: Annotated[Decimal | None, Column(WEIGHT_TYPE), Field(description="Lowest label of the scale.")]
    scale_max: Annotated[Decimal | None, Column(WEIGHT_TYPE), Field(description="Highest label of the scale.")]
    scale_direction: Annotated[
        str | None,
        Column("VARCHAR", vocabulary=("up", "down")),
        Field(description="up: more is better; down: less is."),
    ]
    missing_code: Annotated[
        str | None,
        Column("VARCHAR", vocabulary=MISSING_CODES),
        Field(description="Why there is no answer; never a value."),
    ]
    text_original: Annotated[
        str | None,
        Column("VARCHAR", personal=True),
        Field(description="Open answer as given, redacted of identifiers."),
    ]
    text_normalised: Annotated[
        str | None,
        Column("VARCHAR", personal=True),
        Field(description="Open answer, Unicode- and digit-normalised, redacted."),
    ]
