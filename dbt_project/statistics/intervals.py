"""Intervals of shares and counts in closed form. Intervals of weighted estimates are SQL over the aggregates."""

from __future__ import annotations

import numpy as np
from scipy import special

Interval = tuple[float, float]


def _z(level: float) -> float:
    return float(special.ndtri(0.5 + level / 2))


def wilson(share: float, n: float, level: float = 0.95) -> Interval:
    """Return Wilson's score interval (1927) of a share on ``n`` answers; ``n`` may be an effective base.

    Raises:
        ValueError: without a positive base or with a share outside 0..1.
    """
    if n <= 0 or not 0.0 <= share <= 1.0:
        raise ValueError(f"no share: {share} of {n}")
    z = _z(level)
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    low = 0.0 if share == 0 else centre - half
    high = 1.0 if share == 1 else centre + half
    return float(low), float(high)


def logit(share: float, se: float, df: float, level: float = 0.95) -> Interval:
    """Return the interval of a design-based share on the logit scale, as R's ``svyciprop(method="logit")``."""
    if share <= 0.0 or share >= 1.0:
        return float(share), float(share)
    half = float(special.stdtrit(df, 0.5 + level / 2)) * se / (share * (1 - share))
    centre = special.logit(share)
    return float(special.expit(centre - half)), float(special.expit(centre + half))


def newcombe(x1: int, n1: int, x2: int, n2: int, level: float = 0.95) -> Interval:
    """Return Newcombe's hybrid score interval (1998, method 10) of x1/n1 - x2/n2 for simple samples (M11)."""
    p1, p2 = x1 / n1, x2 / n2
    low1, high1 = wilson(p1, n1, level)
    low2, high2 = wilson(p2, n2, level)
    below = np.hypot(p1 - low1, high2 - p2)
    above = np.hypot(high1 - p1, p2 - low2)
    return float(p1 - p2 - below), float(p1 - p2 + above)


def poisson_rate(count: int, exposure: float, level: float = 0.95) -> Interval:
    """Return the exact interval (Garwood 1936) of a rate: ``count`` events over ``exposure``."""
    tail = (1 - level) / 2
    low = 0.0 if count == 0 else float(special.gammaincinv(count, tail))
    return low / exposure, float(special.gammaincinv(count + 1, 1 - tail)) / exposure


def poisson_rate_ratio(x1: int, t1: float, x2: int, t2: float, level: float = 0.95) -> Interval:
    """Return the exact conditional interval of (x1/t1) / (x2/t2), as R's ``poisson.test``; without an end, infinity."""
    tail, n = (1 - level) / 2, x1 + x2
    low = 0.0 if x1 == 0 else float(special.betaincinv(x1, n - x1 + 1, tail))
    high = 1.0 if x2 == 0 else float(special.betaincinv(x1 + 1, n - x1, 1 - tail))
    scale = t2 / t1
    return low / (1 - low) * scale, (high / (1 - high) * scale if high < 1 else float("inf"))
