with

operations as (
    select * from {{ ref('stg_operation') }}
),

final as (
    select
        source_id || '|' || source_record_id as operation_key,
        source_id,
        batch_id,
        source_record_id,
        source_row,
        measure,
        entity_key,
        coalesce(category, '') as category,
        value,
        unit,
        period_start,
        period_end,
        {{ month_of('period_start') }} as month,
        {{ month_of('event_at') }} as event_month
    from operations
)

select * from final
