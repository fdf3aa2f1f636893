with

landed as (
    select * from {{ source('landing', 'dispute') }}
),

current_rows as (
    {{ current_rows('dispute', from='landed') }}
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
        complaint_reference,
        characteristic_key,
        provider,
        method,
        responded_at,
        outcome,
        is_implemented,
        closed_at,
        cost,
        currency
    from current_rows
)

select * from renamed
