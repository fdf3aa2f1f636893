with

suggestions as (
    select * from {{ ref('agg_suggestion') }}
),

period_months as (
    select * from {{ ref('mart_register__month') }}
),

counted as (
    select
        period_months.period_type,
        period_months.period_start,
        period_months.period_end,
        coalesce(suggestions.kind, 'all') as kind,
        coalesce(suggestions.characteristic_key, 'all') as characteristic_key,
        coalesce(suggestions.theme_key, 'all') as theme_key,
        cast(sum(suggestions.n_suggestions) as bigint) as n_suggestions
    from suggestions
    inner join period_months on suggestions.month = period_months.month
    group by
        period_months.period_type,
        period_months.period_start,
        period_months.period_end,
        cube(suggestions.kind, suggestions.characteristic_key, suggestions.theme_key)
),

totals as (
    select * from counted
    where kind = 'all' and characteristic_key = 'all' and theme_key = 'all'
),

final as (
    select
        'M23_suggestion_count' as measure,
        counted.kind,
        counted.characteristic_key,
        counted.theme_key,
        counted.period_type,
        counted.period_start,
        counted.period_end,
        counted.n_suggestions,
        totals.n_suggestions as n_total,
        cast(counted.n_suggestions as double) as estimate,
        sqrt(counted.n_suggestions) as se,
        {{ poisson_low('counted.n_suggestions') }} as ci_low,
        {{ poisson_high('counted.n_suggestions') }} as ci_high,
        'exact_poisson' as ci_method,
        counted.n_suggestions as n,
        {{ not_defined(['n_eff', 'deff', 'df', 'n_missing', 'verdict']) }},
        'self_selected' as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from counted
    inner join totals using (period_type, period_start)
)

select * from final
