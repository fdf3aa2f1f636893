"""How importance is set against performance (measure M14): which importance, and where the lines run."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Line = Literal["mean", "median"] | float


class Quadrant(BaseModel):
    """The importance–performance quadrant. A line is a number on the axis, or is made from the points themselves."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    importance: Literal["stated", "derived"] = Field(
        "stated",
        description="Which importance the report shows: what customers say (0-100), or the share that drivers get.",
    )
    importance_line: Line = Field(
        "mean",
        description="Number on the axis of the chosen importance, or mean or median over the characteristics.",
    )
    performance_line: Line = Field("mean", description="Score of 0-100, or mean or median over the characteristics.")
