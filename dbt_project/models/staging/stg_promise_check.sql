with

landed as (
    select * from {{ source('landing', 'promise_check') }}
),

current_rows as (
    {{ current_rows('promise_check', from='landed') }}
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
        customer_key,
        is_kept,
        value,
        is_remedy_given,
        complaint_reference,
        segments
    from current_rows
)

select * from renamed
