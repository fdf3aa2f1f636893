"""One row per period and evaluator: how far this evaluator's visits score from those of the others, as Python estimated it.

The comparison is ``dbt_project.statistics.registers``.
"""

from dbt_project.statistics.registers import evaluator_effects_by_period


def model(dbt, session):  # noqa: ARG001 (dbt calls it so)
    """Compare the evaluators of each period."""
    dbt.config(materialized="table")
    visits = dbt.ref("mart_mystery_evaluator__visit").order("period_type, visit_key, evaluator").df()
    settings = dbt.ref("dim_reporting_setting").df().iloc[0]
    return evaluator_effects_by_period(
        visits, rate=float(settings["false_discovery_rate"]), minimum_visits=int(settings["minimum_n"])
    )
