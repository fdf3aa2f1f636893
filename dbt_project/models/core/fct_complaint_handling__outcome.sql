{{ config(materialized='view') }}

with

complaints as (
    select * from {{ ref('fct_complaint') }}
),

reporting as (
    select * from {{ ref('dim_reporting_setting') }}
),

settings as (
    select * from {{ ref('dim_complaint_setting') }}
),

disputes as (
    select
        disputes.complaint_reference,
        min(disputes.notified_at) as notified_at
    from {{ ref('fct_dispute') }} as disputes
    inner join reporting on disputes.month <= reporting.as_of
    where disputes.complaint_reference is not null
    group by disputes.complaint_reference
),

actions as (
    select
        actions.cause_key,
        actions.decided_at
    from {{ ref('fct_improvement_action') }} as actions
    inner join reporting on actions.month <= reporting.as_of
    where actions.cause_key is not null
),

final as (
    select
        complaints.complaint_key,
        coalesce(bool_or(
            {{ is_within_days('complaints.received_at', 'disputes.notified_at', 'settings.outcome_days') }}
        ), false) as is_disputed,
        coalesce(bool_or(
            actions.decided_at >= complaints.received_at
            and {{ is_within_days('complaints.received_at', 'actions.decided_at', 'settings.outcome_days') }}
        ), false) as is_improved
    from complaints
    cross join settings
    left join disputes on complaints.source_record_id = disputes.complaint_reference
    left join actions on complaints.cause_key = actions.cause_key
    group by complaints.complaint_key
)

select * from final
