"""One row per source (``all``: sources without enough human codes), language, kind and coder: agreement with people.

Kappa and its interval are ``dbt_project.statistics.agreement``; texts and codes are compared in ``fct_text__check``.
"""

from dbt_project.statistics.agreement import agreement_with_people
from dbt_project.statistics.text_model import ModelRules


def model(dbt, session):  # noqa: ARG001 (dbt calls it so)
    """Estimate kappa of every coder and decide which may be used."""
    dbt.config(materialized="table")
    rules = ModelRules.from_settings(dbt.ref("stg_setting").df())
    counts = dbt.ref("fct_text__check").aggregate(
        "source_id, language, kind, coder_kind, human_code, other_code, count(*) as n"
    )
    return agreement_with_people(counts.df(), rules.minimum_kappa, rules.minimum_human_codes)
