{% set cell = 'measure, cut, cut_value, period_type, period_start, period_end, previous_period_start, is_partial' %}

with

sums as (
    select * from {{ ref('mart_complaint__sum') }}
),

unvoiced as (
    select * from {{ ref('mart_complaint__unvoiced') }}
),

means as (
    select
        {{ cell }},
        case when measure like 'M19_handling_score%' then 'score_0_100' else 'share' end as unit,
        n,
        cast(n as double) as n_eff,
        n_missing,
        value_sum / n as estimate,
        case when n > 1 then greatest(0, value_square_sum - value_sum * value_sum / n) / (n - 1) end as variance,
        true as is_random
    from sums
    union all
    select
        {{ cell }},
        'share' as unit,
        n,
        w_sum * w_sum / w2_sum as n_eff,
        n_missing,
        wy_sum / w_sum as estimate,
        cast(null as double) as variance,
        is_random
    from unvoiced
),

with_error as (
    select
        *,
        case
            when unit = 'share' then sqrt(estimate * (1 - estimate) / n_eff)
            else sqrt(variance / n)
        end as se,
        case when unit = 'score_0_100' and n > 1 then n - 1 end as df
    from means
),

final as (
    select
        {{ cell }},
        unit,
        estimate,
        se,
        case
            when unit = 'share' then {{ wilson_low('estimate', 'n_eff') }}
            else estimate - t_quantile(0.975, cast(df as double)) * se
        end as ci_low,
        case
            when unit = 'share' then {{ wilson_high('estimate', 'n_eff') }}
            else estimate + t_quantile(0.975, cast(df as double)) * se
        end as ci_high,
        case when unit = 'share' then 'wilson' when df is not null then 't' else 'none' end as ci_method,
        n,
        n_eff,
        cast(df as integer) as df,
        n_missing,
        is_random
    from with_error
)

select * from final
