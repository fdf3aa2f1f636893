-- Catches two figures of different tables under one id: a reader who traces one would be shown the other.
{% set tables = [
    'pub_metric', 'pub_weighting', 'pub_validation', 'pub_theme', 'pub_suggestion', 'pub_sample',
    'pub_review_distribution', 'pub_review', 'pub_response_rate', 'pub_reliability', 'pub_mystery_visit',
    'pub_mystery_evaluator', 'pub_letter', 'pub_expectation', 'pub_metric_distribution', 'pub_gap',
    'pub_gap_chain', 'pub_trend', 'pub_change_point', 'pub_wave_test', 'pub_complaint_rate',
    'pub_complaint_cause', 'pub_complaint_state', 'pub_competitor', 'pub_focus_group', 'pub_complaint_time',
    'pub_complaint_handling', 'pub_complaint_cause_trend', 'pub_promise', 'pub_dispute', 'pub_driver',
    'pub_quadrant', 'pub_action', 'pub_segment_difference', 'pub_action_point', 'pub_outcome', 'pub_operation',
    'pub_competitor_position', 'pub_relative_quality', 'pub_control_chart'
] %}

select
    figure_id,
    count(*) as n_figures
from (
    {% for table in tables %}
        select figure_id
        from {{ ref(table) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)
group by figure_id
having count(*) > 1
