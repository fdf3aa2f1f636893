with

scores as (
    select * from {{ ref('mart_mystery_visit__score') }}
),

intervals as (
    select
        *,
        100 * ratio as score_0_100,
        100 * ratio_se as se,
        100 * t_quantile(0.975, nullif(df, 0)) * ratio_se as reach,
        case when characteristic_key = 'all' then n_gate_visits end as n_gate,
        case when characteristic_key = 'all' then n_gate_passed end as n_passed
    from scores
),

final as (
    select
        'M21_mystery_score' as measure,
        characteristic_key,
        site,
        cut,
        cut_value,
        period_type,
        period_start,
        period_end,
        points,
        applicable_points,
        score_0_100,
        n_visits,
        n_items,
        n_not_applicable,
        n_gate as n_gate_visits,
        n_passed / nullif(n_gate, 0) as gate_passed_share,
        {{ wilson_low_of('n_passed', 'n_gate') }} as gate_ci_low,
        {{ wilson_high_of('n_passed', 'n_gate') }} as gate_ci_high,
        score_0_100 as estimate,
        se,
        case when reach is not null then greatest(score_0_100 - reach, 0) end as ci_low,
        case when reach is not null then least(score_0_100 + reach, 100) end as ci_high,
        case when se is not null then 'ratio_over_visits_t' else 'none' end as ci_method,
        n_visits as n,
        cast(n_visits as double) as n_eff,
        cast(null as double) as deff,
        df,
        n_not_applicable as n_missing,
        cast(null as varchar) as verdict,
        {{ register_caveat('n_visits') }} as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from intervals
)

select * from final
