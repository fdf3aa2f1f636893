with

landed as (
    select * from {{ source('landing', 'programme') }}
),

current_rows as (
    {{ current_rows('programme', from='landed') }}
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
        programme_key,
        purpose,
        objective,
        decision_owner,
        scope,
        frequency,
        source_ids,
        target_measure,
        target_value,
        cost,
        currency,
        valid_from,
        valid_to
    from current_rows
)

select * from renamed
