{% set cell = ['study', 'competitor_key', 'respondent_status', 'period_start'] | join(', ') %}

with

moves as (
    select * from {{ ref('mart_relative_quality__move') }}
),

correlations as (
    select * from {{ ref('mart_relative_quality__correlation') }}
),

-- The same people judged all characteristics. A rival's study does not tell its correlations; our customers' stand in.
products as (
    select
        {{ cell }},
        one.characteristic_key,
        other.characteristic_key as other_characteristic_key,
        case
            when one.characteristic_key = other.characteristic_key
                then pow(one.by_own, 2) + pow(one.by_rival, 2) + pow(one.by_importance, 2)
            else
                coalesce(correlations.correlation, 0) * (one.by_own * other.by_own + one.by_rival * other.by_rival)
        end as part
    from moves as one
    inner join moves as other using ({{ cell }})
    left join correlations
        on
            one.characteristic_key = correlations.characteristic_key
            and other.characteristic_key = correlations.other_characteristic_key
),

final as (
    select
        {{ cell }},
        sqrt(greatest(0, sum(part order by characteristic_key asc, other_characteristic_key asc))) as se
    from products
    group by {{ cell }}
)

select * from final
