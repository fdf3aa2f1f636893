"""One row per value of a published figure that differs from the edition before.

The comparison is ``dbt_project.editions``. dbt must see each reference, so they are named here: every table with ``figure_id``.
"""

from dbt_project.editions.comparison import changed_values
from dbt_project.editions.past import previous_edition
from dbt_project.lineage.kinds import KINDS


def model(dbt, session):
    """Compare all figures with those of the last edition."""
    dbt.config(materialized="table")
    figures = {
        "pub_metric": dbt.ref("pub_metric"),
        "pub_metric_distribution": dbt.ref("pub_metric_distribution"),
        "pub_gap": dbt.ref("pub_gap"),
        "pub_gap_chain": dbt.ref("pub_gap_chain"),
        "pub_trend": dbt.ref("pub_trend"),
        "pub_change_point": dbt.ref("pub_change_point"),
        "pub_wave_test": dbt.ref("pub_wave_test"),
        "pub_competitor": dbt.ref("pub_competitor"),
        "pub_complaint_rate": dbt.ref("pub_complaint_rate"),
        "pub_complaint_cause": dbt.ref("pub_complaint_cause"),
        "pub_complaint_state": dbt.ref("pub_complaint_state"),
        "pub_complaint_time": dbt.ref("pub_complaint_time"),
        "pub_focus_group": dbt.ref("pub_focus_group"),
    }
    measures = {f"pub_{name}": kind.measure for name, kind in KINDS.items()}
    return changed_values(figures, dbt.ref("pub_period"), previous_edition(session), measures)
