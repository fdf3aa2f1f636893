{% set cell = ['study', 'competitor_key', 'respondent_status', 'period_start'] | join(', ') %}

with

moves as (
    select * from {{ ref('mart_relative_quality__move') }}
),

correlations as (
    select * from {{ ref('mart_relative_quality__correlation') }}
),

estimates as (
    select
        {{ cell }},
        max(period_end) as period_end,
        cast(count(*) as integer) as n_characteristics,
        sum(weight * ratio order by characteristic_key asc) as estimate,
        min(own_n) as own_n,
        cast(min(rival_n) as bigint) as rival_n,
        min(df) as df
    from moves
    group by {{ cell }}
),

-- The same people judged all characteristics. A rival's study does not tell its correlations; our customers' stand in.
products as (
    select
        {{ cell }},
        one.characteristic_key,
        other.characteristic_key as other_characteristic_key,
        case when one.characteristic_key = other.characteristic_key then 1 else coalesce(correlations.correlation, 0) end
        * (one.by_own * other.by_own + one.by_rival * other.by_rival)
        + case when one.characteristic_key = other.characteristic_key then pow(one.by_importance, 2) else 0 end as part
    from moves as one
    inner join moves as other using ({{ cell }})
    left join correlations
        on
            one.characteristic_key = correlations.characteristic_key
            and other.characteristic_key = correlations.other_characteristic_key
),

errors as (
    select
        {{ cell }},
        sqrt(greatest(0, sum(part order by characteristic_key asc, other_characteristic_key asc))) as se
    from products
    group by {{ cell }}
),

tests as (
    select
        *,
        study as family,
        t_quantile(0.975, df) * se as reach,
        case when se > 0 then 2.0 * t_cdf(-abs(estimate - 1) / se, df) end as p_value
    from estimates
    inner join errors using ({{ cell }})
),

adjusted as (
    {{ benjamini_hochberg('tests') }}
),

final as (
    select
        'M20_relative_quality' as measure,
        {{ cell }},
        period_end,
        n_characteristics,
        estimate,
        se,
        estimate - reach as ci_low,
        estimate + reach as ci_high,
        'delta_t' as ci_method,
        p_value,
        p_adjusted,
        own_n,
        rival_n,
        least(own_n, rival_n) as n,
        {{ not_defined(['n_eff', 'deff', 'n_missing']) }},
        df,
        case
            when p_value is null then 'not_comparable'
            when p_adjusted > {{ setting('false_discovery_rate') }} then 'no_clear_difference'
            when estimate > 1 then 'ahead'
            else 'behind'
        end as verdict,
        case
            when least(own_n, rival_n) < {{ setting('flag_n') }} then 'small_base'
            when respondent_status <> 'current' then 'importance_of_customers'
        end as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from adjusted
)

select * from final
