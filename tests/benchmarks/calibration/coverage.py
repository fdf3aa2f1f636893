"""Of all simulated waves, how many 95 % intervals hold the truth, by measure and design."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats


def coverage(figures: pd.DataFrame, truths: dict[tuple[str, str], float]) -> pd.DataFrame:
    """Return one row per design, measure and aspect.

    Args:
        figures: one row per design, measure, aspect and wave, as ``waves.figures`` gives them.
        truths: the true value by (measure, aspect).

    Returns:
        design, measure, aspect, waves, truth, mean_estimate, coverage, coverage_ci_low and coverage_ci_high (exact, Clopper and
        Pearson 1934), mean_width, se_ratio: the mean standard error by the standard deviation of the estimates.

    Raises:
        KeyError: a measure is in the mart and its truth is not known here.
    """
    rows = []
    for key, waves in figures.groupby(["design", "measure", "aspect"], sort=True):
        design, measure, aspect = (str(part) for part in key)
        told = covered(design, measure, aspect, truths[measure, aspect], waves)
        told["mean_estimate"] = round(waves.estimate.mean(), 4)
        told["se_ratio"] = round(waves.se.mean() / waves.estimate.std(), 4)
        rows.append(told)
    return pd.DataFrame(rows)


def covered(design: str, measure: str, aspect: str, truth: float, waves: pd.DataFrame) -> dict[str, object]:
    """Return the row of one measure; ``waves`` has one interval each, as ci_low and ci_high."""
    held = int(((waves.ci_low <= truth) & (truth <= waves.ci_high)).sum())
    interval = stats.binomtest(held, len(waves)).proportion_ci(0.95, method="exact")
    width = (waves.ci_high - waves.ci_low).replace(np.inf, np.nan)
    return {
        "design": design,
        "measure": measure,
        "aspect": aspect,
        "waves": len(waves),
        "truth": round(truth, 4),
        "coverage": round(held / len(waves), 4),
        "coverage_ci_low": round(float(interval.low), 4),
        "coverage_ci_high": round(float(interval.high), 4),
        "mean_width": round(width.mean(), 4),
    }
