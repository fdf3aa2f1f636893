with

operations as (
    select * from {{ ref('agg_operation') }}
    where entity_key = 'own'
),

final as (
    select
        month,
        measure,
        cast(sum(value_sum) as decimal(38, 6)) as value_sum
    from operations
    group by month, measure
)

select * from final
