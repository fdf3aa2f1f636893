with

registered as (
    select * from {{ ref('stg_expectation') }}
),

final as (
    select
        source_id || '|' || source_record_id as expectation_key,
        source_id,
        batch_id,
        source_record_id,
        source_row,
        event_at as learned_at,
        {{ month_of('event_at') }} as month,
        expectation_id,
        kind,
        characteristic_key,
        cut,
        cut_value,
        level_0_100,
        importance_0_100,
        origin_method,
        origin_source_id,
        origin_record_id,
        valid_from,
        valid_to
    from registered
)

select * from final
