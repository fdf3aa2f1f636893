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
    return _sizes(share * (1 - share), half_width, population, deff, response_rate, level)


def detectable_half_width(difference: float, power: float = 0.8, level: float = 0.95) -> float:
    """Return the half width of one wave at which two independent, equally large waves show ``difference``.

    A two-sided test at 1 - ``level`` finds a difference of z(1 - alpha/2) + z(power) standard errors of it with ``power``;
    that of a single wave is smaller by the square root of two (Cohen 1988).

    Raises:
        ValueError: for a difference, power or level that cannot be.
    """
    if not (difference > 0 and 0 < power < 1 and 0 < level < 1):
        raise ValueError("the difference lies above 0, power and confidence between 0 and 1")
    z = float(special.ndtri(0.5 + level / 2))
    return z * difference / (math.sqrt(2) * (z + float(special.ndtri(power))))


def sample_size_of_mean(
    half_width: float,
    sd: float,
    population: int | None = None,
    deff: float = 1.0,
    response_rate: float = 1.0,
    level: float = 0.95,
) -> SampleSize:
    """Return the base for a mean (or the NPS) with an interval of ± ``half_width``, both in the unit of ``sd``.

    Raises:
        ValueError: for a margin, deviation, design effect, response rate or population that cannot be.
    """
    if not (half_width > 0 and sd > 0 and deff > 0 and 0 < response_rate <= 1):
        raise ValueError("margin, standard deviation and design effect lie above 0, the response rate in (0, 1]")
    return _sizes(sd**2, half_width, population, deff, response_rate, level)


def nps_sd(promoters: float, detractors: float) -> float:
    """Return the standard deviation of one answer's part of the NPS, in points: 100 √(p + d − (p − d)²) (measure M3)."""
    if not (promoters >= 0 and detractors >= 0 and 0 < promoters + detractors <= 1):
        raise ValueError(
            "the shares of promoters and detractors are not negative and add up to more than 0 and at most 1"
        )
    return 100 * math.sqrt(promoters + detractors - (promoters - detractors) ** 2)


def _sizes(
    variance: float, half_width: float, population: int | None, deff: float, response_rate: float, level: float
) -> SampleSize:
    if population is not None and population < 1:
        raise ValueError("a population has at least one member")
    if not 0 < level < 1:
        raise ValueError("the confidence lies between 0 and 1")
    z = float(special.ndtri(0.5 + level / 2))
    infinite = z**2 * variance * deff / half_width**2
    finite = infinite if population is None else infinite / (1 + (infinite - 1) / population)
    interviews = math.ceil(finite)
    return SampleSize(infinite, finite, interviews, math.ceil(interviews / response_rate))
