"""One row per text without a human code and kind: what an accepted model says of it.

The model is ``dbt_project.statistics.text_model``; which models are accepted is decided in ``fct_text__agreement``.
"""

from dbt_project.statistics.text_model import ModelRules, model_codes


def model(dbt, session):  # noqa: ARG001 (dbt calls it so)
    """Train each accepted model on all that people coded, and let it code the rest in batches."""
    dbt.config(materialized="table")
    rules = ModelRules.from_settings(dbt.ref("stg_setting").df())
    texts = dbt.ref("fct_text").project(
        "text_key, source_id, language, text_normalised, "
        "human_theme is null as lacks_theme, human_sentiment is null as lacks_sentiment"
    )
    return model_codes(texts, dbt.ref("fct_text__label").df(), dbt.ref("fct_text__agreement").df(), rules)
