"""Who the demo organisation's customers are and what they truly think: every constant of the invented population.

The probabilities that follow from them are worked out in ``answers``; samples of the customers are drawn in ``sample``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FIRST_MONTH: Final = dt.date(2023, 10, 1)
MONTHS: Final = 36
AS_OF: Final = dt.date(2026, 9, 30)
LANGUAGES: Final = ("en", "ca", "fa")
LANGUAGE_SHARES: Final = np.array([0.40, 0.35, 0.25])


@dataclass(frozen=True)
class Cut:
    """One segmentation: its values, their shares of all customers, and how much more or less satisfied each is.

    ``shift`` is in standard deviations of the latent satisfaction. It moves what is perceived and what is expected
    alike, so that no segment has a gap of its own.
    """

    key: str
    values: tuple[str, ...]
    share: Floats
    shift: Floats


REGION: Final = Cut(
    "region",
    ("capital", "coast", "north", "south", "islands"),
    np.array([0.32, 0.24, 0.19, 0.14, 0.11]),
    np.array([-0.05, 0.0, 0.05, 0.0, 0.0]),
)
CUSTOMER_TYPE: Final = Cut(
    "customer_type",
    ("private", "small_business", "public_body"),
    np.array([0.72, 0.20, 0.08]),
    np.array([0.02, -0.10, 0.10]),
)
CHANNEL: Final = Cut(
    "channel",
    ("online", "telephone", "service_point"),
    np.array([0.55, 0.25, 0.20]),
    np.array([0.03, -0.06, 0.0]),
)
CUTS: Final = (REGION, CUSTOMER_TYPE, CHANNEL)

# Every customer belongs to a site; sites differ a little, equally in every region. Their effects are fixed normal
# quantiles with mean 0 and variance 1, so that the population's truth is exact and not itself a draw.
SITES_PER_REGION: Final = 12
SITE_LOADING: Final = 0.15


def _site_effects() -> Floats:
    quantiles = np.array([NormalDist().inv_cdf((i + 0.5) / SITES_PER_REGION) for i in range(SITES_PER_REGION)])
    return np.asarray(quantiles / np.sqrt(np.mean(quantiles**2)))


SITE_EFFECTS: Final = _site_effects()


@dataclass(frozen=True)
class AnswerScale:
    """An ordinal scale: lowest and highest code, and the cuts of the latent satisfaction between neighbouring codes."""

    lowest: int
    highest: int
    cuts: tuple[float, ...]


RATING: Final = AnswerScale(1, 7, (-2.05, -1.50, -0.95, -0.35, 0.30, 1.05))
OVERALL: Final = AnswerScale(1, 10, (-2.30, -1.95, -1.55, -1.20, -0.80, -0.35, 0.15, 0.75, 1.45))
RECOMMEND: Final = AnswerScale(0, 10, (-2.20, -2.00, -1.80, -1.60, -1.40, -1.10, -0.85, -0.50, 0.00, 0.60))


@dataclass(frozen=True)
class Item:
    """One characteristic as customers see it; the means are of the latent satisfaction.

    Attributes:
        expected: None where nobody is asked what they expect.
        pull: weight of the characteristic in the overall judgement.
        not_applicable: share of customers who have no experience of it.
        face_to_face: whether the interview at the site asks about it.
    """

    key: str
    perceived: float
    expected: float | None
    importance: float
    pull: float
    not_applicable: float = 0.02
    face_to_face: bool = True


ITEMS: Final = (
    Item("on_time", 0.40, 0.40, 1.00, 0.30),
    Item("delay_news", 0.05, 0.05, 0.55, 0.15, not_applicable=0.10),
    Item("returns", 0.35, None, 0.30, 0.08, not_applicable=0.55, face_to_face=False),
    Item("parcel_condition", 0.70, 0.70, 0.80, 0.10),
    Item("value_for_money", 0.10, 0.10, 0.70, 0.20),
    Item("booking", 0.55, 0.55, 0.35, 0.08),
    Item("staff", 0.75, 0.75, 0.45, 0.15),
    Item("resolution", -0.10, 0.52, 0.95, 0.25, not_applicable=0.15),
    Item("invoices", 0.50, 0.50, 0.10, 0.05),
)
ITEM_KEYS: Final = tuple(item.key for item in ITEMS)
OVERALL_MEAN: Final = 0.30
RECOMMEND_MEAN: Final = -0.12

# What one customer says of different characteristics hangs together, and so do expectation and perception of one.
GENERAL_LOADING: Final = 0.55
EXPECTATION_CORRELATION: Final = 0.50
OVERALL_NOISE: Final = 0.35
RECOMMEND_CORRELATION: Final = 0.75

# What the report must find. Nothing else changes in time, and nothing else is perceived below what is expected. The
# characteristic that declines has no expectation item: its decline would otherwise be a gap of that segment as well.
GAP_CHARACTERISTIC: Final = "resolution"
DECLINE_CHARACTERISTIC: Final = "returns"
DECLINE_REGION: Final = "islands"
DECLINE_MONTH: Final = dt.date(2025, 6, 1)
DECLINE_SHIFT: Final = -0.75


def month_starts() -> list[dt.date]:
    """Return the first day of each of the demo's months, in order of time."""
    first = FIRST_MONTH.year * 12 + FIRST_MONTH.month - 1
    return [dt.date(number // 12, number % 12 + 1, 1) for number in range(first, first + MONTHS)]


def month_index(day: dt.date) -> int:
    """Return the position of a day's month among ``month_starts``."""
    return (day.year - FIRST_MONTH.year) * 12 + day.month - FIRST_MONTH.month


def quarter_name(day: dt.date) -> str:
    """Return a day's calendar quarter as the departments write it, for example ``2023Q4``."""
    return f"{day.year}Q{(day.month + 2) // 3}"
