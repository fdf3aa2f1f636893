"""One row per source, occasion and two weighting cells: what the sums of one add to the fitted value of the other.

The statistics are ``dbt_project.statistics.weighting``: the regression on the margins that calibration takes out.
"""

from dbt_project.statistics.weighting import projections


def model(dbt, session):  # noqa: ARG001 (dbt calls it so)
    """Project each occasion's cells on its margins."""
    dbt.config(materialized="table")
    return projections(dbt.ref("agg_weighting_cell").df(), dbt.ref("fct_response__factor").df())
