"""One row per session (``all``: over all sessions) and kind of code: agreement of the coders, as Python estimated it.

Krippendorff's alpha and its interval are ``dbt_project.statistics.agreement``.
"""

from dbt_project.statistics.agreement import coder_agreement


def model(dbt, session):  # noqa: ARG001 (dbt calls it so)
    """Estimate alpha of every session and of all remarks together."""
    dbt.config(materialized="table")
    settings = dbt.ref("stg_setting").df().set_index("setting")["value"]
    notes = (
        dbt.ref("fct_focus_group_note").project("source_id, session, remark_id, coder, theme, sentiment, month").df()
    )
    as_of = dbt.ref("dim_reporting_setting").df()["as_of"].iloc[0]
    return coder_agreement(notes[notes["month"] <= as_of], seed=int(settings["text_seed"]))
