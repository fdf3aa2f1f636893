with

registered as (
    select * from {{ ref('stg_improvement_action') }}
),

final as (
    select
        source_id || '|' || source_record_id as improvement_action_key,
        source_id,
        batch_id,
        source_record_id,
        source_row,
        event_at as decided_at,
        {{ month_of('event_at') }} as month,
        action_key,
        owner_role,
        cause_key,
        characteristic_key,
        cut,
        cut_value,
        due_on,
        started_on,
        done_on,
        measure,
        expected_effect,
        direction,
        registered_on,
        coalesce(registered_on <= started_on, false) as is_preregistered
    from registered
)

select * from final
