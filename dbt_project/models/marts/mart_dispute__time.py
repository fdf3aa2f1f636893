"""One row per period, provider and method: quantiles of the days to close, open disputes counted as followed so far.

The statistics are ``dbt_project.statistics.survival``; what makes a cell is decided in ``mart_dispute__cell``.
"""

from dbt_project.statistics.survival import estimate_durations

CELL = ["period_type", "period_start", "period_end", "is_partial", "provider", "method"]


def model(dbt, session):  # noqa: ARG001 (dbt calls it so)
    """Estimate every cell."""
    dbt.config(materialized="table")
    return estimate_durations(dbt.ref("mart_dispute__cell").df(), CELL, "days")
