with

landed as (
    select * from {{ source('landing', 'communication') }}
),

current_rows as (
    {{ current_rows('communication', from='landed') }}
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
        audience,
        channel,
        message_original,
        message_normalised,
        edition,
        characteristic_key,
        action_key
    from current_rows
)

select * from renamed
