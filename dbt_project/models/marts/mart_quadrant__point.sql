{% set cell = ['period_type', 'period_start', 'cut', 'cut_value', 'characteristic_key'] | join(', ') %}

with

metric as (
    select * from {{ ref('mart_metric') }}
    where measure = 'M2_mean_score' and period_type <> 'month'
),

performance as (
    select * from metric
    where aspect = 'perception'
),

drivers as (
    select * from {{ ref('mart_driver') }}
    where estimate is not null
),

importance as (
    select
        {{ cell }},
        'stated' as importance_kind,
        estimate,
        se,
        ci_low,
        ci_high,
        ci_method,
        n,
        n_eff,
        caveat
    from metric
    where aspect = 'importance'
    union all
    select
        {{ cell }},
        'derived' as importance_kind,
        estimate,
        se,
        ci_low,
        ci_high,
        ci_method,
        n,
        n_eff,
        caveat
    from drivers
),

final as (
    select
        {{ cell }},
        performance.period_end,
        performance.wave,
        importance.importance_kind,
        importance.estimate as importance,
        importance.se as importance_se,
        importance.ci_low as importance_ci_low,
        importance.ci_high as importance_ci_high,
        importance.ci_method as importance_ci_method,
        importance.n as importance_n,
        importance.caveat as importance_caveat,
        performance.estimate,
        performance.se,
        performance.ci_low,
        performance.ci_high,
        performance.ci_method,
        least(performance.n, importance.n) as n,
        least(performance.n_eff, importance.n_eff) as n_eff,
        performance.deff,
        performance.df,
        performance.n_missing,
        performance.caveat as performance_caveat
    from performance
    inner join importance using ({{ cell }})
)

select * from final
