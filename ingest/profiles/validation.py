"""What a profile may say about validated analyses: who signed off which period of which survey (requirement R17)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class SignOff(BaseModel):
    """One sign-off: the role that looked at the validation of a period and stands for its results."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    period_type: Literal["wave", "month", "quarter", "year"]
    period_start: dt.date = Field(description="First day of the period, as the report names it.")
    source: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)] | None = Field(
        None, description="Survey source; none: all of them."
    )
    by_role: str = Field(min_length=1, description="Role that signed; no person's name.")
    on: dt.date = Field(description="Day of signing.")


__all__ = ["SignOff"]
