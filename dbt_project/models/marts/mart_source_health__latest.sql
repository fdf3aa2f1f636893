{% set facts = [
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
] %}

with

event_dates as (
    {% for fact, event_date in facts %}
        select
            source_id,
            least(cast({{ event_date }} as date), {{ setting('as_of') }}) as event_date
        from {{ ref(fact) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

final as (
    select
        source_id,
        max(event_date) as last_event_date
    from event_dates
    group by source_id
)

select * from final
