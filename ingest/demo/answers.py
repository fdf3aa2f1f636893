"""From latent satisfaction to answers: the exact probability of every answer in every cell, and draws that follow it.

A latent satisfaction is standard normal around the mean of its item, segment and site; cuts turn it into a code.
Missing answers are unrelated to satisfaction, so that the population's truth is also the truth of those who answer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.demo.organisation import (
    CHANNEL,
    CUSTOMER_TYPE,
    DECLINE_CHARACTERISTIC,
    DECLINE_MONTH,
    DECLINE_REGION,
    DECLINE_SHIFT,
    EXPECTATION_CORRELATION,
    GENERAL_LOADING,
    ITEMS,
    OVERALL,
    OVERALL_MEAN,
    OVERALL_NOISE,
    RATING,
    RECOMMEND,
    RECOMMEND_CORRELATION,
    RECOMMEND_MEAN,
    REGION,
    SITE_EFFECTS,
    SITE_LOADING,
    AnswerScale,
    Floats,
    Item,
    month_index,
)

Codes = NDArray[np.int8]
Indices = NDArray[np.int64]
NOISE_LOADING = math.sqrt(1 - SITE_LOADING**2)


@dataclass(frozen=True)
class People:
    """Who was interviewed and when: arrays of one length, holding positions in the cuts' values, sites and months."""

    month: Indices
    region: Indices
    customer_type: Indices
    channel: Indices
    site: Indices

    @property
    def shift(self) -> Floats:
        """Return each person's segment effect on the latent satisfaction."""
        return np.asarray(
            REGION.shift[self.region] + CUSTOMER_TYPE.shift[self.customer_type] + CHANNEL.shift[self.channel]
        )

    def __len__(self) -> int:
        """Return the number of people."""
        return len(self.month)


@dataclass(frozen=True)
class Answers:
    """Everybody's true answers before any of them goes missing: codes by question, non-users by characteristic."""

    codes: dict[str, Codes]
    not_applicable: dict[str, NDArray[np.bool_]]


def probabilities(scale: AnswerScale, mean: float) -> Floats:
    """Return the exact probability of each code for a latent mean, averaged over the sites."""
    cuts = np.array([-np.inf, *scale.cuts, np.inf])
    standardised = (cuts[:, None] - mean - SITE_LOADING * SITE_EFFECTS[None, :]) / NOISE_LOADING
    below = np.array([[_normal_cdf(value) for value in row] for row in standardised])
    return np.asarray(np.diff(below, axis=0).mean(axis=1))


def _normal_cdf(value: float) -> float:
    return 0.5 * math.erfc(-value / math.sqrt(2))


def draw_answers(people: People, rng: np.random.Generator) -> Answers:
    """Draw everybody's answers to every question, correlated within a person."""
    n, items = len(people), len(ITEMS)
    site = SITE_LOADING * SITE_EFFECTS[people.site]
    general = rng.standard_normal(n)
    own = rng.standard_normal((items, n))
    perceived = GENERAL_LOADING * general + math.sqrt(1 - GENERAL_LOADING**2) * own
    expected = _related(perceived, EXPECTATION_CORRELATION, rng)
    codes: dict[str, Codes] = {}
    for position, item in enumerate(ITEMS):
        mean = people.shift + item.perceived + _decline(item, people)
        codes[f"{item.key}_perceived"] = _coded(RATING, mean + site + NOISE_LOADING * perceived[position])
        if item.expected is not None:
            latent = people.shift + item.expected + site + NOISE_LOADING * expected[position]
            codes[f"{item.key}_expected"] = _coded(RATING, latent)
        noise = rng.standard_normal(n)
        codes[f"{item.key}_importance"] = _coded(RATING, item.importance + site + NOISE_LOADING * noise)
    codes |= _overall_answers(people.shift + site, perceived, rng)
    absent = {item.key: rng.random(n) < item.not_applicable for item in ITEMS}
    return Answers(codes, absent)


def _overall_answers(base: Floats, perceived: Floats, rng: np.random.Generator) -> dict[str, Codes]:
    pull = np.array([item.pull for item in ITEMS])
    spread = GENERAL_LOADING**2 * pull.sum() ** 2 + (1 - GENERAL_LOADING**2) * np.sum(pull**2) + OVERALL_NOISE**2
    mixed = pull @ perceived + OVERALL_NOISE * rng.standard_normal(len(base))
    overall = mixed / math.sqrt(spread)
    expected = _related(overall, EXPECTATION_CORRELATION, rng)
    recommend = _related(overall, RECOMMEND_CORRELATION, rng)
    return {
        "overall": _coded(OVERALL, base + OVERALL_MEAN + NOISE_LOADING * overall),
        "overall_expected": _coded(OVERALL, base + OVERALL_MEAN + NOISE_LOADING * expected),
        "recommend": _coded(RECOMMEND, base + RECOMMEND_MEAN + NOISE_LOADING * recommend),
    }


def _related(noise: Floats, correlation: float, rng: np.random.Generator) -> Floats:
    return np.asarray(correlation * noise + math.sqrt(1 - correlation**2) * rng.standard_normal(noise.shape))


def _coded(scale: AnswerScale, latent: Floats) -> Codes:
    return (scale.lowest + np.searchsorted(scale.cuts, latent, side="right")).astype(np.int8)


def _decline(item: Item, people: People) -> Floats:
    if item.key != DECLINE_CHARACTERISTIC:
        return np.zeros(len(people))
    hit = (people.region == REGION.values.index(DECLINE_REGION)) & (people.month >= month_index(DECLINE_MONTH))
    return np.where(hit, DECLINE_SHIFT, 0.0)
