with

landed as (
    select * from {{ source('landing', 'quality_level') }}
),

current_rows as (
    {{ current_rows('quality_level', from='landed') }}
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
        characteristic_key,
        level,
        cut,
        cut_value,
        period_start,
        period_end,
        score_0_100,
        se,
        n,
        evidence
    from current_rows
)

select * from renamed
