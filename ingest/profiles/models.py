"""What a profile may say: everything that is specific to one organisation, validated before anything runs.

A profile is one folder with ``profile.yml``. These models are its schema; ``profile.schema.json`` beside this file is made
from them so that editors complete and check it. How a mapping is carried out belongs in ``ingest.mapping``.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ingest.contracts import CONTRACTS
from ingest.contracts.survey import ASPECTS, MISSING_CODES

Language = Literal["en", "ca", "fa"]
Label = dict[Language, str]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
ColumnChoice = str | list[str]
Cadence = Literal["event", "daily", "weekly", "monthly", "quarterly", "half_yearly", "yearly", "once"]
Method = Literal[
    "survey",
    "complaints",
    "focus_groups",
    "competitor_research",
    "suggestion_box",
    "mystery_shopping",
    "letters",
    "reviews",
    "operations",
    "register",
]


class Strict(BaseModel):
    """A part of a profile: unknown keys are errors, so that a typing mistake never passes for a setting."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Organisation(Strict):
    """Whose customers are asked."""

    id: Key
    name: Label
    kind: Literal["private", "public", "voluntary"]
    is_synthetic: bool = Field(False, description="Labels every page as synthetic data.")
    timezone: str = Field(description="IANA time zone in which the organisation counts its days.")
    languages: list[Language]
    default_language: Language


class Characteristic(Strict):
    """One node of the tree of characteristics that customers judge."""

    key: Key
    name: Label
    group: Literal["product", "delivery", "organisation"]
    parent: Key | None = None
    is_overall: bool = Field(False, description="The overall judgement, not one characteristic among others.")


class SegmentValue(Strict):
    """One value of a segmentation."""

    key: str
    name: Label


class Segmentation(Strict):
    """One declared cut of the customers."""

    key: Key
    name: Label
    values: list[SegmentValue]


class Named(Strict):
    """A key with its name: competitors, causes, themes, operational measures."""

    key: Key
    name: Label
    unit: str | None = None


class Scale(Strict):
    """An answer scale, its direction, and the codes on it that are no answers."""

    min: float
    max: float
    direction: Literal["up", "down"] = "up"
    missing: dict[str, Literal[MISSING_CODES]] = Field(default_factory=dict)  # type: ignore[valid-type]
    labels: dict[str, Label] = Field(default_factory=dict, description="Wording of each point of the scale.")


class Question(Strict):
    """One versioned question: what it asks, of which characteristic, on which scale."""

    key: Key
    characteristic: Key
    aspect: Literal[ASPECTS]  # type: ignore[valid-type]
    scale: Key | None = Field(None, description="Named scale; open text has none.")
    wording: Label = Field(default_factory=dict)
    valid_from: dt.date | None = None
    comparable_with_earlier: bool = Field(True, description="False breaks the series: scale, wording or mode changed.")


class DateRule(Strict):
    """How a date is written. ``template`` composes the text first, with ``{scope}``, ``{value}`` or column names."""

    format: str = Field(description="strptime format, for example %d/%m/%Y. Never guessed.")
    template: str = "{value}"
    scopes: list[str] | None = Field(None, description="Only for these delivery scopes (waves, years).")


class FieldMapping(Strict):
    """Where one contract field comes from.

    Exactly one of ``columns`` (alternatives: the first that the file has), ``value`` (a constant) and ``from_scope`` (the scope
    of the delivery, taken from its file name) is given.
    """

    columns: list[str] = Field(default_factory=list)
    value: str | int | float | bool | None = None
    from_scope: bool = False
    optional: bool = Field(False, description="The column may be absent; otherwise its absence blocks the source.")
    recode: dict[str, str | None] = Field(
        default_factory=dict, description="Source code to value; others pass unchanged."
    )
    recode_by_scope: dict[str, dict[str, str | None]] = Field(default_factory=dict)
    dates: list[DateRule] = Field(default_factory=list, description="Declared formats, tried in order.")
    pseudonymise: bool = Field(False, description="Replace by a keyed hash; the identifier never leaves ingest.")

    @model_validator(mode="after")
    def one_origin(self) -> FieldMapping:
        """Check that exactly one origin is named."""
        origins = [bool(self.columns), self.value is not None, self.from_scope]
        if sum(origins) != 1:
            raise ValueError("give exactly one of columns, value, from_scope")
        return self


class AnswerColumn(Strict):
    """One question of a wide export: the alternatives for its column name."""

    question: Key
    columns: list[str]
    scopes: list[str] | None = Field(None, description="Asked only in these waves; elsewhere it is 'not asked'.")
    optional: bool = False
    recode: dict[str, str | None] = Field(default_factory=dict)


class RowFilter(Strict):
    """Rows of the file that this record is about; the others are counted as out of scope, never lost silently."""

    columns: list[str]
    any_of: list[str] = Field(default_factory=list)
    at_least: str | None = Field(None, description="Keep rows whose text sorts at or after this.")
    at_most: str | None = Field(None, description="Keep rows whose text sorts at or before this.")


class RecordMapping(Strict):
    """How the rows of a file become rows of one contract."""

    contract: Literal[tuple(CONTRACTS)]  # type: ignore[valid-type]
    key: list[ColumnChoice] = Field(
        description="Columns that identify the record; the delivery scope is prefixed if there is one."
    )
    key_version: list[str] = Field(
        default_factory=list,
        description="Where a file restates a record, the row with the greatest text in this column wins.",
    )
    fields: dict[str, FieldMapping] = Field(default_factory=dict)
    segments: dict[Key, FieldMapping] = Field(default_factory=dict)
    answers: list[AnswerColumn] = Field(
        default_factory=list, description="survey_answer only: wide columns to long rows."
    )
    where: list[RowFilter] = Field(default_factory=list)


class Reader(Strict):
    """How the bytes are read."""

    format: Literal["csv"] = "csv"
    encoding: str = "utf-8"
    delimiter: str = ","
    header_rows: int = 1


class Delivery(Strict):
    """What one file of the source stands for."""

    scope_pattern: str | None = Field(
        None,
        description="Regular expression on the file name with a group (?P<scope>...): the wave or period it delivers.",
    )
    mode: Literal["snapshot", "incremental"] = Field(
        "incremental",
        description="snapshot: a later file of the same scope replaces all its rows; incremental: per record.",
    )


class Sampling(Strict):
    """How the respondents came to be asked; decides what may be said about error."""

    kind: Literal["probability", "quota", "self_selected", "census", "not_applicable"] = "not_applicable"
    stratified: bool = False
    clustered: bool = False
    lonely_psu: Literal["fail", "adjust", "certainty"] = "adjust"


class Source(Strict):
    """One source: its file pattern, how it is read and mapped, how often it comes, who owns it."""

    id: Key
    name: Label
    method: Method
    owner_role: str
    cadence: Cadence
    files: str = Field(description="Glob below the data folder.")
    language: FieldMapping | None = None
    timezone: str | None = Field(None, description="Defaults to the organisation's.")
    reader: Reader = Reader()
    delivery: Delivery = Delivery()
    sampling: Sampling = Sampling()
    records: list[RecordMapping]
    max_quarantined_share: float = Field(0.05, ge=0, le=1, description="Above it the batch waits for a person.")


class Target(Strict):
    """A declared target for one headline figure."""

    measure: str = Field(description="Measure id, for example M2_mean_score.")
    aspect: str | None = None
    characteristic: Key | None = None
    value: float


class Event(Strict):
    """A dated event or action to mark on charts."""

    date: dt.date
    until: dt.date | None = None
    kind: Literal["event", "action"] = "event"
    name: Label


class ComplaintRate(Strict):
    """Which counts are complaints and what exposes customers to them (measure M19)."""

    count_measure: Key | None = Field(
        None, description="Operation measure that counts complaints; none: the complaint contract."
    )
    exposure_measure: Key
    exposure_unit: Label


class Suppression(Strict):
    """Disclosure thresholds (measure M12)."""

    minimum_n: int = Field(10, ge=1)
    flag_n: int = Field(30, ge=1)
    verbatim_minimum_n: int = Field(15, ge=1)


class Reporting(Strict):
    """Which periods and figures lead the report, and the error rates verdicts keep to."""

    headline_characteristic: Key
    headline_aspect: Literal[ASPECTS] = "overall"  # type: ignore[valid-type]
    headline_period: Literal["wave", "month", "quarter", "year"] = "quarter"
    trend_period: Literal["wave", "month", "quarter", "year"] = "month"
    expectation_aspect: Literal["expectation_minimum", "expectation_desired", "expectation_predicted"] = (
        "expectation_desired"
    )
    false_discovery_rate: float = Field(0.05, gt=0, lt=1)
    first_month: dt.date = Field(dt.date(2010, 1, 1), description="First month that the organisation monitors.")
    as_of: dt.date | None = Field(None, description="Data cut-off; by default the end of the last month with data.")


class Profile(Strict):
    """Everything about one organisation that the warehouse needs."""

    profile_version: Literal[1]
    organisation: Organisation
    characteristics: list[Characteristic]
    segmentations: list[Segmentation] = Field(default_factory=list)
    scales: dict[Key, Scale] = Field(default_factory=dict)
    questions: list[Question] = Field(default_factory=list)
    competitors: list[Named] = Field(default_factory=list)
    causes: list[Named] = Field(default_factory=list)
    themes: list[Named] = Field(default_factory=list)
    operations: list[Named] = Field(default_factory=list)
    targets: list[Target] = Field(default_factory=list)
    events: list[Event] = Field(default_factory=list)
    complaint_rate: ComplaintRate | None = None
    suppression: Suppression = Suppression()
    reporting: Reporting
    sources: list[Source]
