with

found as (
    select
        * exclude (period_start),
        cast(period_start as date) as period_start,
        alpha_if_dropped as estimate,
        alpha_if_dropped_ci_low as ci_low,
        alpha_if_dropped_ci_high as ci_high
    from {{ ref('mart_reliability__item') }}
),

batteries as (
    select * from {{ ref('mart_reliability') }}
),

final as (
    select
        batteries.measure,
        batteries.battery_key,
        batteries.battery_kind,
        batteries.scale_min,
        batteries.scale_max,
        batteries.item_set,
        split_part(found.item, '.', 1) as characteristic_key,
        split_part(found.item, '.', 2) as aspect,
        batteries.is_main,
        batteries.period_type,
        batteries.period_start,
        batteries.period_end,
        batteries.wave,
        found.item_rest_correlation,
        batteries.estimate as battery_alpha,
        found.estimate,
        found.alpha_if_dropped_se as se,
        found.ci_low,
        found.ci_high,
        case when found.ci_low is null then 'none' else 'feldt' end as ci_method,
        batteries.n,
        batteries.n_eff,
        batteries.deff,
        batteries.df,
        batteries.n_missing,
        case
            when batteries.verdict = 'too_small' then 'too_small'
            when found.estimate > batteries.estimate then 'lowers_alpha'
            else 'supports_alpha'
        end as verdict,
        batteries.caveat,
        batteries.suppress_reason,
        batteries.definition_version,
        batteries.input_hash
    from found
    inner join batteries using (period_type, period_start, battery_key, battery_kind, scale_min, scale_max, item_set)
)

select * from final
