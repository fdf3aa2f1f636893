{{ config(materialized='view') }}

-- A step that the log leaves out is done by the next one that includes it: who is answered has been heard.
{% set done_by = {
    'acknowledge': "('acknowledged', 'response_offered', 'decision_communicated', 'closed')",
    'respond': "('response_offered', 'decision_communicated', 'closed')",
    'resolve': "('closed')",
} %}
{% set in_round = 'step_number > coalesce(last_reopening, 0)' %}

with

complaints as (
    select * from {{ ref('fct_complaint') }}
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

events as (
    select
        events.complaint_key,
        events.event_type,
        events.event_at,
        events.step_number,
        max(case when events.event_type = 'reopened' then events.step_number end) over (
            partition by events.complaint_key
        ) as last_reopening
    from {{ ref('fct_complaint_event') }} as events
    inner join settings on events.month <= settings.as_of
),

-- Whoever reopens a case was not satisfied: it counts as resolved by the closure after the last reopening.
rounds as (
    select
        complaint_key,
        sum(case when event_type = 'reopened' then 1 else 0 end) as n_reopened,
        {{ first_of(done_by.acknowledge) }} as acknowledge_done_at,
        {{ first_of("('withdrawn')") }} as acknowledge_withdrawn_at,
        {{ first_of(done_by.respond) }} as respond_done_at,
        {{ first_of("('withdrawn')") }} as respond_withdrawn_at,
        {{ first_of(done_by.resolve, in_round) }} as resolve_done_at,
        {{ first_of("('withdrawn')", in_round) }} as resolve_withdrawn_at
    from events
    group by complaint_key
),

steps as (
    {% for step in done_by %}
        select
            complaints.complaint_key,
            complaints.month,
            complaints.received_at,
            coalesce(complaints.severity, 'not_assessed') as severity,
            '{{ step }}' as step,
            coalesce(rounds.n_reopened, 0) as n_reopened,
            rounds.{{ step }}_done_at as done_at,
            rounds.{{ step }}_withdrawn_at as withdrawn_at
        from complaints
        left join rounds on complaints.complaint_key = rounds.complaint_key
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

final as (
    select
        complaint_key,
        month,
        received_at,
        severity,
        step,
        cast(n_reopened as integer) as n_reopened,
        case
            when withdrawn_at is null or done_at <= withdrawn_at then done_at
            else withdrawn_at
        end as ended_at,
        case
            when done_at is not null and (withdrawn_at is null or done_at <= withdrawn_at) then 'done'
            when withdrawn_at is not null then 'withdrawn'
            else 'open'
        end as ending
    from steps
)

select * from final
