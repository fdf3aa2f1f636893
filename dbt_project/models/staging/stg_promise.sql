with

landed as (
    select * from {{ source('landing', 'promise') }}
),

current_rows as (
    {{ current_rows('promise', from='landed') }}
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
        promise_key,
        characteristic_key,
        statement_original,
        statement_normalised,
        indicator,
        threshold,
        threshold_unit,
        target_kept_rate,
        remedy,
        valid_from,
        valid_to
    from current_rows
)

select * from renamed
