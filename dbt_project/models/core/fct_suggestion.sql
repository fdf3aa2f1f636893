with

registered as (
    select * from {{ ref('stg_suggestion') }}
),

final as (
    select
        source_id || '|' || source_record_id as suggestion_key,
        source_id,
        batch_id,
        source_record_id,
        source_row,
        event_at,
        {{ month_of('event_at') }} as month,
        customer_key,
        language,
        kind,
        site,
        transcriber,
        box_emptied_at,
        coalesce(characteristic_key, 'not_classified') as characteristic_key,
        theme,
        sentiment,
        coder
    from registered
)

select * from final
