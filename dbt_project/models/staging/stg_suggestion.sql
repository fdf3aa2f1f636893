with

landed as (
    select * from {{ source('landing', 'suggestion') }}
),

current_rows as (
    {{ current_rows('suggestion', from='landed') }}
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
        kind,
        site,
        transcriber,
        box_emptied_at,
        is_internal,
        segments
    from current_rows
)

select * from renamed
