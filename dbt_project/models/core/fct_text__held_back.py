"""One row per distinct text that people coded, kind and scope: what the model says of it while it had not seen it.

The model is ``dbt_project.statistics.text_model``; whether it may be used is decided in ``fct_text__agreement``.
"""

from dbt_project.statistics.text_model import ModelRules, held_back_codes


def model(dbt, session):  # noqa: ARG001 (dbt calls it so)
    """Train on a part, predict the rest, in turn."""
    dbt.config(materialized="table")
    rules = ModelRules.from_settings(dbt.ref("stg_setting").df())
    return held_back_codes(dbt.ref("fct_text__label").df(), rules)
