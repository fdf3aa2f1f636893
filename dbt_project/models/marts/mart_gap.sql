with

tests as (
    select
        *,
        period_type || ' ' || cast(period_start as varchar) as family
    from {{ ref('mart_gap__test') }}
),

adjusted as (
    {{ benjamini_hochberg('tests', 'family') }}
),

periods as (
    select * from {{ ref('dim_period') }}
),

final as (
    select
        adjusted.characteristic_key,
        adjusted.cut,
        adjusted.cut_value,
        adjusted.period_type,
        adjusted.period_start,
        periods.period_end,
        periods.wave,
        adjusted.perceived_estimate as perceived,
        adjusted.perceived_ci_low,
        adjusted.perceived_ci_high,
        adjusted.expected_estimate as expected,
        adjusted.expected_ci_low,
        adjusted.expected_ci_high,
        adjusted.importance,
        adjusted.estimate as gap,
        adjusted.se,
        adjusted.estimate - adjusted.t * adjusted.se as ci_low,
        adjusted.estimate + adjusted.t * adjusted.se as ci_high,
        case
            when adjusted.se is null then 'none'
            when adjusted.is_paired then 'paired_t'
            else 'unpaired_welch_t'
        end as ci_method,
        adjusted.met_share,
        adjusted.met_ci_low,
        adjusted.met_ci_high,
        adjusted.is_paired,
        adjusted.p_value,
        adjusted.p_adjusted,
        case
            when adjusted.n < {{ setting('minimum_n') }} or adjusted.se is null then 'too_small'
            when adjusted.p_adjusted <= {{ setting('false_discovery_rate') }} and adjusted.estimate < 0 then 'below'
            when adjusted.p_adjusted <= {{ setting('false_discovery_rate') }} and adjusted.estimate > 0 then 'above'
            else 'no_detectable_gap'
        end as verdict,
        adjusted.n,
        adjusted.n_eff,
        adjusted.deff,
        adjusted.df,
        coalesce(adjusted.n_missing, 0) as n_missing,
        case when not adjusted.is_paired then 'unpaired' else adjusted.caveat end as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from adjusted
    inner join periods using (period_type, period_start)
)

select * from final
