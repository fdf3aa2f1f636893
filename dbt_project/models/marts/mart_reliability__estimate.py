"""One row per period, battery, scale and set of items: how consistently the items measure one thing.

The statistics are ``dbt_project.statistics.reliability``; which respondents count is decided in ``agg_battery_product``.
"""

from dbt_project.statistics.reliability import batteries


def model(dbt, session):  # noqa: ARG001 (dbt calls it so)
    """Estimate every battery; random halves are drawn with the profile's seed."""
    dbt.config(materialized="table")
    settings = dbt.ref("stg_setting").df().set_index("setting")["value"]
    return batteries(dbt.ref("mart_reliability__product").df(), seed=int(settings["text_seed"]))
