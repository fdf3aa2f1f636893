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
        "pub_action": dbt.ref("pub_action"),
        "pub_action_point": dbt.ref("pub_action_point"),
        "pub_competitor_position": dbt.ref("pub_competitor_position"),
        "pub_complaint_cause_trend": dbt.ref("pub_complaint_cause_trend"),
        "pub_complaint_handling": dbt.ref("pub_complaint_handling"),
        "pub_control_chart": dbt.ref("pub_control_chart"),
        "pub_dispute": dbt.ref("pub_dispute"),
        "pub_driver": dbt.ref("pub_driver"),
        "pub_expectation": dbt.ref("pub_expectation"),
        "pub_letter": dbt.ref("pub_letter"),
        "pub_mystery_evaluator": dbt.ref("pub_mystery_evaluator"),
        "pub_mystery_visit": dbt.ref("pub_mystery_visit"),
        "pub_operation": dbt.ref("pub_operation"),
        "pub_outcome": dbt.ref("pub_outcome"),
        "pub_promise": dbt.ref("pub_promise"),
        "pub_quadrant": dbt.ref("pub_quadrant"),
        "pub_relative_quality": dbt.ref("pub_relative_quality"),
        "pub_reliability": dbt.ref("pub_reliability"),
        "pub_response_rate": dbt.ref("pub_response_rate"),
        "pub_review": dbt.ref("pub_review"),
        "pub_review_distribution": dbt.ref("pub_review_distribution"),
        "pub_sample": dbt.ref("pub_sample"),
        "pub_segment_difference": dbt.ref("pub_segment_difference"),
        "pub_suggestion": dbt.ref("pub_suggestion"),
        "pub_theme": dbt.ref("pub_theme"),
        "pub_validation": dbt.ref("pub_validation"),
        "pub_weighting": dbt.ref("pub_weighting"),
    }
    measures = {f"pub_{name}": kind.measure for name, kind in KINDS.items()}
    return changed_values(figures, dbt.ref("pub_period"), previous_edition(session), measures)
