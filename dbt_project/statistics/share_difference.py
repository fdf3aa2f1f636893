"""The difference of two shares (measure M11): Newcombe's interval for simple samples, design-based otherwise.

``mart_wave_test`` says the same in SQL; a test holds both equal. Two domains of one sample are compared in
``dbt_project.statistics.survey_estimates`` and ``mart_segment_difference``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import special

from dbt_project.statistics.intervals import wilson


class Share(NamedTuple):
    """A share, its standard error, effective base and degrees of freedom, and whether its sample is more than simple."""

    value: float
    se: float
    n_eff: float
    df: float
    has_design: bool = False


class ShareDifference(NamedTuple):
    """First share minus second, its standard error, 95 % interval and the interval's name."""

    value: float
    se: float
    ci_low: float
    ci_high: float
    ci_method: str


def share_difference(first: Share, second: Share) -> ShareDifference:
    """Compare two shares of independent samples.

    Simple samples take Newcombe's hybrid score interval (1998, method 10) on their effective bases, which stays within -1 and 1
    and has a width where all or nobody said yes. With a design the interval is Student's t with the degrees of freedom of both.
    """
    value, se = first.value - second.value, float(np.hypot(first.se, second.se))
    if first.has_design or second.has_design:
        half = float(special.stdtrit(first.df + second.df, 0.975)) * se
        return ShareDifference(value, se, value - half, value + half, "t_independent_samples")
    (low1, high1), (low2, high2) = wilson(first.value, first.n_eff), wilson(second.value, second.n_eff)
    below = float(np.hypot(first.value - low1, high2 - second.value))
    above = float(np.hypot(high1 - first.value, second.value - low2))
    return ShareDifference(value, se, value - below, value + above, "newcombe")


__all__ = ["Share", "ShareDifference", "share_difference"]
