"""Many verdicts on one page: keep the share of false ones among those shown within a declared rate.

The SQL models use the macro ``benjamini_hochberg``; a test holds the two equal.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def benjamini_hochberg(p_values: ArrayLike) -> NDArray[np.float64]:
    """Return adjusted p-values in the order given (Benjamini and Hochberg 1995); reject where they are <= the rate.

    Args:
        p_values: shape (m,), each in [0, 1]; NaN marks what was not tested, stays NaN and does not count in m.
    """
    p = np.asarray(p_values, dtype=float)
    adjusted = np.full(p.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    if len(tested) == 0:
        return adjusted
    order = tested[np.argsort(p[tested], kind="stable")[::-1]]
    ranks = np.arange(len(tested), 0, -1)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(p[order] * len(tested) / ranks))
    return adjusted
