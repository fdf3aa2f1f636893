"""One row per satisfaction series, outcome and lag: the cross-correlation as Python made it.

The statistics are ``dbt_project.statistics.association``; which months the series have is decided in
``mart_outcome__series``.
"""

from dbt_project.statistics.association import outcome_figures


def model(dbt, session):  # noqa: ARG001 (dbt calls it so)
    """Set every satisfaction series against every outcome."""
    dbt.config(materialized="table")
    return outcome_figures(dbt.ref("mart_outcome__series").df())
