"""One row per finding, or thing that cannot be said, and language.

The words are in ``dbt_project.wording``. dbt must see each reference, so they are named here.
"""

from dbt_project.wording.tables import written_rows


def model(dbt, session):  # noqa: ARG001 (dbt calls it so)
    """Write what the published figures say and what they cannot say."""
    dbt.config(materialized="table")
    models = {
        "pub_metric": dbt.ref("pub_metric"),
        "pub_wave_test": dbt.ref("pub_wave_test"),
        "pub_trend": dbt.ref("pub_trend"),
        "pub_gap": dbt.ref("pub_gap"),
        "pub_gap_chain": dbt.ref("pub_gap_chain"),
        "pub_complaint_rate": dbt.ref("pub_complaint_rate"),
        "pub_complaint_cause": dbt.ref("pub_complaint_cause"),
        "pub_competitor": dbt.ref("pub_competitor"),
        "pub_promise": dbt.ref("pub_promise"),
        "pub_target": dbt.ref("pub_target"),
        "pub_period": dbt.ref("pub_period"),
        "pub_source_health": dbt.ref("pub_source_health"),
        "pub_edition": dbt.ref("pub_edition"),
        "pub_label": dbt.ref("pub_label"),
        "stg_refusal": dbt.ref("stg_refusal"),
    }
    return written_rows(lambda name: models[name].df())
