"""One row per source, occasion and weighting cell: by what its base weights are multiplied.

The statistics are ``dbt_project.statistics.weighting``; which cells there are is decided in ``agg_weighting_cell``.
"""

from dbt_project.statistics.weighting import weighting_factors


def model(dbt, session):  # noqa: ARG001 (dbt calls it so)
    """Adjust for non-response and rake, each occasion on its own."""
    dbt.config(materialized="table")
    return weighting_factors(
        dbt.ref("agg_weighting_cell").df(),
        dbt.ref("agg_weighting_unit").df(),
        dbt.ref("fct_population_margin").df(),
        dbt.ref("stg_weighting").df(),
    )
