{% set cell = ['study', 'competitor_key', 'respondent_status', 'period_start'] | join(', ') %}

with

moves as (
    select * from {{ ref('mart_relative_quality__move') }}
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

errors as (
    select * from {{ ref('mart_relative_quality__error') }}
),

tests as (
    select
        estimates.*,
        errors.se,
        estimates.study as family,
        t_quantile(0.975, estimates.df) * errors.se as reach,
        case when errors.se > 0 then 2.0 * t_cdf(-abs(estimates.estimate - 1) / errors.se, estimates.df) end as p_value
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
