with

tests as (
    select * from {{ ref('mart_process__test') }}
),

costs as (
    select * from {{ ref('mart_process__cost') }}
),

rates as (
    select
        measure,
        source_id,
        period_type,
        period_start,
        period_end,
        cast(null as varchar) as currency,
        k as numerator,
        share as estimate,
        previous_share as previous_estimate,
        case when is_complete_count then 0.0 else sqrt(share * (1 - share) / n_eff) end as se,
        case when is_complete_count then share else {{ wilson_low('share', 'n_eff') }} end as ci_low,
        case when is_complete_count then share else {{ wilson_high('share', 'n_eff') }} end as ci_high,
        n,
        n_eff,
        p_value,
        p_adjusted,
        case
            when is_complete_count then null
            when p_value is null then 'not_comparable'
            when p_adjusted > {{ setting('false_discovery_rate') }} then 'no_detectable_change'
            when share < previous_share then 'improved'
            else 'declined'
        end as verdict,
        is_complete_count
    from tests
    union all
    select
        'R6_cost_per_complete' as measure,
        source_id,
        'year' as period_type,
        period_start,
        period_end,
        currency,
        cost_a_year as numerator,
        cost_per_complete as estimate,
        null as previous_estimate,
        0.0 as se,
        cost_per_complete as ci_low,
        cost_per_complete as ci_high,
        n_completes as n,
        null as n_eff,
        null as p_value,
        null as p_adjusted,
        null as verdict,
        true as is_complete_count
    from costs
),

final as (
    select
        * exclude (p_value, p_adjusted, verdict, is_complete_count),
        case when is_complete_count then 'complete_count' else 'wilson' end as ci_method,
        cast(null as double) as deff,
        cast(null as double) as df,
        cast(null as bigint) as n_missing,
        p_value,
        p_adjusted,
        verdict,
        case when period_end > {{ setting('as_of') }} then 'partial_period' end as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from rates
)

select * from final
