"""Comparisons within the registers that SQL cannot say well: does one mystery shopper judge unlike the others?

Which visits are compared belongs in the models that call these functions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import statsmodels.api as sm
from numpy.typing import NDArray

from dbt_project.statistics.multiplicity import benjamini_hochberg

LEVEL = 0.95
# Sites enter the model only where visits are plenty; with fewer, most sites have one visit and explain it away.
VISITS_PER_PARAMETER = 3

_EFFECTS = pa.schema(
    [
        ("period_type", pa.string()),
        ("evaluator", pa.string()),
        ("n", pa.int64()),
        ("n_others", pa.int64()),
        *((name, pa.float64()) for name in ("mean_score_0_100", "estimate", "se", "ci_low", "ci_high", "df")),
        *((name, pa.float64()) for name in ("p_value", "p_adjusted")),
        ("adjusted_for", pa.string()),
        ("verdict", pa.string()),
    ]
)


class Contrast(NamedTuple):
    """One evaluator against others: difference of scores in points, standard error, interval, degrees of freedom."""

    estimate: float
    se: float
    ci_low: float
    ci_high: float
    df: float
    p_value: float
    adjusted_for: str


def evaluator_effects_by_period(visits: pd.DataFrame, rate: float, minimum_visits: int) -> pa.Table:
    """Compare the evaluators of each period.

    Args:
        visits: one row per visit and period_type with evaluator, site, scenario and score_0_100, in a fixed order.
        rate: false discovery rate of the verdicts of one period.
        minimum_visits: fewer visits of an evaluator, or of all others, give no comparison.
    """
    rows = [
        {"period_type": period_type, **row}
        for period_type, of_period in visits.groupby("period_type", sort=True)
        for row in evaluator_effects(of_period, rate, minimum_visits)
    ]
    return pa.Table.from_pylist(rows, schema=_EFFECTS)


def evaluator_effects(visits: pd.DataFrame, rate: float, minimum_visits: int) -> list[dict[str, object]]:
    """Return one row per evaluator: its difference from the others, and whether it is stricter or milder.

    Each is compared with all others by least squares with scenario (and, where visits are plenty, site) held constant. The one
    that stands out most is set aside and the rest are compared anew among themselves: otherwise a strict colleague would make all
    others look mild. P-values are adjusted within each round (Benjamini and Hochberg 1995).
    """
    counts = {str(name): int(n) for name, n in visits["evaluator"].value_counts().items()}
    enough = sorted(name for name, n in counts.items() if n >= minimum_visits and len(visits) - n >= minimum_visits)
    rows = [_row(visits, name, "too_small") for name in sorted(set(counts) - set(enough))]
    remaining = list(enough) if len(enough) > 1 else []
    rows += [_row(visits, name, "too_small") for name in enough if name not in remaining]
    while remaining:
        among = visits[visits["evaluator"].isin(remaining)]
        contrasts = [contrast(among, name) for name in remaining]
        adjusted = benjamini_hochberg(np.array([each.p_value for each in contrasts]))
        first = int(np.argmin(adjusted + np.array([each.p_value for each in contrasts])))
        found = len(remaining) > 2 and adjusted[first] <= rate
        done = [first] if found else range(len(remaining))
        rows += [
            _row(among, remaining[i], _verdict(contrasts[i], adjusted[i], rate), contrasts[i], adjusted[i])
            for i in done
        ]
        remaining = [name for i, name in enumerate(remaining) if found and i != first]
    return sorted(rows, key=lambda row: str(row["evaluator"]))


def contrast(visits: pd.DataFrame, evaluator: str) -> Contrast:
    """Return how many points an evaluator's visits score above those of the others, other things being equal."""
    factors = [name for name in ("scenario",) if visits[name].nunique() > 1]
    levels = sum(visits[name].nunique() for name in ("scenario", "site"))
    if visits["site"].nunique() > 1 and len(visits) >= VISITS_PER_PARAMETER * levels:
        factors.append("site")
    dummies = (
        pd.get_dummies(visits[factors], drop_first=True, dtype=float) if factors else pd.DataFrame(index=visits.index)
    )
    own = (visits["evaluator"] == evaluator).to_numpy(dtype=float)
    design = np.column_stack([own, np.ones(len(visits)), dummies.to_numpy(dtype=float)])
    fitted = sm.OLS(visits["score_0_100"].to_numpy(dtype=float), design).fit()
    low, high = fitted.conf_int(1 - LEVEL)[0]
    estimate, se, p_value = (float(found[0]) for found in (fitted.params, fitted.bse, fitted.pvalues))
    return Contrast(estimate, se, float(low), float(high), float(fitted.df_resid), p_value, "+".join(factors) or "none")


def _verdict(found: Contrast, p_adjusted: float, rate: float) -> str:
    if not p_adjusted <= rate:
        return "no_detectable_difference"
    return "stricter" if found.estimate < 0 else "milder"


def _row(
    visits: pd.DataFrame, evaluator: str, verdict: str, found: Contrast | None = None, p_adjusted: float | None = None
) -> dict[str, object]:
    own: NDArray[np.bool_] = (visits["evaluator"] == evaluator).to_numpy()
    return {
        "evaluator": evaluator,
        "n": int(own.sum()),
        "n_others": int((~own).sum()),
        "mean_score_0_100": float(visits["score_0_100"].to_numpy()[own].mean()),
        **(found._asdict() if found else {}),
        "p_adjusted": p_adjusted,
        "verdict": verdict,
    }


__all__ = ["Contrast", "contrast", "evaluator_effects", "evaluator_effects_by_period"]
