with

letters as (
    select * from {{ ref('agg_letter') }}
),

period_months as (
    select * from {{ ref('mart_register__month') }}
),

exposures as (
    select * from {{ ref('mart_letter__exposure') }}
),

counted as (
    select
        period_months.period_type,
        period_months.period_start,
        period_months.period_end,
        coalesce(letters.characteristic_key, 'all') as characteristic_key,
        coalesce(letters.addressed_team, 'all') as addressed_team,
        cast(sum(letters.n_thanks) as bigint) as n_thanks
    from letters
    inner join period_months on letters.month = period_months.month
    group by
        period_months.period_type,
        period_months.period_start,
        period_months.period_end,
        cube(letters.characteristic_key, letters.addressed_team)
),

rates as (
    select
        counted.*,
        exposures.exposure,
        1000 * counted.n_thanks / nullif(exposures.exposure, 0) as thanks_per_1000
    from counted
    left join exposures using (period_type, period_start)
),

final as (
    select
        'M23_letter_rate' as measure,
        characteristic_key,
        addressed_team,
        period_type,
        period_start,
        period_end,
        n_thanks,
        exposure,
        thanks_per_1000,
        thanks_per_1000 as estimate,
        1000 * sqrt(n_thanks) / nullif(exposure, 0) as se,
        1000 * {{ poisson_low('n_thanks') }} / nullif(exposure, 0) as ci_low,
        1000 * {{ poisson_high('n_thanks') }} / nullif(exposure, 0) as ci_high,
        case when exposure > 0 then 'exact_poisson' else 'none' end as ci_method,
        n_thanks as n,
        {{ not_defined(['n_eff', 'deff', 'df', 'n_missing', 'verdict']) }},
        'self_selected' as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from rates
)

select * from final
