{% set cell = 'period_type, period_start, period_end, is_partial, provider, method' %}

with

cells as (
    select * from {{ ref('mart_dispute__cell') }}
),

-- All registered costs added up, never over currencies: no sample, so no interval.
final as (
    select
        {{ cell }},
        'M19_dispute_cost' as measure,
        currency as category,
        'currency' as unit,
        cast(sum(cost_sum) as double) as estimate,
        cast(null as double) as ci_low,
        cast(null as double) as ci_high,
        'none' as ci_method,
        cast(sum(n_cost) as bigint) as n_counted,
        cast(sum(n_cost) as bigint) as n,
        cast(sum(n) - sum(n_cost) as bigint) as n_missing
    from cells
    where currency is not null
    group by {{ cell }}, currency
    having sum(n_cost) > 0
)

select * from final
