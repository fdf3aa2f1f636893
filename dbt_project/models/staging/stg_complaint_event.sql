with

landed as (
    select * from {{ source('landing', 'complaint_event') }}
),

current_rows as (
    {{ current_rows('complaint_event', from='landed') }}
),

renamed as (
    select
        source_id,
        batch_id,
        source_record_id,
        source_row,
        event_at,
        timezone,
        language,
        unparsed,
        complaint_record_id,
        event_type,
        actor_role
    from current_rows
)

select * from renamed
