"""One row per charted series, run and month: its chart's limits and the rules that the month breaks.

The statistics are ``dbt_project.statistics``; which series are charted is decided in ``mart_control_chart__series``.
"""

from dbt_project.statistics.chart_family import chart_all


def model(dbt, session):  # noqa: ARG001 (dbt calls it so)
    """Chart everything by the profile's baselines and rules."""
    dbt.config(materialized="table")
    return chart_all(dbt.ref("mart_control_chart__series").df(), dbt.ref("stg_control_chart").df())
