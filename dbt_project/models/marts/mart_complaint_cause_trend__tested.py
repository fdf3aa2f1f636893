"""One row per cause: whether its rate per 1,000 rises or falls by month.

The test is ``dbt_project.statistics.trend.judge_series``; a month's rate is made in ``mart_complaint_cause_trend__month``.
"""

from dbt_project.statistics.cause_trend import judge_rates


def model(dbt, session):  # noqa: ARG001 (dbt calls it so)
    """Judge every cause at the profile's false discovery rate."""
    dbt.config(materialized="table")
    settings = dbt.ref("stg_setting").df().set_index("setting")["value"]
    months = dbt.ref("mart_complaint_cause_trend__month").df()
    return judge_rates(months, false_discovery_rate=float(settings["false_discovery_rate"]))
