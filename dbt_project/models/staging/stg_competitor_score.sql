with

landed as (
    select * from {{ source('landing', 'competitor_score') }}
),

current_rows as (
    {{ current_rows('competitor_score', from='landed') }}
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
        study,
        competitor_key,
        characteristic_key,
        respondent_status,
        estimate,
        unit,
        se,
        n,
        period_start,
        period_end
    from current_rows
)

select * from renamed
