with

registered as (
    select * from {{ ref('stg_dispute') }}
),

final as (
    select
        source_id || '|' || source_record_id as dispute_key,
        source_id,
        batch_id,
        source_record_id,
        source_row,
        event_at as notified_at,
        {{ month_of('event_at') }} as month,
        customer_key,
        complaint_reference,
        coalesce(characteristic_key, 'not_classified') as characteristic_key,
        provider,
        method,
        responded_at,
        outcome,
        is_implemented,
        closed_at,
        cost,
        currency
    from registered
)

select * from final
