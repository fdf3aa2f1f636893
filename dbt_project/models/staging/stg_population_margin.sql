with

landed as (
    select * from {{ source('landing', 'population_margin') }}
),

current_rows as (
    {{ current_rows('population_margin', from='landed') }}
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
        cut,
        cut_value,
        population_count,
        population_share,
        as_of,
        reference
    from current_rows
)

select * from renamed
