with

found as (
    select
        * exclude (period_start),
        cast(period_start as date) as period_start,
        alpha as estimate,
        alpha_ci_low as ci_low,
        alpha_ci_high as ci_high
    from {{ ref('mart_reliability__estimate') }}
),

periods as (
    select * from {{ ref('dim_period') }}
),

-- Sources that ask other items have batteries of their own; the main one has the most respondents.
final as (
    select
        'M26_reliability' as measure,
        found.battery_key,
        found.battery_kind,
        found.scale_min,
        found.scale_max,
        found.item_set,
        found.n_items,
        row_number() over (
            partition by found.battery_key, found.period_type, found.period_start
            order by found.n desc, found.n_items desc, found.scale_max desc, found.item_set asc
        ) = 1 as is_main,
        found.period_type,
        found.period_start,
        periods.period_end,
        periods.wave,
        found.estimate,
        found.alpha_se as se,
        found.ci_low,
        found.ci_high,
        case when found.ci_low is null then 'none' else 'feldt' end as ci_method,
        found.alpha_standardised,
        found.alpha_unweighted,
        found.mean_inter_item_correlation,
        found.split_half_odd_even,
        found.split_half_mean,
        found.n,
        found.n_eff,
        found.n / found.n_eff as deff,
        cast(found.n - 1 as integer) as df,
        found.n_asked - found.n as n_missing,
        {{ reliability_verdict() }} as verdict,
        {{ reliability_caveat() }} as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from found
    inner join periods using (period_type, period_start)
)

select * from final
