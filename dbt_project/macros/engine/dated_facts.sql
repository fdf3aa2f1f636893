{#- Where each source's records are, and the day that each of them speaks of. -#}
{% macro dated_facts() -%}
    {{ return([
        ('fct_feedback', 'event_at'),
        ('fct_complaint_event', 'event_at'),
        ('fct_competitor_score', 'coalesce(period_end, period_start)'),
        ('fct_operation', 'coalesce(period_end, period_start)'),
        ('fct_quality_level', 'period_end'),
        ('fct_expectation', 'learned_at'),
        ('fct_promise_check', 'checked_at'),
        ('fct_dispute', 'notified_at'),
        ('fct_improvement_action', 'decided_at'),
        ('fct_population_margin', 'as_of'),
        ('fct_sample_unit', 'last_attempt_at'),
        ('fct_communication', 'told_at'),
        ('stg_promise', 'event_at'),
        ('stg_programme', 'event_at'),
    ]) }}
{%- endmacro %}
