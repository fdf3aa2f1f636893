with

landed as (
    select * from {{ source('landing', 'expectation') }}
),

current_rows as (
    {{ current_rows('expectation', from='landed') }}
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
        expectation_id,
        kind,
        characteristic_key,
        statement_original,
        statement_normalised,
        cut,
        cut_value,
        level_0_100,
        importance_0_100,
        origin_method,
        origin_source_id,
        origin_record_id,
        valid_from,
        valid_to
    from current_rows
)

select * from renamed
