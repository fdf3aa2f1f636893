{{ config(materialized='view') }}

-- One row per complaint that was closed: how its first round of handling went, and whether the closure held.
with

settings as (
    select * from {{ ref('dim_complaint_setting') }}
),

reporting as (
    select * from {{ ref('dim_reporting_setting') }}
),

events as (
    select
        events.complaint_key,
        events.event_type,
        events.event_at,
        events.step_number,
        min(case when events.event_type = 'closed' then events.step_number end) over whole as first_closure,
        min(case when events.event_type = 'closed' then events.event_at end) over whole as first_closed_at
    from {{ ref('fct_complaint_event') }} as events
    inner join reporting on events.month <= reporting.as_of
    window whole as (partition by events.complaint_key)
),

final as (
    select
        events.complaint_key,
        max(events.first_closed_at) as first_closed_at,
        bool_or(events.event_type = 'escalated') as is_escalated,
        case
            when max(events.first_closed_at) is not null
                then
                    coalesce(bool_or(
                        events.event_type = 'reopened'
                        and events.step_number > events.first_closure
                        and {{ is_within_days('events.first_closed_at', 'events.event_at', 'settings.follow_up_days') }}
                    ), false)
        end as is_reopened,
        case
            when max(events.first_closed_at) is not null
                then
                    {{ times_that(
                        "events.event_type = 'response_offered' and events.step_number < events.first_closure"
                    ) }} <= 1
                    and not coalesce(bool_or(
                        events.event_type in ('rejected', 'escalated', 'withdrawn')
                        and events.step_number < events.first_closure
                    ), false)
        end as is_settled_at_first
    from events
    cross join settings
    group by events.complaint_key
)

select * from final
