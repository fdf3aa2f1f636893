with

registered as (
    select * from {{ ref('stg_letter') }}
),

final as (
    select
        source_id || '|' || source_record_id as letter_key,
        source_id,
        batch_id,
        source_record_id,
        source_row,
        event_at,
        {{ month_of('event_at') }} as month,
        customer_key,
        language,
        medium,
        addressed_team,
        coalesce(characteristic_key, 'not_classified') as characteristic_key,
        theme,
        sentiment,
        coder
    from registered
)

select * from final
