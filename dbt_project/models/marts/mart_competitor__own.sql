with

scores as (
    select * from {{ ref('fct_competitor_score') }}
),

stated as (
    select
        study,
        characteristic_key,
        respondent_status,
        unit,
        period_start,
        n,
        cast(estimate as double) as estimate,
        cast(se as double) as se,
        t_quantile(0.975, cast(n - 1 as double)) as reach
    from scores
    where competitor_key = 'own'
),

final as (
    select
        study,
        characteristic_key,
        respondent_status,
        unit,
        'study' as own_period_type,
        period_start as own_period_start,
        estimate as own_estimate,
        se as own_se,
        estimate - reach * se as own_ci_low,
        estimate + reach * se as own_ci_high,
        cast(n - 1 as integer) as own_df,
        cast(n as bigint) as own_n
    from stated
)

select * from final
