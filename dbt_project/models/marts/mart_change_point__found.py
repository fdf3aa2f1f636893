"""One row per step found in a series whose trend was judged to have changed.

The search is ``dbt_project.statistics.change_points``; whether a series changed at all is decided in
``mart_trend__tested``.
"""

from dbt_project.statistics.change_points import PENALTY
from dbt_project.statistics.families import find_change_points


def model(dbt, session):  # noqa: ARG001 (dbt calls it so)
    """Search the changed series, each from its last break on."""
    dbt.config(materialized="table")
    settings = dbt.ref("stg_setting").df().set_index("setting")["value"]
    penalty = float(settings.get("change_point_penalty", PENALTY))
    return find_change_points(dbt.ref("mart_trend__series").df(), dbt.ref("mart_trend__tested").df(), penalty)
