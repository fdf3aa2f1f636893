with

registered as (
    select * from {{ ref('stg_promise_check') }}
),

final as (
    select
        source_id || '|' || source_record_id as promise_check_key,
        source_id,
        batch_id,
        source_record_id,
        source_row,
        event_at as checked_at,
        {{ month_of('event_at') }} as month,
        promise_key,
        customer_key,
        is_kept,
        value,
        is_remedy_given,
        complaint_reference
    from registered
)

select * from final
