with

landed as (
    select * from {{ source('landing', 'letter') }}
),

current_rows as (
    {{ current_rows('letter', from='landed') }}
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
        verbatim_original,
        verbatim_normalised,
        characteristic_key,
        theme,
        sentiment,
        coder,
        customer_key,
        medium,
        addressed_team,
        is_internal,
        segments
    from current_rows
)

select * from renamed
