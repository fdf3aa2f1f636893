"""What satisfaction is set beside (requirements R10, R21): indirect indicators, each with what exposes customers to it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

REVIEW_RATING = "review_rating"


class Outcome(BaseModel):
    """One indirect indicator by month, and the denominator that makes it comparable over time."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)
    name: dict[Literal["en", "ca", "fa"], str]
    kind: Literal["retention", "sales", "returns", "reputation", "cost"]
    measure: str = Field(
        description="An operation measure; or review_rating, the mean rating of public reviews (0-100)."
    )
    per: str | None = Field(None, description="Operation measure to divide by; the figure is then per 1,000 of it.")
    higher_is: Literal["better", "worse"]

    @model_validator(mode="after")
    def rating_has_no_denominator(self) -> Outcome:
        """Check that a mean rating is not divided by anything."""
        if self.measure == REVIEW_RATING and self.per is not None:
            raise ValueError("review_rating is a mean already; leave 'per' out")
        return self
