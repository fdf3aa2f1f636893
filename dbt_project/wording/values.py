"""What may stand in a sentence's places, and a sentence before it is written in a language.

A value knows how to write itself; which values a sentence has is decided in ``findings`` and ``limits``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from dbt_project.wording import formats
from dbt_project.wording.formats import Language
from dbt_project.wording.templates import TEMPLATES

Labels = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Writer:
    """A language, and the texts of ``pub_label`` by (label key, language)."""

    language: Language
    labels: Labels


class Value(Protocol):
    """Anything that can be written in a language."""

    def text(self, writer: Writer) -> str:
        """Return the written value."""
        ...


@dataclass(frozen=True)
class Number:
    """A number with fixed decimals; changes are signed."""

    value: float
    decimals: int = 1
    signed: bool = False

    def text(self, writer: Writer) -> str:
        """Return the written number."""
        return formats.number(self.value, writer.language, self.decimals, self.signed)


@dataclass(frozen=True)
class Share:
    """A share, written as a percentage."""

    value: float

    def text(self, writer: Writer) -> str:
        """Return the written percentage."""
        return formats.percent(self.value, writer.language)


@dataclass(frozen=True)
class Rate:
    """A rate per 1,000."""

    value: float

    def text(self, writer: Writer) -> str:
        """Return the written rate."""
        return formats.rate(self.value, writer.language)


@dataclass(frozen=True)
class Interval:
    """Two ends, written alike."""

    low: Value
    high: Value

    def text(self, writer: Writer) -> str:
        """Return the written interval."""
        return formats.interval(self.low.text(writer), self.high.text(writer), writer.language)


@dataclass(frozen=True)
class Label:
    """A name from the label table; a key without a label stands for itself, so that nothing is lost."""

    key: str

    def text(self, writer: Writer) -> str:
        """Return the name."""
        return writer.labels.get((self.key, writer.language), self.key.rsplit(".", 1)[-1])


@dataclass(frozen=True)
class Names:
    """Several names from the label table, each in quotation marks."""

    labels: tuple[Label, ...]

    def text(self, writer: Writer) -> str:
        """Return the names as a list."""
        return formats.names([label.text(writer) for label in self.labels], writer.language)


@dataclass(frozen=True)
class Literal:
    """Text that is the same in every language, such as a file name: isolated, so that it reads left to right."""

    value: str

    def text(self, writer: Writer) -> str:
        """Return the text."""
        return f"\u2066{self.value}\u2069" if writer.language == "fa" else self.value


@dataclass(frozen=True)
class Day:
    """A day."""

    value: dt.date

    def text(self, writer: Writer) -> str:
        """Return the written day."""
        return formats.day(self.value, writer.language)


@dataclass(frozen=True)
class Period:
    """A period by name."""

    period_type: str
    start: dt.date
    end: dt.date
    wave: str | None = None

    def text(self, writer: Writer) -> str:
        """Return the period's name."""
        return formats.period(self.period_type, self.start, self.end, self.wave, writer.language)


@dataclass(frozen=True)
class Since:
    """An earlier period that something is compared with."""

    period: Period

    def text(self, writer: Writer) -> str:
        """Return "since …"."""
        earlier = self.period
        return formats.since(earlier.period_type, earlier.start, earlier.end, earlier.wave, writer.language)


@dataclass(frozen=True)
class Onset:
    """The period from which on something is different."""

    period_type: str
    start: dt.date

    def text(self, writer: Writer) -> str:
        """Return "since …"."""
        return formats.onset(self.start, self.period_type, writer.language)


@dataclass(frozen=True)
class Phrase:
    """A template with its values; a phrase may stand in another's place."""

    template: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def text(self, writer: Writer) -> str:
        """Return the written phrase."""
        written = {name: value.text(writer) for name, value in self.values.items()}
        return TEMPLATES[self.template][writer.language].format(**written)


NOTHING = Phrase("nothing")


@dataclass(frozen=True)
class Sentence:
    """A phrase with its place in the report and the figures it was made from."""

    sentence_id: str
    position: int
    phrase: Phrase
    figure_ids: tuple[str, ...] = ()
