"""What a profile says of control charts (measure M16): the baseline's months, the rules, and which indicators are charted.

How limits and signals come about is in ``dbt_project.statistics.control_charts``.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

RuleSet = Literal["western_electric", "nelson"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Baseline(_Strict):
    """The months that make the limits: both ends or none. Without them: the first 24 months of a series."""

    baseline_from: dt.date | None = Field(None, description="First day of the baseline's first month.")
    baseline_to: dt.date | None = Field(None, description="Any day of the baseline's last month.")
    rules: RuleSet | None = Field(None, description="Named rule set by which a month is out of the ordinary.")

    @model_validator(mode="after")
    def in_order(self) -> Baseline:
        """Check that the baseline has both ends, in order."""
        if (self.baseline_from is None) != (self.baseline_to is None):
            raise ValueError("give both baseline_from and baseline_to, or neither")
        if self.baseline_from and self.baseline_to and self.baseline_from > self.baseline_to:
            raise ValueError("baseline_from is after baseline_to")
        return self


class Ratio(_Strict):
    """An indicator per unit of another, by month: returns per 1000 parcels."""

    count: str = Field(description="An operational measure, 'complaints', or 'complaints:' and a cause.")
    exposure: str = Field(description="The operational measure that it is counted on.")
    per: int = Field(1000, ge=1, description="Units of the exposure that the rate is told for.")


class ControlCharts(Baseline):
    """Settings of all charts, and of those of single measures."""

    rules: RuleSet = "western_electric"
    by_measure: dict[str, Baseline] = Field(
        default_factory=dict,
        description="Measure id, such as M2_mean_score or M19_complaint_rate, to its own settings.",
    )
    ratios: list[Ratio] = Field(default_factory=list, description="Charted besides those that actions are judged by.")
