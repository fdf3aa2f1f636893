{{ rebuilt_by_month('event_month') }}

with

operations as (
    select * from {{ ref('fct_operation') }}
    {{ where_month_is_touched('event_month') }}
),

-- Months are recomputed by the event's time, by which landing keeps its files; it may lie after the period it reports.
final as (
    select
        event_month,
        month,
        measure,
        entity_key,
        category,
        count(*) as n,
        cast(sum(value) as decimal(38, 6)) as value_sum
    from operations
    group by event_month, month, measure, entity_key, category
)

select * from final
