"""What a profile may say: everything that is specific to one organisation, validated before anything runs.

A profile is one folder with ``profile.yml``. These models are its schema; ``profile.schema.json`` beside this file is made
from them so that editors complete and check it. How a mapping is carried out belongs in ``ingest.mapping``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, PrivateAttr, Tag, model_validator

from ingest.connections.settings import Connection
from ingest.contracts import CONTRACTS
from ingest.contracts.survey import ASPECTS, MISSING_CODES
from ingest.profiles.competition import Competition
from ingest.profiles.complaint_handling import ComplaintHandling
from ingest.profiles.control_charts import ControlCharts
from ingest.profiles.drivers import Drivers
from ingest.profiles.indices import Index
from ingest.profiles.outcomes import Outcome
from ingest.profiles.presets import OPTIONS, PRESETS, with_preset
from ingest.profiles.publication import Publication
from ingest.profiles.quadrant import Quadrant
from ingest.profiles.validation import SignOff
from ingest.profiles.weighting import Weighting

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


class RowZone(Strict):
    """A column that tells each row's time zone, and what its texts mean."""

    columns: list[str]
    zones: dict[str, str] = Field(description="Text of the column to IANA time zone; other texts are unread.")


class DateRule(Strict):
    """How a date is written. ``template`` composes the text first, with ``{scope}``, ``{value}`` or column names.

    Exactly one of ``format`` and ``serial`` is given.
    """

    format: str | None = Field(None, description="strptime format, for example %d/%m/%Y. Never guessed.")
    serial: Literal["excel_1900", "excel_1904", "unix_seconds", "unix_milliseconds"] | None = Field(
        None, description="The date is a number: a spreadsheet's day or the seconds since 1970."
    )
    calendar: Literal["gregorian", "jalali"] = "gregorian"
    months: list[str] = Field(default_factory=list, description="The twelve month names that %B stands for.")
    at: Literal["start", "middle", "end"] = Field(
        "start", description="Where in a month, quarter or year a date without a day is put."
    )
    zone: RowZone | None = Field(None, description="A column with each row's time zone, instead of the source's.")
    template: str = "{value}"
    scopes: list[str] | None = Field(None, description="Only for these delivery scopes (waves, years).")

    @model_validator(mode="after")
    def one_way(self) -> DateRule:
        """Check that the date is read in exactly one way."""
        if (self.format is None) == (self.serial is None):
            raise ValueError("give exactly one of format, serial")
        return self


class NumberFormat(Strict):
    """How numbers are written, where it is not 1234.5. Digits may be of any script."""

    decimal: Literal[".", ",", "\u066b"] = "."
    thousands: Literal[",", ".", "'", "\u2019", " ", "\u066c"] | None = Field(
        None, description="Mark between groups of three digits; a blank stands for every kind of blank."
    )
    percent: bool = Field(False, description="A percent sign may stand beside the number and is left out.")


class Unit(Strict):
    """What a number is measured in, and what the warehouse keeps: ``{from: minutes, to: hours}`` or a factor."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    source: str | None = Field(None, alias="from", description="Unit of the file.")
    to: str | None = Field(None, description="Unit of the warehouse.")
    factor: float | None = Field(None, description="Multiplied by, where the units have no name here.")
    offset: float = Field(0, description="Added after multiplying.")
    columns: list[str] = Field(default_factory=list, description="A column with each row's unit, instead of 'from'.")
    recode: dict[str, str] = Field(default_factory=dict, description="Text of that column to unit.")


class CodeRule(Strict):
    """One line of a recode by several columns: where all of them hold what is listed, this is the value."""

    when: dict[str, str | list[str]] = Field(description="Column to its text, or to a list of texts; '' is empty.")
    then: str | None


Otherwise = Literal["keep", "missing", "quarantine"]


class FieldSettings(Strict):
    """What may be said of one contract field, and said differently for one delivery scope.

    The text is taken from its origin, cut by ``pattern``, replaced by ``recode``, ``rules`` or ``lookup``, then read.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

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
    coalesce: bool = Field(False, description="Take each row's first column that is not empty, not the file's first.")
    template: str | None = Field(None, description="Join columns: '{street} {number}'. Empty where all are empty.")
    pattern: str | None = Field(None, description="Regular expression (RE2); its first group is the text.")
    rules: list[CodeRule] = Field(default_factory=list, description="Recode by several columns; the first that fits.")
    otherwise: Otherwise | None = Field(
        None,
        alias="else",
        description="Texts that nothing above names: keep (default for recode), missing, or quarantine (for the others).",
    )
    ignore_case: bool = Field(False, description="Codes count in any case, Unicode form and digit script.")
    lookup: Key | None = Field(None, description="A table of 'lookups' whose first column holds the text.")
    column: str | None = Field(None, description="The column of that table to take.")
    number: NumberFormat | None = None
    unit: Unit | None = None


def origins_of(mapping: FieldSettings) -> list[str]:
    """Return the origins that a mapping names; a valid one names exactly one."""
    told = {
        "columns": bool(mapping.columns),
        "value": mapping.value is not None,
        "from_scope": mapping.from_scope,
        "template": mapping.template is not None,
        "rules": bool(mapping.rules) and not mapping.columns,
    }
    return [name for name, is_told in told.items() if is_told]


class FieldMapping(FieldSettings):
    """Where one contract field comes from.

    Exactly one of ``columns`` (alternatives: the first that the file has), ``value`` (a constant), ``from_scope`` (the scope
    of the delivery, taken from its file name), ``template`` (joined columns) and ``rules`` (by several columns) is given.
    """

    by_scope: dict[str, FieldSettings] = Field(
        default_factory=dict, description="What is different in one delivery scope."
    )

    @model_validator(mode="after")
    def one_origin(self) -> FieldMapping:
        """Check that exactly one origin is named."""
        if len(origins_of(self)) != 1:
            raise ValueError("give exactly one of columns, value, from_scope, template, rules")
        return self


class AnswerSettings(Strict):
    """How the texts of an answer are read."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    recode: dict[str, str | None] = Field(default_factory=dict)
    ignore_case: bool = Field(False, description="Codes count in any case, Unicode form and digit script.")
    otherwise: Otherwise | None = Field(
        None, alias="else", description="Texts that 'recode' does not name: keep (default), missing, or quarantine."
    )
    scale: Key | None = Field(None, description="The scale it was asked on here, instead of the question's.")
    missing: dict[str, Literal[MISSING_CODES]] = Field(  # type: ignore[valid-type]
        default_factory=dict, description="Further codes that are no answers, beside the scale's."
    )
    labels: bool = Field(False, description="The labels of the scale, in any language, stand for their points.")
    number: NumberFormat | None = None
    picked: list[str] = Field(default_factory=list, description="A pick: these texts make it one answer.")
    not_picked: list[str] = Field(default_factory=lambda: ["", "0"], description="A pick: these texts make no answer.")


class AnswerOverride(AnswerSettings):
    """What is different about one answer in one delivery scope."""

    columns: list[str] = Field(default_factory=list)


class AnswerColumn(AnswerSettings):
    """One question of a wide export: the alternatives for its column name."""

    question: Key
    columns: list[str] = Field(
        default_factory=list, description="Not for 'answers_long', where rows name the question."
    )
    scopes: list[str] | None = Field(None, description="Asked only in these waves; elsewhere it is 'not asked'.")
    optional: bool = False
    by_scope: dict[str, AnswerOverride] = Field(
        default_factory=dict, description="What is different in one delivery scope."
    )


class AnswerPair(AnswerSettings):
    """Several answers in one cell, as in '4/5'."""

    columns: list[str]
    separator: str = "/"
    questions: list[Key] = Field(min_length=2, description="The questions in the order of the parts.")
    scopes: list[str] | None = None
    optional: bool = False


class Picks(Strict):
    """Several picks in one cell, as in 'A;C': one answer each, to the question that the pick stands for."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    columns: list[str]
    separator: str = ";"
    questions: dict[str, Key] = Field(description="Text of a pick to the question that it answers.")
    otherwise: Literal["missing", "quarantine"] = Field(
        "quarantine", alias="else", description="Picks that are not listed are left out, or quarantine the line."
    )
    ignore_case: bool = False
    scopes: list[str] | None = None
    optional: bool = False


class AnswersLong(Strict):
    """A file with one line per answer: which column names the question and which holds the answer."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    question: ColumnChoice
    value: ColumnChoice
    recode: dict[str, Key | None] = Field(
        default_factory=dict, description="Question code to question; null: lines with it are out of scope."
    )
    otherwise: Literal["missing", "quarantine"] = Field(
        "quarantine", alias="else", description="Lines with other codes are out of scope, or are quarantined."
    )
    ignore_case: bool = False


class Repeat(Strict):
    """A group of columns that a row repeats: ``{item}`` in column names and values stands for each item in turn."""

    items: list[str] = Field(min_length=1)
    when_filled: list[str] = Field(
        default_factory=list, description="Only items for which at least one of these columns is not empty."
    )


class KeyRule(Strict):
    """The record's key where the source has none. Exactly one is given."""

    hash_of: list[ColumnChoice] | Literal["row"] | None = Field(
        None, description="A hash of these columns, or of the whole row: the same content twice is one record."
    )
    row_number: bool = Field(False, description="The line number, for sources whose files are snapshots.")

    @model_validator(mode="after")
    def one_rule(self) -> KeyRule:
        """Check that exactly one rule is given."""
        if bool(self.hash_of) == self.row_number:
            raise ValueError("give exactly one of hash_of, row_number")
        return self


class RowFilter(Strict):
    """Rows of the file that this record is about; the others are counted as out of scope, never lost silently."""

    columns: list[str]
    any_of: list[str] = Field(default_factory=list)
    at_least: str | None = Field(None, description="Keep rows whose text sorts at or after this.")
    at_most: str | None = Field(None, description="Keep rows whose text sorts at or before this.")
    none_of: list[str] = Field(default_factory=list, description="Keep rows whose text is none of these.")
    is_empty: bool | None = Field(None, description="Keep rows whose text is empty, or with false not empty.")
    matches: str | None = Field(None, description="Keep rows in whose text this regular expression (RE2) is found.")


def _kind_of_key(key: Any) -> str:
    return "list[rule]" if isinstance(key, dict | KeyRule) else "list[columns]"


# The tags keep an error in one form from being told as an error in the other.
RecordKey = Annotated[
    Annotated[list[ColumnChoice], Tag("list[columns]")] | Annotated[KeyRule, Tag("list[rule]")],
    Discriminator(_kind_of_key),
]


class RecordMapping(Strict):
    """How the rows of a file become rows of one contract."""

    contract: Literal[tuple(CONTRACTS)]  # type: ignore[valid-type]
    key: RecordKey = Field(
        description="Columns that identify the record; the delivery scope is prefixed if there is one."
    )
    first_per_key: bool = Field(
        False, description="Of several lines with one key only the first is this record; the others are out of scope."
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
    answers_long: AnswersLong | None = Field(None, description="survey_answer only: the file has one line per answer.")
    pairs: list[AnswerPair] = Field(default_factory=list, description="survey_answer only: several answers in a cell.")
    picks: list[Picks] = Field(default_factory=list, description="survey_answer only: several picks in a cell.")
    labels: bool = Field(False, description="Answers may be labels of their scale, in any language.")
    missing: dict[str, Literal[MISSING_CODES]] = Field(  # type: ignore[valid-type]
        default_factory=dict, description="Codes that are no answers in this source, beside the scales'."
    )
    repeat: Repeat | None = Field(None, description="The row repeats this record for each of several items.")
    where: list[RowFilter] = Field(default_factory=list)


class Reader(Strict):
    """How the bytes are read. A preset fills in what its product's export is known to need; what is given here wins."""

    format: Literal["csv", "tsv", "xlsx", "ods", "json", "jsonl", "parquet", "sav"] = "csv"
    preset: Literal[tuple(PRESETS)] | None = Field(  # type: ignore[valid-type]
        None, description="A product's common export; docs/readers.md says what each one sets."
    )
    encoding: str = Field("utf-8", description="Of text files; detect: decided from the bytes and reported.")
    delimiter: str = ","
    header_rows: int = Field(1, le=20, description="Rows that name or explain the columns.")
    header_row: int = Field(1, ge=1, description="Which of the header rows names the columns, from 1.")
    header_marker: str | None = Field(
        None, description="Text that the last header row must hold; a file without it is refused rather than cut."
    )
    repeated_headers: Literal["refuse", "number"] = Field(
        "refuse", description="number: a name that comes again becomes 'name (2)'."
    )
    skip_rows: int = Field(0, ge=0, le=1000, description="Lines above the header rows, blank ones too.")
    sheet: str | int | None = Field(None, description="Name or position from 1; by default the first visible sheet.")
    records_path: str | None = Field(
        None,
        description="JSON: where the array of records is, for example tickets or data.items; none: the file itself.",
    )
    keyed_lists: dict[str, tuple[str, str]] = Field(
        default_factory=dict,
        description="JSON: a list of key and value pairs that becomes columns, for example custom_fields: [id, value].",
    )
    value_labels: Literal["codes", "labels"] = Field("codes", description="SPSS: what the cells hold.")

    @model_validator(mode="before")
    @classmethod
    def preset_defaults(cls, given: object) -> object:
        """Fill in what the preset or the format decides and the profile does not say."""
        return with_preset(given) if isinstance(given, dict) else given

    @model_validator(mode="after")
    def options_of_format(self) -> Reader:
        """Check that every option that was set means something to the format, and that the header rows agree."""
        fields = type(self).model_fields
        for name in sorted(set(fields) - {"format", "preset"} - OPTIONS[self.format]):
            if name in self.model_fields_set and getattr(self, name) != fields[name].get_default(
                call_default_factory=True
            ):
                known = ", ".join(sorted(OPTIONS[self.format])) or "none"
                raise ValueError(f"{name} means nothing to the format {self.format}; its options are: {known}")
        if self.header_row > max(self.header_rows, 1):
            raise ValueError(f"header_row {self.header_row} lies beyond the {self.header_rows} header_rows")
        if isinstance(self.sheet, int) and self.sheet < 1:
            raise ValueError("sheet counts from 1")
        return self


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
    weighting: Weighting | None = Field(
        None, description="How base weights are adjusted; none: they are used as given."
    )
    planned_n: int | None = Field(None, ge=1, description="Interviews planned for each occasion of asking.")


class ScopeColumns(Strict):
    """What a source's columns are called in one delivery scope."""

    columns: dict[str, str] = Field(description="Name in the mapping to name in the files of this scope.")


# Days after the end of a day, week, month, quarter, half-year or year within which its delivery is still in time.
GRACE_DAYS = {"daily": 1, "weekly": 3, "monthly": 10, "quarterly": 20, "half_yearly": 30, "yearly": 60}


class Source(Strict):
    """One source: its file pattern, how it is read and mapped, how often it comes, who owns it."""

    id: Key
    like: Key | None = Field(
        None, description="Another source whose settings hold here, except for what is said here; null removes one."
    )
    name: Label
    method: Method
    owner_role: str
    cadence: Cadence
    files: str | None = Field(None, description="Glob below the data folder. Either this or 'connection' is given.")
    connection: Connection | None = Field(None, description="A database, a service or a store to fetch from.")
    language: FieldMapping | None = None
    timezone: str | None = Field(None, description="Defaults to the organisation's.")
    reader: Reader = Reader()
    delivery: Delivery = Delivery()
    sampling: Sampling = Sampling()
    number: NumberFormat | None = Field(None, description="How this source writes numbers.")
    scales: dict[Key, Key] = Field(
        default_factory=dict, description="Scale of a question to the scale that this source asks it on."
    )
    by_scope: dict[str, ScopeColumns] = Field(
        default_factory=dict, description="Column names that differ in one delivery scope."
    )
    records: list[RecordMapping]
    max_quarantined_share: float = Field(0.05, ge=0, le=1, description="Above it the batch waits for a person.")
    grace_days: int | None = Field(
        None,
        ge=0,
        description="Days after the end of a period in which its delivery is still in time; else by cadence.",
    )

    @property
    def grace(self) -> int:
        """Days after the end of a period in which its delivery is still in time."""
        return GRACE_DAYS.get(self.cadence, 0) if self.grace_days is None else self.grace_days

    @model_validator(mode="after")
    def one_way_in(self) -> Source:
        """Check that exactly one way in is named."""
        if (self.files is None) == (self.connection is None):
            raise ValueError("give exactly one of files, connection")
        return self

    @property
    def origin(self) -> str:
        """Where its deliveries come from, for people: the file pattern or the connection's name without secrets."""
        return self.files if self.connection is None else self.connection.shown  # type: ignore[return-value]


class Target(Strict):
    """A declared target for one headline figure."""

    measure: str = Field(description="Measure id, for example M2_mean_score.")
    aspect: str | None = None
    characteristic: Key | None = None
    value: float = Field(
        description="In the measure's unit: shares from 0 to 1, times as hours for nine in ten, on the calendar's clock."
    )


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
    complementary: bool = Field(
        True, description="Hide what would give a hidden figure away. Off is for tests, not for anything published."
    )
    publish_quotes: bool = Field(
        False,
        description="Quote customers in the published report: redacted, from themes of verbatim_minimum_n persons.",
    )
    quotes_per_theme: int = Field(3, ge=1, le=10, description="Quotes of a theme in one language, at most.")


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
    change_point_penalty: float = Field(
        3.0, gt=0, description="What one more step of a series must save, in logarithms of its length (BIC: 2)."
    )
    first_month: dt.date = Field(dt.date(2010, 1, 1), description="First month that the organisation monitors.")
    quadrant: Quadrant = Quadrant()
    competition: Competition = Competition()
    as_of: dt.date | None = Field(None, description="Data cut-off; by default the end of the last month with data.")


@dataclass(frozen=True)
class LookupTable:
    """One lookup table: its columns, and by the text of the first column the texts of the others."""

    columns: tuple[str, ...]
    rows: dict[str, tuple[str, ...]]


CODE_BOOK_THEMES = (
    "delivery",
    "staff_courtesy",
    "competence",
    "price_value",
    "product_quality",
    "waiting",
    "information",
    "complaint_handling",
    "accessibility",
    "environment",
    "digital",
    "billing",
)


class TextCoding(Strict):
    """When a machine may code texts: what its agreement with people must have shown before."""

    minimum_kappa: float = Field(
        0.6, gt=0, le=1, description="A coder whose kappa with people is below it is not used."
    )
    minimum_human_codes: int = Field(200, ge=20, description="Distinct texts coded by people that a model needs.")
    seed: int = Field(20260101, ge=0, description="Of splits and resamples; the same seed gives the same codes.")
    code_book_themes: dict[Key, Literal[CODE_BOOK_THEMES]] = Field(  # type: ignore[valid-type]
        default_factory=dict, description="Own theme to the shipped code book's theme of the same meaning."
    )


class Personal(Strict):
    """How persons are protected beyond pseudonyms and redaction, which always apply."""

    names: str | None = Field(
        None, description="File beside the profile: names to hide in texts, one per line, in any script."
    )
    vault: bool = Field(False, description="Keep identifiers, encrypted, for those who must write to customers again.")
    retention_months: Annotated[int, Field(ge=1)] | None = Field(
        None, description="After so many months a person's words and key are removed; answers and figures stay."
    )
    retention_months_by_contract: dict[str, Annotated[int, Field(ge=1)]] = Field(
        default_factory=dict, description="The same for single contracts, which comes first."
    )

    @model_validator(mode="after")
    def known_contracts(self) -> Personal:
        """Check that retention is declared for contracts that there are."""
        strange = sorted(set(self.retention_months_by_contract) - set(CONTRACTS))
        if strange:
            raise ValueError(f"there is no contract '{strange[0]}'; choose among {', '.join(CONTRACTS)}")
        return self


class Profile(Strict):
    """Everything about one organisation that the warehouse needs."""

    profile_version: Literal[1]
    organisation: Organisation
    characteristics: list[Characteristic]
    segmentations: list[Segmentation] = Field(default_factory=list)
    scales: dict[Key, Scale] = Field(default_factory=dict)
    lookups: dict[Key, str] = Field(
        default_factory=dict,
        description="CSV tables beside the profile, in UTF-8 with a header; keys in the first column.",
    )
    questions: list[Question] = Field(default_factory=list)
    competitors: list[Named] = Field(default_factory=list)
    causes: list[Named] = Field(default_factory=list)
    themes: list[Named] = Field(default_factory=list)
    promises: list[Named] = Field(
        default_factory=list,
        description="Names of the promises in the register; one without a name is shown by its key.",
    )
    operations: list[Named] = Field(default_factory=list)
    indices: list[Index] = Field(default_factory=list, description="Several answers in one figure (M25).")
    targets: list[Target] = Field(default_factory=list)
    events: list[Event] = Field(default_factory=list)
    complaint_rate: ComplaintRate | None = None
    control_charts: ControlCharts = ControlCharts()
    complaint_handling: ComplaintHandling = ComplaintHandling()
    suppression: Suppression = Suppression()
    text_coding: TextCoding = TextCoding()
    drivers: Drivers = Drivers()
    outcomes: list[Outcome] = Field(default_factory=list)
    reporting: Reporting
    personal: Personal = Personal()
    publication: Publication = Publication()
    signed_off: list[SignOff] = Field(
        default_factory=list, description="Analyses that a responsible role has validated; all others are provisional."
    )
    sources: list[Source]
    # What the files of ``lookups`` hold; the loader reads them.
    _tables: dict[str, LookupTable] = PrivateAttr(default_factory=dict)
    # What the file of ``personal.names`` holds; no field, so that no dump of a profile shows it.
    _names: tuple[str, ...] = PrivateAttr(default=())

    @property
    def tables(self) -> dict[str, LookupTable]:
        """The tables of ``lookups``, by name."""
        return self._tables

    @property
    def names(self) -> tuple[str, ...]:
        """The listed names to hide in texts."""
        return self._names

    def with_names(self, names: tuple[str, ...]) -> Profile:
        """Return this profile with its list of names."""
        copy = self.model_copy()
        copy._names = names
        return copy

    def with_tables(self, tables: dict[str, LookupTable]) -> Profile:
        """Return this profile with its lookup tables."""
        copy = self.model_copy()
        copy._tables = tables
        return copy
