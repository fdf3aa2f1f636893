with

registered as (
    select * from {{ ref('stg_population_margin') }}
),

final as (
    select
        source_id || '|' || source_record_id as population_margin_key,
        source_id,
        batch_id,
        source_record_id,
        source_row,
        event_at as stated_at,
        {{ month_of('event_at') }} as month,
        cut,
        cut_value,
        population_count,
        population_share,
        as_of,
        reference
    from registered
)

select * from final
