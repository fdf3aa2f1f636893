with

operations as (
    select * from {{ ref('fct_operation') }}
),

final as (
    select
        month,
        measure,
        entity_key,
        category,
        count(*) as n,
        cast(sum(value) as decimal(38, 6)) as value_sum
    from operations
    group by month, measure, entity_key, category
)

select * from final
