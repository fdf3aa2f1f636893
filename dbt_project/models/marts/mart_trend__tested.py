"""One row per series of the trend family: its test, slope and verdict.

The statistics are ``dbt_project.statistics``; which points a series has is decided in ``mart_trend__series``.
"""

from dbt_project.statistics.families import judge_trends


def model(dbt, session):  # noqa: ARG001 (dbt calls it so)
    """Judge the whole family at the profile's false discovery rate."""
    dbt.config(materialized="table")
    settings = dbt.ref("stg_setting").df().set_index("setting")["value"]
    series = dbt.ref("mart_trend__series").df()
    return judge_trends(series, false_discovery_rate=float(settings["false_discovery_rate"]))
