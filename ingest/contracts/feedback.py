"""Contracts of what customers say unasked, and of what mystery customers note: suggestions, letters, reviews, visits."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from ingest.contracts.base import NUMBER_TYPE, Column, Record
from ingest.contracts.other import SENTIMENTS

SUGGESTION_KINDS = ("comment", "suggestion", "complaint", "praise")


class Verbatim(Record):
    """What every contract with free words of a customer shares; not a contract itself."""

    verbatim_original: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="Text as given, redacted of identifiers.")
    ]
    verbatim_normalised: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="Text, normalised and redacted.")
    ]
    characteristic_key: Annotated[
        str | None,
        Column("VARCHAR", references="characteristic"),
        Field(description="Characteristic concerned, as coded by a person."),
    ]
    theme: Annotated[
        str | None, Column("VARCHAR", references="theme"), Field(description="Theme, as coded by a person.")
    ]
    sentiment: Annotated[
        str | None, Column("VARCHAR", vocabulary=SENTIMENTS), Field(description="Sentiment, as coded by a person.")
    ]
    coder: Annotated[str | None, Column("VARCHAR"), Field(description="Pseudonym of the person who coded.")]


class Suggestion(Verbatim):
    """One row per card from a suggestion box or form; ``event_at`` is when it was written, or the box was emptied."""

    contract = "suggestion"

    customer_key: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="Keyed pseudonym, if the card was signed.")
    ]
    kind: Annotated[
        str | None, Column("VARCHAR", vocabulary=SUGGESTION_KINDS), Field(description="What kind of message it is.")
    ]
    site: Annotated[str | None, Column("VARCHAR"), Field(description="Where the box stands.")]
    transcriber: Annotated[str | None, Column("VARCHAR"), Field(description="Pseudonym of who typed the card.")]
    box_emptied_at: Annotated[
        dt.datetime | None, Column("TIMESTAMP"), Field(description="When the box was emptied, UTC.")
    ]
    is_internal: Annotated[bool, Column("BOOLEAN", required=True), Field(description="True for staff.")]
    segments: Annotated[
        dict[str, str], Column("MAP(VARCHAR, VARCHAR)", required=True), Field(description="Segmentation to value.")
    ]


class Letter(Verbatim):
    """One row per thank-you letter or e-mail and characteristic praised."""

    contract = "letter"

    customer_key: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="Keyed pseudonym of the writer.")
    ]
    medium: Annotated[str | None, Column("VARCHAR"), Field(description="Letter, card, e-mail.")]
    addressed_team: Annotated[str | None, Column("VARCHAR"), Field(description="Team that is thanked.")]
    is_internal: Annotated[bool, Column("BOOLEAN", required=True), Field(description="True for staff.")]
    segments: Annotated[
        dict[str, str], Column("MAP(VARCHAR, VARCHAR)", required=True), Field(description="Segmentation to value.")
    ]


class Review(Verbatim):
    """One row per public review."""

    contract = "review"

    customer_key: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="Keyed pseudonym of the reviewer's name.")
    ]
    platform: Annotated[str, Column("VARCHAR", required=True), Field(description="Where it was published.")]
    site: Annotated[str | None, Column("VARCHAR"), Field(description="Location or product that is reviewed.")]
    rating: Annotated[Decimal | None, Column(NUMBER_TYPE), Field(description="Rating as given.")]
    rating_min: Annotated[Decimal | None, Column(NUMBER_TYPE), Field(description="Lowest rating of the platform.")]
    rating_max: Annotated[Decimal | None, Column(NUMBER_TYPE), Field(description="Highest rating of the platform.")]
    title_original: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="Title as given, redacted of identifiers.")
    ]
    title_normalised: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="Title, normalised and redacted.")
    ]
    is_verified: Annotated[
        bool | None, Column("BOOLEAN"), Field(description="Whether the platform vouches for the purchase.")
    ]
    replied_at: Annotated[
        dt.datetime | None, Column("TIMESTAMP"), Field(description="When the organisation answered, UTC.")
    ]
    edited_at: Annotated[
        dt.datetime | None, Column("TIMESTAMP"), Field(description="When the reviewer last changed it, UTC.")
    ]
    is_deleted: Annotated[
        bool | None, Column("BOOLEAN"), Field(description="Whether it is no longer shown; null where unknown.")
    ]
    segments: Annotated[
        dict[str, str], Column("MAP(VARCHAR, VARCHAR)", required=True), Field(description="Segmentation to value.")
    ]


class MysteryVisitItem(Record):
    """One row per checklist item of one mystery visit: the organisation's own view of what it delivers."""

    contract = "mystery_visit_item"

    visit: Annotated[str, Column("VARCHAR", required=True), Field(description="Visit.")]
    evaluator: Annotated[str | None, Column("VARCHAR"), Field(description="Evaluator's pseudonym.")]
    site: Annotated[str, Column("VARCHAR", required=True), Field(description="Site visited.")]
    scenario: Annotated[str | None, Column("VARCHAR"), Field(description="Scenario played.")]
    item: Annotated[str, Column("VARCHAR", required=True), Field(description="Item of the checklist.")]
    characteristic_key: Annotated[
        str, Column("VARCHAR", required=True, references="characteristic"), Field(description="Characteristic checked.")
    ]
    points: Annotated[
        Decimal | None, Column(NUMBER_TYPE, minimum=0), Field(description="Points scored; none if not applicable.")
    ]
    applicable_points: Annotated[
        Decimal, Column(NUMBER_TYPE, required=True, minimum=0), Field(description="Points possible; 0: not applicable.")
    ]
    is_critical: Annotated[bool | None, Column("BOOLEAN"), Field(description="Whether failing it fails the visit.")]
    is_not_applicable: Annotated[bool | None, Column("BOOLEAN"), Field(description="Whether it could not be judged.")]
    note_original: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="Note as given, redacted of identifiers.")
    ]
    note_normalised: Annotated[
        str | None, Column("VARCHAR", personal=True), Field(description="Note, normalised and redacted.")
    ]
    segments: Annotated[
        dict[str, str], Column("MAP(VARCHAR, VARCHAR)", required=True), Field(description="Segmentation to value.")
    ]
