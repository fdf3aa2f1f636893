"""One row per period, segment and driver: weights, coefficients and intervals, as Python made them.

The statistics are ``dbt_project.statistics.driver_cells``; which sums a cell has is decided in ``mart_driver__product``.
"""

from dbt_project.statistics.driver_cells import driver_figures


def model(dbt, session):  # noqa: ARG001 (dbt calls it so)
    """Work out all cells at once."""
    dbt.config(materialized="table")
    headline = dbt.ref("dim_reporting_setting").df()["headline_characteristic"].iloc[0]
    return driver_figures(dbt.ref("mart_driver__product").df(), str(headline))
