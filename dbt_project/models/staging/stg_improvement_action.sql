with

landed as (
    select * from {{ source('landing', 'improvement_action') }}
),

current_rows as (
    {{ current_rows('improvement_action', from='landed') }}
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
        action_key,
        description_original,
        description_normalised,
        owner_role,
        cause_key,
        characteristic_key,
        cut,
        cut_value,
        due_on,
        started_on,
        done_on,
        measure,
        expected_effect,
        direction,
        registered_on
    from current_rows
)

select * from renamed
