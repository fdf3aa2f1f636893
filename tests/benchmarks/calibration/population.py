"""The population whose truth is known to the last digit, and the four ways in which waves are drawn from it.

Everybody is drawn with replacement from a fixed table of people, so that the truth of every measure is a plain mean over it,
computed here with numpy and nothing of the product. How a wave becomes figures belongs in ``waves``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

SEED = 20260101
CLUSTERS, CLUSTER_SIZE = 4_000, 50
STRATA = 4
INTERVIEWS = 320
SAMPLED_CLUSTERS = 40
# People interviewed in each stratum: the small ones are asked more than their share, as branch surveys do.
ALLOCATION = (50, 70, 80, 120)
STRATUM_SHARES = (0.45, 0.30, 0.15, 0.10)

QUESTIONS = {
    "perception": (1, 7),
    "expectation_desired": (1, 7),
    "expectation_minimum": (1, 7),
    "intention_to_recommend": (0, 10),
    "effort": (1, 7),
}


@dataclass(frozen=True)
class Population:
    """Every person's answers, cluster, stratum and chance of taking part; arrays of equal length."""

    answers: dict[str, Whole]
    cluster: Whole
    stratum: Whole
    propensity: Floats


def population(seed: int = SEED) -> Population:
    """Return the fixed table of people: clusters differ, strata differ, and the dissatisfied take part less."""
    rng = np.random.default_rng(seed)
    size = CLUSTERS * CLUSTER_SIZE
    cluster = np.repeat(np.arange(CLUSTERS), CLUSTER_SIZE)
    stratum = rng.choice(STRATA, size=size, p=STRATUM_SHARES)
    common = 0.35 * rng.standard_normal(CLUSTERS)[cluster] + 0.30 * (stratum - 1.0) + rng.standard_normal(size)

    def answered(mean: float, own: float, scale: tuple[int, int]) -> Whole:
        latent = mean + common + own * rng.standard_normal(size)
        return np.clip(np.round(latent), *scale).astype(np.int64)

    answers = {
        "perception": answered(5.0, 0.6, (1, 7)),
        "expectation_desired": answered(5.4, 0.8, (1, 7)),
        "expectation_minimum": answered(3.6, 0.8, (1, 7)),
        "intention_to_recommend": np.clip(np.round(7.2 + 1.3 * common + rng.standard_normal(size)), 0, 10).astype(int),
        "effort": answered(4.4, 0.9, (1, 7)),
    }
    return Population(answers, cluster, stratum, np.exp(0.4 * common))


def truths(people: Population) -> dict[tuple[str, str], float]:
    """Return the true value of every measure by (measure, aspect), on the scale in which the mart reports it."""
    perceived, desired = people.answers["perception"], people.answers["expectation_desired"]
    minimum, promoters = people.answers["expectation_minimum"], people.answers["intention_to_recommend"]
    found: dict[tuple[str, str], float] = {}
    for aspect, values in people.answers.items():
        low, high = QUESTIONS[aspect]
        found["M1_top2_share", aspect] = float(np.mean(values >= high - 1))
        found["M2_mean_score", aspect] = float(100 * (values.mean() - low) / (high - low))
    found["M4_effort", "effort"] = found["M2_mean_score", "effort"]
    found["M3_nps", "intention_to_recommend"] = float(100 * (np.mean(promoters >= 9) - np.mean(promoters <= 6)))
    found["M5_gap", "gap"] = float(100 * np.mean(perceived - desired) / 6)
    found["M5_met_share", "gap"] = float(np.mean(perceived >= desired))
    valid = minimum <= desired
    p, d, m = perceived[valid], desired[valid], minimum[valid]
    found["M6_adequacy", "adequacy"] = float(100 * np.mean(p - m) / 6)
    found["M6_superiority", "superiority"] = float(100 * np.mean(p - d) / 6)
    found["M6_zone_width", "zone_width"] = float(100 * np.mean(d - m) / 6)
    found["M6_below_share", "zone"] = float(np.mean(p < m))
    found["M6_within_share", "zone"] = float(np.mean((p >= m) & (p <= d)))
    found["M6_above_share", "zone"] = float(np.mean(p > d))
    return found


Drawn = tuple[Whole, pd.DataFrame]


def simple(people: Population, rng: np.random.Generator) -> Drawn:
    """Draw a simple random sample."""
    who = rng.integers(0, len(people.cluster), INTERVIEWS)
    return who, pd.DataFrame({"stratum": None, "psu": None, "base_weight": np.ones(INTERVIEWS)})


def stratified(people: Population, rng: np.random.Generator) -> Drawn:
    """Draw a fixed number from each stratum, weighted back to the strata's sizes."""
    members = [np.flatnonzero(people.stratum == h) for h in range(STRATA)]
    who = np.concatenate([rng.choice(mine, n) for mine, n in zip(members, ALLOCATION, strict=True)])
    stratum = np.repeat(np.arange(STRATA), ALLOCATION)
    weights = np.array([len(mine) / n for mine, n in zip(members, ALLOCATION, strict=True)])[stratum] / 100
    return who, pd.DataFrame({"stratum": stratum.astype(str), "psu": None, "base_weight": weights})


def clustered(people: Population, rng: np.random.Generator) -> Drawn:
    """Draw clusters, and in each as many people as chance has it present: cluster sizes vary."""
    chosen = rng.integers(0, CLUSTERS, SAMPLED_CLUSTERS)
    sizes = rng.integers(4, 13, SAMPLED_CLUSTERS)
    who = np.concatenate(
        [c * CLUSTER_SIZE + rng.integers(0, CLUSTER_SIZE, n) for c, n in zip(chosen, sizes, strict=True)]
    )
    psu = np.repeat(np.arange(SAMPLED_CLUSTERS), sizes).astype(str)
    return who, pd.DataFrame({"stratum": None, "psu": psu, "base_weight": np.ones(len(who))})


def weighted(people: Population, rng: np.random.Generator) -> Drawn:
    """Draw people by their chance of taking part, weighted by its inverse."""
    chance = people.propensity / people.propensity.sum()
    who = rng.choice(len(chance), INTERVIEWS, p=chance)
    return who, pd.DataFrame({"stratum": None, "psu": None, "base_weight": np.round(1 / people.propensity[who], 6)})


DESIGNS: dict[str, Callable[[Population, np.random.Generator], Drawn]] = {
    "simple": simple,
    "stratified": stratified,
    "clustered": clustered,
    "weighted": weighted,
}

__all__ = ["DESIGNS", "QUESTIONS", "Population", "population", "truths"]
