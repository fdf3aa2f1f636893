with

tests as (
    select * from {{ ref('mart_segment_difference__test') }}
),

adjusted as (
    {{ benjamini_hochberg('tests') }}
),

periods as (
    select * from {{ ref('dim_period') }}
),

final as (
    select
        adjusted.measure,
        adjusted.aspect,
        adjusted.characteristic_key,
        adjusted.cut,
        adjusted.cut_value,
        adjusted.period_type,
        adjusted.period_start,
        periods.period_end,
        periods.wave,
        adjusted.family,
        cast(adjusted.estimate as double) as segment_estimate,
        cast(adjusted.estimate - adjusted.difference as double) as rest_estimate,
        cast(adjusted.difference as double) as estimate,
        cast(adjusted.se as double) as se,
        adjusted.difference - coalesce(adjusted.newcombe_below, adjusted.t * adjusted.se) as ci_low,
        adjusted.difference + coalesce(adjusted.newcombe_above, adjusted.t * adjusted.se) as ci_high,
        case
            when adjusted.is_simple_share then 'newcombe'
            when adjusted.se is null then 'none'
            else 't_domains'
        end as ci_method,
        adjusted.n,
        adjusted.n_eff,
        adjusted.rest_n,
        adjusted.rest_n_eff,
        cast(null as double) as deff,
        adjusted.df,
        metric.n_missing,
        cast(adjusted.p_value as double) as p_value,
        cast(adjusted.p_adjusted as double) as p_adjusted,
        case
            when adjusted.p_value is null then 'too_small'
            when adjusted.p_adjusted > {{ setting('false_discovery_rate') }} then 'no_detectable_difference'
            when adjusted.difference > 0 then 'above_others'
            else 'below_others'
        end as verdict,
        case
            when adjusted.is_not_random then 'not_a_probability_sample'
            when adjusted.is_too_small then 'small_base'
        end as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from adjusted
    inner join periods using (period_type, period_start)
    inner join {{ ref('mart_metric') }} as metric
        using (measure, aspect, characteristic_key, cut, cut_value, period_type, period_start)
)

select * from final
