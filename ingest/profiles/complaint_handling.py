"""What a profile says of handling complaints: when the desk is open, how soon it promises to act, how long a case is followed.

Which counts are complaints, and what exposes customers to them, is ``ComplaintRate`` in ``ingest.profiles.models``.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Severity = Literal["low", "medium", "high"]
Step = Literal["acknowledge", "respond", "resolve"]
QuestionKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]

WEEKDAYS: Final[tuple[Weekday, ...]] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
# What the service levels of a complaint are looked up by: its severity, or that nobody assessed it.
SEVERITIES: Final = ("low", "medium", "high", "not_assessed")
NINE_TO_FIVE: Final = "09:00-17:00"
_HOURS: Final = re.compile(r"^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$")
_MIDNIGHT: Final = 24 * 60


class _Strict(BaseModel):
    """A part of a profile: unknown keys are errors, so that a typing mistake never passes for a setting."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def opening_minutes(text: str) -> tuple[int, int]:
    """Return the minutes after midnight between which ``09:00-17:00`` is open; ``24:00`` is the end of the day.

    Raises:
        ValueError: the text is no such time, or it closes before it opens.
    """
    found = _HOURS.match(text)
    if found is None:
        raise ValueError(f"'{text}' is no opening time; write it like {NINE_TO_FIVE}")
    numbers = [int(part) for part in found.groups()]
    opens, closes = numbers[0] * 60 + numbers[1], numbers[2] * 60 + numbers[3]
    if not opens < closes <= _MIDNIGHT:
        raise ValueError(f"'{text}' closes before it opens; split a night at 24:00 and go on at 00:00 the day after")
    return opens, closes


def _office_hours() -> dict[Weekday, list[str]]:
    return {day: [NINE_TO_FIVE] for day in WEEKDAYS[:5]}


class BusinessCalendar(_Strict):
    """When the complaints desk is open, in local time."""

    timezone: str | None = Field(None, description="IANA time zone of the hours; by default the organisation's.")
    weekly_hours: dict[Weekday, Annotated[list[str], Field(max_length=2)]] = Field(
        default_factory=_office_hours,
        description="Opening times of each weekday, at most two as in ['09:00-14:00', '16:00-19:00']; else closed.",
    )
    holidays: list[dt.date] = Field(default_factory=list, description="Days on which it is closed.")

    @field_validator("timezone")
    @classmethod
    def known_zone(cls, name: str | None) -> str | None:
        """Check that the time zone is in the IANA list."""
        try:
            return name and ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"'{name}' is no IANA time zone; write it like Europe/Madrid") from error

    @field_validator("weekly_hours")
    @classmethod
    def hours_in_order(cls, hours: dict[Weekday, list[str]]) -> dict[Weekday, list[str]]:
        """Check that every opening time can be read, and that the second of a day follows the first."""
        for day, openings in hours.items():
            minutes = [minute for text in openings for minute in opening_minutes(text)]
            if minutes != sorted(minutes):
                raise ValueError(f"the openings of {day} overlap or are not in order")
        if not any(hours.values()):
            raise ValueError("it is never open; leave the calendar out with 'business_calendar: null'")
        return hours


class ServiceLevel(_Strict):
    """Within what time a step is promised."""

    step: Step
    within: int = Field(gt=0, le=10_000)
    unit: Literal["hours", "days"] = Field(
        description="A business day ends at closing time; the day of receipt does not count."
    )
    clock: Literal["calendar", "business"] = "business"
    severities: list[Severity] = Field(
        default_factory=list, description="Complaints that it is about; by default all that no earlier one names."
    )


class UnvoicedProblem(_Strict):
    """Survey questions that tell who had a problem and did not complain."""

    problem_question: QuestionKey = Field(description="Question that asks whether there was a problem.")
    problem_values: list[float] = Field(min_length=1, description="Its answers that say so.")
    complained_question: QuestionKey = Field(description="Question that asks whether they complained of it.")
    complained_values: list[float] = Field(min_length=1, description="Its answers that say so.")


class ComplaintHandling(_Strict):
    """How complaints are handled, and over what time they are judged (measure M19)."""

    business_calendar: BusinessCalendar | None = Field(
        default_factory=BusinessCalendar, description="null: durations in calendar time only."
    )
    service_levels: list[ServiceLevel] = Field(default_factory=list)
    follow_up_days: int = Field(30, ge=1, le=366, description="Days after a closure in which a reopening counts.")
    recurrence_days: int = Field(
        90, ge=1, le=366, description="Days after a complaint in which another of the same customer and cause recurs."
    )
    outcome_days: int = Field(
        180,
        ge=1,
        le=732,
        description="Days after a complaint in which a dispute or an improvement action counts as its outcome.",
    )
    urgent_impacts: list[str] = Field(
        default_factory=list, description="Texts of 'impact' that call for high severity, as safety does."
    )
    unvoiced_problem: UnvoicedProblem | None = None


Row = tuple[object, ...]


def handling_rows(handling: ComplaintHandling) -> dict[str, list[Row]]:
    """Return the rows of the reference tables that SQL learns of complaint handling by."""
    return {
        "business_hours": _business_hours(handling.business_calendar),
        "holiday": [(day,) for day in sorted(set(handling.business_calendar.holidays))]
        if handling.business_calendar
        else [],
        "service_level": _service_levels(handling.service_levels),
        "urgent_impact": [(impact,) for impact in sorted(set(handling.urgent_impacts))],
        "unvoiced_answer": _unvoiced_answers(handling.unvoiced_problem),
    }


def handling_settings(handling: ComplaintHandling) -> dict[str, str]:
    """Return the settings of complaint handling as text."""
    calendar = handling.business_calendar
    return {
        "complaint_timezone": (calendar.timezone or "") if calendar else "",
        "complaint_follow_up_days": str(handling.follow_up_days),
        "complaint_recurrence_days": str(handling.recurrence_days),
        "complaint_outcome_days": str(handling.outcome_days),
    }


def _business_hours(calendar: BusinessCalendar | None) -> list[Row]:
    rows: list[Row] = []
    for number, day in enumerate(WEEKDAYS, start=1):
        openings = calendar.weekly_hours.get(day, []) if calendar else []
        if openings:
            minutes = [minute for text in openings for minute in opening_minutes(text)]
            rows.append((number, *minutes, *[None] * (4 - len(minutes))))
    return rows


def _service_levels(levels: list[ServiceLevel]) -> list[Row]:
    found: dict[tuple[str, str], Row] = {}
    for level in [*(item for item in levels if item.severities), *(item for item in levels if not item.severities)]:
        for severity in level.severities or SEVERITIES:
            row = (level.step, severity, level.clock, level.unit, level.within)
            found.setdefault((level.step, severity), row)
    return [found[key] for key in sorted(found)]


def _unvoiced_answers(unvoiced: UnvoicedProblem | None) -> list[Row]:
    if unvoiced is None:
        return []
    problem = [("problem", unvoiced.problem_question, value) for value in unvoiced.problem_values]
    return [*problem, *(("complained", unvoiced.complained_question, value) for value in unvoiced.complained_values)]


__all__ = [
    "BusinessCalendar",
    "ComplaintHandling",
    "ServiceLevel",
    "UnvoicedProblem",
    "handling_rows",
    "handling_settings",
    "opening_minutes",
]
