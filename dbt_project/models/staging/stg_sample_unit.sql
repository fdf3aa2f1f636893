with

landed as (
    select * from {{ source('landing', 'sample_unit') }}
),

current_rows as (
    {{ current_rows('sample_unit', from='landed') }}
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
        customer_key,
        survey_source_id,
        wave,
        stratum,
        psu,
        base_weight,
        disposition,
        attempts,
        segments
    from current_rows
)

select * from renamed
