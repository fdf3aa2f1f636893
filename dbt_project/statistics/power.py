"""What a survey can see: the base it needs before fieldwork, the smallest change it can show afterwards."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special


@dataclass(frozen=True)
class SampleSize:
    """How many are needed: before and after the finite population, interviews to hold, people to invite."""

    infinite: float
    finite: float
    interviews: int
    invitations: int


def smallest_detectable_difference(
    se: ArrayLike, df: ArrayLike, power: float = 0.8, alpha: float = 0.05
) -> NDArray[np.float64]:
    """Return the true difference that a two-sided test with this ``se`` and ``df`` finds with ``power``."""
    quantiles = special.stdtrit(df, 1 - alpha / 2) + special.stdtrit(df, power)
    return np.asarray(quantiles * np.asarray(se, dtype=float))


def sample_size(
    half_width: float,
    share: float = 0.5,
    population: int | None = None,
    deff: float = 1.0,
    response_rate: float = 1.0,
    level: float = 0.95,
) -> SampleSize:
    """Return the base for a share with an interval of ± ``half_width`` (Cochran 1977; measure M10).

    Raises:
        ValueError: for a margin, share, design effect, response rate or population that cannot be.
    """
    if not (0 < half_width < 1 and 0 < share < 1 and deff > 0 and 0 < response_rate <= 1):
        raise ValueError("margin and share lie between 0 and 1, the design effect above 0, the response rate in (0, 1]")
    if population is not None and population < 1:
        raise ValueError("a population has at least one member")
    z = float(special.ndtri(0.5 + level / 2))
    infinite = z**2 * share * (1 - share) * deff / half_width**2
    finite = infinite if population is None else infinite / (1 + (infinite - 1) / population)
    interviews = math.ceil(finite)
    return SampleSize(infinite, finite, interviews, math.ceil(interviews / response_rate))
