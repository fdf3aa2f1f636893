"""One row per period, battery, scale, set of items and item: how it goes with the others, and the battery without it.

The statistics are ``dbt_project.statistics.reliability``.
"""

from dbt_project.statistics.reliability import battery_items


def model(dbt, session):  # noqa: ARG001 (dbt calls it so)
    """Estimate every item of every battery."""
    dbt.config(materialized="table")
    return battery_items(dbt.ref("mart_reliability__product").df())
