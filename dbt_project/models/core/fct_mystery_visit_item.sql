with

registered as (
    select * from {{ ref('stg_mystery_visit_item') }}
),

final as (
    select
        source_id || '|' || source_record_id as mystery_visit_item_key,
        source_id,
        batch_id,
        source_record_id,
        source_row,
        event_at as visited_at,
        {{ month_of('event_at') }} as month,
        source_id || '|' || visit as visit_key,
        visit,
        evaluator,
        site,
        scenario,
        item,
        characteristic_key,
        case when applicable_points > 0 and not coalesce(is_not_applicable, false) then points end as points,
        case
            when applicable_points > 0 and not coalesce(is_not_applicable, false) then applicable_points
            else 0
        end as applicable_points,
        coalesce(is_critical, false) as is_critical,
        coalesce(is_not_applicable, applicable_points = 0) as is_not_applicable
    from registered
)

select * from final
