with

landed as (
    select * from {{ source('landing', 'complaint') }}
),

current_rows as (
    {{ current_rows('complaint', from='landed') }}
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
        medium,
        problem,
        product,
        cause_key,
        characteristic_key,
        occurred_at,
        remedy_sought,
        severity,
        safety_implication,
        complexity,
        impact,
        immediate_action_needed,
        verbatim_original,
        verbatim_normalised,
        handling_score_complainant,
        handling_score_organisation,
        is_internal,
        segments
    from current_rows
)

select * from renamed
