"""What a profile may say about the weights of a survey source: base x non-response x raking (measure M8).

How factors are computed belongs in ``dbt_project.statistics.weighting``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Cut = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
STRATUM = "stratum"


class _Strict(BaseModel):
    """Unknown keys are errors, as everywhere in a profile."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Trim(_Strict):
    """Bounds of the adjustment (final weight by base weight), as ratios to its mean or median over the occasion."""

    lower: float = Field(0.3, gt=0, le=1, description="Smallest adjustment, times the mean or median.")
    upper: float = Field(3.0, ge=1, description="Greatest adjustment, times the mean or median.")
    around: Literal["mean", "median"] = "mean"


class Weighting(_Strict):
    """How base weights become weights: cells for non-response, margins to rake to, and when raking ends.

    Population figures come from the contract ``population_margin``: of each cut the version in force on the occasion's last
    day. A value of a margin with customers and no interviews (or interviews and no customers) is an error that names it.
    """

    nonresponse_cells: list[Cut] = Field(
        default_factory=list,
        description="Cuts (or 'stratum') in whose cells interviews stand for all sampled units (contract sample_unit).",
    )
    margins: list[Cut] = Field(default_factory=list, description="Cuts whose population figures the weights reproduce.")
    tolerance: float = Field(1e-9, gt=0, lt=0.1, description="Largest relative difference from a margin.")
    maximum_iterations: int = Field(200, ge=1, description="Rounds over all margins before raking gives up.")
    trim: Trim | None = None
    sums_to: Literal["base_weights", "sampled_units", "population"] = Field(
        "base_weights",
        description=(
            "What an occasion's weights add up to: its base weights, so that surveys shown together keep their shares; "
            "base weights times non-response; or the population (margins as counts; weights below 1000)."
        ),
    )

    @model_validator(mode="after")
    def something_to_do(self) -> Weighting:
        """Check that there is a step, that no cut is named twice, and that 'stratum' is no margin."""
        if not self.nonresponse_cells and not self.margins:
            raise ValueError("give nonresponse_cells, margins or both")
        for name in ("nonresponse_cells", "margins"):
            cuts = getattr(self, name)
            if len(set(cuts)) < len(cuts):
                raise ValueError(f"a cut is named twice in {name}")
        if STRATUM in self.margins:
            raise ValueError("'stratum' has no population margin; declare it as a segmentation")
        return self


def cuts_of(weighting: Weighting) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield each declared segmentation with its place in the weighting; 'stratum' belongs to the design."""
    for name in ("nonresponse_cells", "margins"):
        for position, cut in enumerate(getattr(weighting, name)):
            if cut != STRATUM:
                yield (name, position), cut


def weighting_rows(source_id: str, weighting: Weighting | None) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the reference table ``weighting``: one per step and cut, with the source's settings repeated."""
    if weighting is None:
        return
    trim = (None, None, None)
    if weighting.trim:
        trim = (weighting.trim.lower, weighting.trim.upper, weighting.trim.around)  # type: ignore[assignment]
    settings = (weighting.tolerance, weighting.maximum_iterations, *trim, weighting.sums_to)
    for step, cuts in (("nonresponse", weighting.nonresponse_cells), ("raking", weighting.margins)):
        for position, cut in enumerate(cuts, start=1):
            yield (source_id, step, cut, position, *settings)


__all__ = ["STRATUM", "Trim", "Weighting", "cuts_of", "weighting_rows"]
