"""One row per step, clock, period and segment: quantiles of the time it took, those still open counted as followed so far.

The statistics are ``dbt_project.statistics.survival``; what makes a cell is decided in ``mart_complaint_time__duration``.
"""

from dbt_project.statistics.survival import estimate_durations

CELL = ["step", "clock", "cut", "cut_value", "period_type", "period_start"]


def model(dbt, session):  # noqa: ARG001 (dbt calls it so)
    """Estimate every cell."""
    dbt.config(materialized="table")
    return estimate_durations(dbt.ref("mart_complaint_time__duration").df(), CELL, "hours")
