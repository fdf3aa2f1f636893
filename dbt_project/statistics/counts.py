"""Tests on counts that have no closed form in SQL. Intervals of counts and shares belong in ``intervals``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

# R's binom.test treats outcomes as equally probable when they agree to this relative error.
_TIE = 1.0 + 1e-7


def binomial_p_value(successes: int, trials: int, probability: float) -> float:
    """Return the two-sided exact binomial p-value: the outcomes no more probable than the one observed.

    Two Poisson counts x1, x2 with exposures t1, t2 have equal rates exactly when x1 given x1 + x2 is binomial with
    probability t1 / (t1 + t2) (Przyborowski and Wilenski 1940; R ``poisson.test``). No trials at all say nothing: p
    = 1.

    Raises:
        ValueError: when the counts or the probability are impossible.
    """
    if not 0 <= successes <= trials or not 0.0 < probability < 1.0:
        raise ValueError(f"no binomial outcome: {successes} of {trials} with probability {probability}")
    if trials == 0:
        return 1.0
    mode = trials * probability
    if successes == mode:
        return 1.0
    outcomes = np.arange(trials + 1)
    mass = np.exp(_log_mass(outcomes, trials, probability))
    as_rare = mass <= mass[successes] * _TIE
    return float(min(1.0, mass[as_rare].sum()))


def _log_mass(k: NDArray[np.int64], n: int, p: float) -> NDArray[np.float64]:
    choose = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    return np.asarray(choose + k * np.log(p) + (n - k) * np.log1p(-p))
