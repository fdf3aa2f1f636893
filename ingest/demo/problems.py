"""Who had a problem and whether they complained of it: asked by telephone, so that silence has a measure beside complaints."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

PLACE: Final = 29
HAD_SHARE: Final = 0.18
COMPLAINED_SHARE: Final = 0.55
YES, NO, NOT_ASKED = "1", "2", ""

Texts = NDArray[np.object_]


def draw_problems(count: int, rng: np.random.Generator) -> tuple[Texts, Texts]:
    """Draw what people answer, unrelated to who they are: was there a problem, and did they complain of it.

    Only those with a problem are asked the second question. Both shares are the same in every segment, so weights do not
    change them.

    Args:
        count: people asked.
        rng: its own generator, so that no other answer depends on this draw.

    Returns:
        Two arrays of that length with the codes of the telephone survey.
    """
    had = rng.random(count) < HAD_SHARE
    complained = np.where(rng.random(count) < COMPLAINED_SHARE, YES, NO)
    return (
        np.where(had, YES, NO).astype(object),
        np.where(had, complained, NOT_ASKED).astype(object),
    )


def problem_facts() -> dict[str, Any]:
    """Return the truth: the share that had a problem, and the share of those who kept silent."""
    return {"had_problem": HAD_SHARE, "did_not_complain": round(1 - COMPLAINED_SHARE, 12)}
