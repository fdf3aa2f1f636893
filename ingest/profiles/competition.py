"""When a rival's score is an opportunity or a threat (measure M20): declared thresholds, in points of 0-100."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Competition(BaseModel):
    """Thresholds of competitor research; intervals must lie wholly beyond them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    important_from: Literal["mean", "median"] | float = Field(
        "mean",
        description="Stated importance from which a characteristic counts as important; or mean or median over all.",
    )
    clear_lead_points: float = Field(
        0.0, ge=0, le=100, description="A lead counts where it is surely larger than this."
    )
    weak_below: float = Field(
        50.0, ge=0, le=100, description="A rival is clearly weak where it surely scores below this."
    )
