with

events as (
    select * from {{ ref('stg_complaint_event') }}
),

final as (
    select
        source_id || '|' || source_record_id as complaint_event_key,
        source_id || '|' || complaint_record_id as complaint_key,
        source_id,
        batch_id,
        source_record_id,
        complaint_record_id,
        source_row,
        event_type,
        event_at,
        {{ month_of('event_at') }} as month,
        actor_role
    from events
)

select * from final
