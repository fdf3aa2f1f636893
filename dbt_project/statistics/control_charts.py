"""Is a month out of the ordinary? Shewhart charts with a frozen baseline and named rules (measure M16).

Limits come from the baseline's months alone, so that later months are judged by them and never move them. Which months
those are, and which series are charted, is decided in ``chart_family`` and ``models/marts/mart_control_chart__*``.
Slow changes belong in ``trend``, lasting steps in ``change_points``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Kind = Literal["xmr", "p", "p_prime", "u", "u_prime"]

# Mean and upper limit of the range of two normal values, in standard deviations and in mean ranges (d2, D4).
D2 = 1.128
D4 = 3.267
# From this median base on, sampling alone makes limits so narrow that ordinary differences between months cross them.
LARGE_BASE = 1000


@dataclass(frozen=True)
class Chart:
    """Limits of one series, all in its own unit; ``sigma``, ``lower`` and ``upper`` have shape (n,)."""

    kind: Kind
    centre: float
    sigma: Floats
    lower: Floats
    upper: Floats


def moving_ranges(values: ArrayLike) -> Floats:
    """Return the absolute differences of neighbours, shape (n,); the first has none and is NaN."""
    x = np.asarray(values, dtype=float)
    return np.concatenate([[np.nan], np.abs(np.diff(x))])[: len(x)]


def mean_moving_range(values: ArrayLike) -> float:
    """Return the mean absolute difference of neighbours.

    Raises:
        ValueError: with fewer than two values.
    """
    x = np.asarray(values, dtype=float)
    if len(x) < 2:
        raise ValueError("a moving range needs two values")
    return float(np.abs(np.diff(x)).mean())


def individuals(values: ArrayLike, baseline: ArrayLike | None = None) -> Chart:
    """Return the chart of single values: mean ± 3 mR̄ / 1.128 (Shewhart; NIST/SEMATECH e-Handbook 6.3.2.2).

    Args:
        values: shape (n,) in order of time.
        baseline: shape (n,) of flags, the points that make the limits; all of them where none is given.
    """
    x = np.asarray(values, dtype=float)
    base = x[_flags(baseline, len(x))]
    centre, sigma = float(base.mean()), np.full(len(x), mean_moving_range(base) / D2)
    return Chart("xmr", centre, sigma, centre - 3 * sigma, centre + 3 * sigma)


def proportions(
    shares: ArrayLike, n: ArrayLike, baseline: ArrayLike | None = None, is_large: bool | None = None
) -> Chart:
    """Return the p chart with limits that vary with the base, or Laney's p′ where the base is large.

    Args:
        shares: shape (n,), each in 0..1.
        n: shape (n,), their (effective) bases.
        baseline: as for ``individuals``.
        is_large: whether the chart is p′; by default where the baseline's median base reaches ``LARGE_BASE``.
    """
    p, bases, flags = np.asarray(shares, dtype=float), np.asarray(n, dtype=float), _flags(baseline, len(np.ravel(n)))
    centre = float(np.average(p[flags], weights=bases[flags]))
    large = float(np.median(bases[flags])) >= LARGE_BASE if is_large is None else is_large
    sigma = np.sqrt(centre * (1 - centre) / bases)
    sigma = sigma * laney_factor((p[flags] - centre), sigma[flags]) if large else sigma
    low, high = np.clip([centre - 3 * sigma, centre + 3 * sigma], 0.0, 1.0)
    return Chart("p_prime" if large else "p", centre, sigma, low, high)


def rates(
    counts: ArrayLike, exposures: ArrayLike, baseline: ArrayLike | None = None, is_large: bool | None = None
) -> Chart:
    """Return the u chart of counts over exposures, or Laney's u′ where the counts are large.

    Args:
        counts: shape (n,).
        exposures: shape (n,), in the unit of the rate: thousands of customers for a rate per 1000.
        baseline: as for ``individuals``.
        is_large: whether the chart is u′; by default where the baseline's median count reaches ``LARGE_BASE``.
    """
    x, t, flags = (
        np.asarray(counts, dtype=float),
        np.asarray(exposures, dtype=float),
        _flags(baseline, len(np.ravel(counts))),
    )
    centre = float(x[flags].sum() / t[flags].sum())
    large = float(np.median(x[flags])) >= LARGE_BASE if is_large is None else is_large
    sigma = np.sqrt(centre / t)
    sigma = sigma * laney_factor(x[flags] / t[flags] - centre, sigma[flags]) if large else sigma
    return Chart("u_prime" if large else "u", centre, sigma, np.maximum(0.0, centre - 3 * sigma), centre + 3 * sigma)


def laney_factor(deviations: Floats, sigma: Floats) -> float:
    """Return σ_z, by which variation between months exceeds sampling (Laney 2002), never below one.

    It is mR̄ / 1.128 of the standardised baseline. A factor below one would claim less variation than sampling makes.
    """
    if len(deviations) < 2 or bool(np.any(sigma <= 0)):
        return 1.0
    return max(1.0, mean_moving_range(deviations / sigma) / D2)


def _flags(baseline: ArrayLike | None, n: int) -> Flags:
    return np.ones(n, dtype=bool) if baseline is None else np.asarray(baseline, dtype=bool)


def standardised(values: ArrayLike, chart: Chart) -> Floats:
    """Return each point's distance from the centre in its own sigmas; infinite where a chart has no spread."""
    distance = np.asarray(values, dtype=float) - chart.centre
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(distance == 0, 0.0, distance / chart.sigma)


def _recent(hits: Flags, window: int) -> NDArray[np.int64]:
    """Return how many of the last ``window`` points, this one included, are hits."""
    total = np.cumsum(np.concatenate([np.zeros(window, dtype=np.int64), hits]))
    return np.asarray(total[window:] - total[:-window])


def _in_zone(beyond: float, k: int, window: int) -> Callable[[Floats], Flags]:
    """Say of each point beyond a zone on one side whether it makes ``k`` of the last ``window`` that are."""

    def rule(z: Floats) -> Flags:
        sides = [side * z > beyond for side in (1, -1)]
        return np.asarray(np.logical_or.reduce([hits & (_recent(hits, window) >= k) for hits in sides]))

    return rule


def _steady(window: int) -> Callable[[Floats], Flags]:
    """Say whether the last ``window`` points went up all the time, or down."""

    def rule(z: Floats) -> Flags:
        steps = np.diff(z, prepend=z[:1])
        ways = [_recent(side * steps > 0, window - 1) == window - 1 for side in (1, -1)]
        return np.asarray(np.logical_or.reduce(ways))

    return rule


def _alternating(window: int) -> Callable[[Floats], Flags]:
    """Say whether the last ``window`` points went up and down in turn."""

    def rule(z: Floats) -> Flags:
        steps = np.diff(z, prepend=z[:1])
        turns = np.concatenate([[False], steps[1:] * steps[:-1] < 0])
        return np.asarray(_recent(turns, window - 2) == window - 2)

    return rule


def _within(zone: float, window: int) -> Callable[[Floats], Flags]:
    return lambda z: np.asarray(_recent(np.abs(z) < zone, window) == window)


def _outside(zone: float, window: int) -> Callable[[Floats], Flags]:
    return lambda z: np.asarray(_recent(np.abs(z) > zone, window) == window)


RULE_SETS: dict[str, dict[str, Callable[[Floats], Flags]]] = {
    # Western Electric, Statistical Quality Control Handbook (1956).
    "western_electric": {
        "beyond_3_sigma": _in_zone(3, 1, 1),
        "2_of_3_beyond_2_sigma": _in_zone(2, 2, 3),
        "4_of_5_beyond_1_sigma": _in_zone(1, 4, 5),
        "8_on_one_side": _in_zone(0, 8, 8),
    },
    # Nelson, Journal of Quality Technology 16 (1984).
    "nelson": {
        "beyond_3_sigma": _in_zone(3, 1, 1),
        "9_on_one_side": _in_zone(0, 9, 9),
        "6_steadily_up_or_down": _steady(6),
        "14_alternating": _alternating(14),
        "2_of_3_beyond_2_sigma": _in_zone(2, 2, 3),
        "4_of_5_beyond_1_sigma": _in_zone(1, 4, 5),
        "15_within_1_sigma": _within(1, 15),
        "8_outside_1_sigma": _outside(1, 8),
    },
}


def signals(z: ArrayLike, rule_set: str = "western_electric") -> list[list[str]]:
    """Return for each point the names of the rules whose pattern it completes, in the order of the rule set.

    Args:
        z: shape (n,), points in sigmas from the centre, in order of time.
        rule_set: a key of ``RULE_SETS``.

    Raises:
        KeyError: for a rule set that nobody named.
    """
    points = np.asarray(z, dtype=float)
    found = {name: rule(points) for name, rule in RULE_SETS[rule_set].items()}
    return [[name for name, hits in found.items() if hits[i]] for i in range(len(points))]
