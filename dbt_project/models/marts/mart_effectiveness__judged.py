"""One row per improvement action: its effect, as ``dbt_project.statistics.action_family`` judges it.

Which series an action's words name is decided in ``mart_effectiveness__measure``.
"""

from dbt_project.statistics.action_family import judge_actions


def model(dbt, session):  # noqa: ARG001 (dbt calls it so)
    """Judge the whole register at the profile's cut-off and false discovery rate."""
    dbt.config(materialized="table")
    settings = dbt.ref("dim_reporting_setting").df().iloc[0]
    measures = dbt.ref("mart_effectiveness__measure").df()
    register = dbt.ref("fct_improvement_action").df()
    actions = register.merge(measures, on="improvement_action_key")
    return judge_actions(
        actions,
        dbt.ref("mart_control_chart__series").df(),
        dbt.ref("mart_effectiveness__wave").df(),
        settings["as_of"],
        float(settings["false_discovery_rate"]),
    )
