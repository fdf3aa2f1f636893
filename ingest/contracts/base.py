"""How a contract is declared: a pydantic model whose fields carry their column's type, meaning and rules.

The SQL columns of landing, the expectation suite's column set, the JSON Schema and the documentation are derived from these
declarations. What a value *may* be for one organisation (its characteristics, segments, competitors) belongs in its profile.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field


@dataclass(frozen=True)
class Column:
    """What one contract column is.

    Attributes:
        sql_type: the DuckDB type in landing, for example ``DECIMAL(9,6)``.
        required: a row without it is quarantined.
        vocabulary: the closed list of values that the contract itself knows, if any.
        references: name of the profile list that its values come from (``characteristic``, ``question``, ``competitor``).
        minimum: smallest valid number.
        maximum: greatest valid number.
        strictly_positive: the number must be above zero.
        personal: holds (pseudonymised or redacted) data about a person.
    """

    sql_type: str
    required: bool = False
    vocabulary: tuple[str, ...] | None = None
    references: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    strictly_positive: bool = False
    personal: bool = False


WEIGHT_TYPE = "DECIMAL(9,6)"
NUMBER_TYPE = "DECIMAL(18,6)"


class Record(BaseModel):
    """One landed row: the columns that every contract shares.

    ``unparsed`` keeps what could not be read as the column's type (``column=text`` pairs joined by ``; ``), so that a bad value
    is shown to a person and never silently lost.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    contract: ClassVar[str]
    version: ClassVar[int] = 1
    key: ClassVar[tuple[str, ...]] = ("source_id", "source_record_id")

    source_id: Annotated[str, Column("VARCHAR", required=True), Field(description="Source in the profile.")]
    batch_id: Annotated[str, Column("VARCHAR", required=True), Field(description="Delivery that brought the row.")]
    source_record_id: Annotated[
        str, Column("VARCHAR", required=True), Field(description="The source's own identifier of the record.")
    ]
    source_row: Annotated[
        int, Column("BIGINT", required=True), Field(description="Line of the file (or row of the sheet), from 1.")
    ]
    event_at: Annotated[dt.datetime, Column("TIMESTAMP", required=True), Field(description="When it happened, in UTC.")]
    timezone: Annotated[str, Column("VARCHAR", required=True), Field(description="IANA time zone of the source.")]
    language: Annotated[
        str | None, Column("VARCHAR"), Field(description="Language of the text or interview, ISO 639-1.")
    ]
    record_version: Annotated[
        str | None, Column("VARCHAR"), Field(description="Where a file restates a record, the greatest version wins.")
    ]
    unparsed: Annotated[
        str | None, Column("VARCHAR"), Field(description="Values that could not be read, as column=text pairs.")
    ]

    @classmethod
    def columns(cls) -> dict[str, Column]:
        """Return the contract's columns in landing order, by name."""
        found: dict[str, Column] = {}
        for name, field in cls.model_fields.items():
            declared = [item for item in field.metadata if isinstance(item, Column)]
            if not declared:
                raise TypeError(f"{cls.__name__}.{name} has no Column declaration")
            found[name] = declared[0]
        return found

    @classmethod
    def descriptions(cls) -> dict[str, str]:
        """Return each column's description, by name."""
        return {name: (field.description or "").strip() for name, field in cls.model_fields.items()}


__all__ = ["NUMBER_TYPE", "WEIGHT_TYPE", "Column", "Record"]
