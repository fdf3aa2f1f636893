-- Steps that make a complaint open, that close it, and that give the complainant something to accept or reject.
{% set opening = "('received', 'reopened')" %}
{% set closing = "('closed', 'withdrawn')" %}
{% set offering = "('response_offered', 'decision_communicated')" %}
{% set after_close = "('reopened', 'escalated', 'correction_verified')" %}

with

events as (
    select
        source_id || '|' || source_record_id as complaint_event_key,
        source_id || '|' || complaint_record_id as complaint_key,
        *
    from {{ ref('stg_complaint_event') }}
),

numbered as (
    select
        *,
        row_number() over in_order as step_number
    from events
    window in_order as (partition by complaint_key order by event_at asc, source_row asc, source_record_id asc)
),

before as (
    select
        *,
        max(case when event_type in {{ opening }} then step_number end) over steps_before as last_opening,
        max(case when event_type in {{ closing }} then step_number end) over steps_before as last_closing,
        max(case when event_type in {{ offering }} then step_number end) over steps_before as last_offer
    from numbered
    window
        steps_before as (
            partition by complaint_key order by step_number
            rows between unbounded preceding and 1 preceding
        )
),

-- The first rule that a step breaks, null where the step is legal (ISO 10002: receipt to closure).
final as (
    select
        complaint_event_key,
        complaint_key,
        source_id,
        batch_id,
        source_record_id,
        complaint_record_id,
        source_row,
        event_type,
        event_at,
        {{ month_of('event_at') }} as month,
        actor_role,
        cast(step_number as integer) as step_number,
        case
            when step_number = 1 and event_type <> 'received' then 'not_received_first'
            when step_number > 1 and event_type = 'received' then 'received_twice'
            when event_type = 'reopened' and coalesce(last_closing, 0) <= last_opening then 'reopened_while_open'
            when last_closing > last_opening and event_type not in {{ after_close }} then 'step_after_closure'
            when event_type in ('accepted', 'rejected') and coalesce(last_offer, 0) <= last_opening
                then 'answer_without_offer'
        end as illegal_transition
    from before
)

select * from final
