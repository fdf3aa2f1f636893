"""Three probability samples of the demo's customers: who is interviewed when and where, and with which weight.

What they answer is drawn in ``answers``; how a department writes it down is in ``survey_files``.

Every survey oversamples the small region that declines, asks the same number in every stratum of every month, and
misses some kinds of customers more than others; the weights make up for both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest.demo.answers import Indices, People
from ingest.demo.organisation import (
    CHANNEL,
    CUSTOMER_TYPE,
    LANGUAGE_SHARES,
    MONTHS,
    REGION,
    SITES_PER_REGION,
    Floats,
    month_starts,
)

QUARTERS: Final = MONTHS // 3


@dataclass(frozen=True)
class Survey:
    """The design of one survey.

    Attributes:
        share: of all interviews.
        allocation: of its interviews to regions; for a clustered survey, sites per region and month.
        response: how readily each customer type takes part, relative to the first.
        languages: shares of the interview languages.
    """

    key: str
    number: int
    share: float
    allocation: Floats
    response: Floats
    languages: Floats
    is_clustered: bool = False
    first_hour: int = 9
    last_hour: int = 20


WEB: Final = Survey(
    key="survey_web",
    number=1,
    share=0.46,
    allocation=np.array([0.25, 0.20, 0.17, 0.13, 0.25]),
    response=np.array([1.0, 0.7, 0.85]),
    languages=LANGUAGE_SHARES,
    first_hour=7,
    last_hour=22,
)
# The call centre's system knows no Persian letters, and so its interviews are held in English and Catalan.
PHONE: Final = Survey(
    key="survey_phone",
    number=2,
    share=0.324,
    allocation=np.array([0.26, 0.20, 0.16, 0.13, 0.25]),
    response=np.array([1.0, 0.8, 1.0]),
    languages=np.array([0.5, 0.5, 0.0]),
)
SITES: Final = Survey(
    key="survey_sites",
    number=3,
    share=0.216,
    allocation=np.array([4, 3, 2, 2, 3]),
    response=np.array([1.0, 0.9, 0.8]),
    languages=np.array([0.3, 0.3, 0.4]),
    is_clustered=True,
    last_hour=18,
)
SURVEYS: Final = (WEB, PHONE, SITES)
MINIMUM_INTERVIEWS: Final = 2000


@dataclass(frozen=True)
class Sample:
    """The interviews of one survey in one quarter, in the order in which they began."""

    people: People
    weight: Floats
    language: Indices
    started_at: NDArray[np.datetime64]
    seconds: Indices
    customer: Indices

    def __len__(self) -> int:
        """Return the number of interviews."""
        return len(self.people)


def generator(seed: int, *place: int) -> np.random.Generator:
    """Return the random numbers of one place (survey and quarter, or register), independent of all other places."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=place)))


def monthly_interviews(survey: Survey, interviews: int) -> Indices:
    """Return how many interviews a survey holds in each month; all surveys together hold exactly ``interviews``.

    Raises:
        ValueError: below ``MINIMUM_INTERVIEWS``, where a stratum would be left empty in some month.
    """
    if interviews < MINIMUM_INTERVIEWS:
        raise ValueError(f"the demo organisation needs at least {MINIMUM_INTERVIEWS} interviews, not {interviews}")
    clusters = int(SITES.allocation.sum())
    at_sites = clusters * max(2, round(SITES.share * interviews / MONTHS / clusters))
    if survey.is_clustered:
        return np.full(MONTHS, at_sites)
    by_phone = round(PHONE.share * interviews / MONTHS)
    if survey is PHONE:
        return np.full(MONTHS, by_phone)
    rest, over = divmod(interviews - MONTHS * (at_sites + by_phone), MONTHS)
    return np.asarray(rest + (np.arange(MONTHS) * over % MONTHS < over), dtype=np.int64)


def largest_remainder(total: int, shares: Floats) -> Indices:
    """Split a whole number by shares, the largest remainders rounded up, ties in order."""
    exact = total * shares / shares.sum()
    whole: Indices = np.floor(exact).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: total - whole.sum()]] += 1
    return whole


def draw_sample(
    survey: Survey, quarter: int, interviews: int, seed: int, stream: int = 0
) -> tuple[Sample, np.random.Generator]:
    """Draw the interviews of one survey in one quarter.

    Args:
        survey: its design.
        quarter: position of the quarter among the demo's quarters.
        interviews: of all surveys in all months.
        seed: of all random numbers.
        stream: 0 for the survey itself; others are further samples of the same design.

    Returns:
        The sample, and the generator that its answers go on from.
    """
    rng = generator(seed, survey.number, quarter, stream)
    counts = monthly_interviews(survey, interviews)
    months = range(3 * quarter, 3 * quarter + 3)
    parts = [_month(survey, month, int(counts[month]), rng) for month in months]
    month, region, site, region_weight = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    return _with_details(survey, month, region, site, region_weight, rng), rng


def _month(survey: Survey, month: int, n: int, rng: np.random.Generator) -> tuple[Indices, Indices, Indices, Floats]:
    if survey.is_clustered:
        region, site = _clusters(survey, n, rng)
    else:
        region = np.repeat(np.arange(len(REGION.values)), largest_remainder(n, survey.allocation))
        site = rng.integers(0, SITES_PER_REGION, n)
    held = np.bincount(region, minlength=len(REGION.values)) / n
    return np.full(n, month), region, site, REGION.share[region] / held[region]


def _clusters(survey: Survey, n: int, rng: np.random.Generator) -> tuple[Indices, Indices]:
    sites = survey.allocation.astype(np.int64)
    take = n // int(sites.sum())
    chosen = [rng.permutation(SITES_PER_REGION)[:number] for number in sites]
    region = np.repeat(np.arange(len(sites)), sites * take)
    return region, np.repeat(np.concatenate(chosen), take)


def _with_details(
    survey: Survey, month: Indices, region: Indices, site: Indices, region_weight: Floats, rng: np.random.Generator
) -> Sample:
    n = len(month)
    reached = CUSTOMER_TYPE.share * survey.response / np.sum(CUSTOMER_TYPE.share * survey.response)
    customer_type = rng.choice(len(reached), size=n, p=reached)
    channel = rng.choice(len(CHANNEL.values), size=n, p=CHANNEL.share)
    weight = region_weight * (CUSTOMER_TYPE.share / reached)[customer_type]
    language = rng.choice(len(survey.languages), size=n, p=survey.languages)
    started_at = moments(month, survey.first_hour, survey.last_hour, rng)
    seconds = np.clip(rng.lognormal(6.2, 0.35, n), 150, 3000).astype(np.int64)
    customer = rng.integers(100_000, 1_000_000, n)
    order = np.argsort(started_at, kind="stable")
    people = People(month[order], region[order], customer_type[order], channel[order], site[order])
    return Sample(people, weight[order], language[order], started_at[order], seconds[order], customer[order])


def moments(month: Indices, first_hour: int, last_hour: int, rng: np.random.Generator) -> NDArray[np.datetime64]:
    """Draw a local time in each given month, between two hours of the day."""
    starts = np.array([*month_starts(), _after_last()], dtype="datetime64[D]")
    days = (starts[1:] - starts[:-1]).astype(np.int64)
    day = np.floor(rng.random(len(month)) * days[month]).astype(np.int64)
    second = rng.integers(first_hour * 3600, last_hour * 3600, len(month))
    return np.asarray(starts[month].astype("datetime64[s]") + day * 86400 + second)


def _after_last() -> np.datetime64:
    return np.datetime64(month_starts()[-1], "M") + 1
