with

registered as (
    select * from {{ ref('stg_communication') }}
),

final as (
    select
        source_id || '|' || source_record_id as communication_key,
        source_id,
        batch_id,
        source_record_id,
        source_row,
        event_at as told_at,
        {{ month_of('event_at') }} as month,
        audience,
        channel,
        edition,
        characteristic_key,
        action_key,
        language
    from registered
)

select * from final
