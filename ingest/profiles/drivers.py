"""What the overall judgement is set against (measure M13), and for whom."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Drivers(BaseModel):
    """The driver analysis: its characteristics, its segmentations, and what becomes of interviews with gaps."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    characteristics: list[str] = Field(
        default_factory=list,
        description="By default every characteristic whose perception is asked. Up to 15 have Shapley shares.",
    )
    cuts: list[str] = Field(
        default_factory=list, description="Segmentations that get driver figures of their own, beside everybody."
    )
    missing: Literal["pairwise", "complete"] = Field(
        "pairwise",
        description=(
            "pairwise: each correlation over all who answered both; complete: only interviews that answered every "
            "characteristic, as regression software does."
        ),
    )
