with

landed as (
    select * from {{ source('landing', 'mystery_visit_item') }}
),

current_rows as (
    {{ current_rows('mystery_visit_item', from='landed') }}
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
        visit,
        evaluator,
        site,
        scenario,
        item,
        characteristic_key,
        points,
        applicable_points,
        is_critical,
        is_not_applicable,
        note_original,
        note_normalised,
        segments
    from current_rows
)

select * from renamed
