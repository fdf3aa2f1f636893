with

landed as (
    select * from {{ source('landing', 'operation') }}
),

current_rows as (
    {{ current_rows('operation', from='landed') }}
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
        measure,
        entity_key,
        category,
        value,
        unit,
        period_start,
        period_end
    from current_rows
)

select * from renamed
