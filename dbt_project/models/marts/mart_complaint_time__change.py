"""One row per step, clock, segment and period that follows another: the log-rank test against the period before.

The test is ``dbt_project.statistics.survival.log_rank``; the verdict over all of them is in ``mart_complaint_time``.
"""

from dbt_project.statistics.survival import compare_with_previous

SERIES = ["step", "clock", "cut", "cut_value", "period_type"]


def model(dbt, session):  # noqa: ARG001 (dbt calls it so)
    """Test every period that has one before it."""
    dbt.config(materialized="table")
    durations = dbt.ref("mart_complaint_time__duration").df()
    renamed = durations.rename(columns={"previous_period_start": "previous_period"})
    return compare_with_previous(renamed, SERIES, "period_start", "hours")
