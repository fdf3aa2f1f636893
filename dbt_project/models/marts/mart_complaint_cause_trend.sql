with

corrections as (
    select * from {{ ref('mart_complaint_cause_trend__correction') }}
),

trends as (
    select * from {{ ref('mart_complaint_cause_trend__tested') }}
),

-- Given how many complaints there were in all, those after the correction are binomial where the rate stayed the same
-- (Przyborowski and Wilenski 1940); the ratio's interval is Clopper and Pearson's of that share.
tests as (
    select
        *,
        'correction' as family,
        1000.0 * n_before / nullif(exposure_before, 0) as rate_before_per_1000,
        1000.0 * n_after / nullif(exposure_after, 0) as rate_after_per_1000,
        exposure_before / nullif(exposure_after, 0) as exposure_ratio,
        coalesce(beta_quantile(0.025, cast(nullif(n_after, 0) as double), n_before + 1.0), 0) as share_low,
        beta_quantile(0.975, n_after + 1.0, cast(nullif(n_before, 0) as double)) as share_high,
        case
            when is_done and least(n_months_before, n_months_after) >= 3 and n_before + n_after > 0
                then binomial_p(n_after, n_after + n_before, exposure_after / (exposure_after + exposure_before))
        end as p_value
    from corrections
),

adjusted as (
    {{ benjamini_hochberg('tests') }}
),

final as (
    select
        'M19_cause_trend' as measure,
        trends.cause_key,
        coalesce(adjusted.improvement_action_key, '') as improvement_action_key,
        adjusted.action_key,
        adjusted.is_preregistered,
        adjusted.start_month,
        adjusted.done_month,
        adjusted.n_months_before,
        adjusted.n_months_after,
        adjusted.n_before,
        adjusted.n_after,
        adjusted.rate_before_per_1000,
        adjusted.rate_after_per_1000,
        (adjusted.rate_after_per_1000 / nullif(adjusted.rate_before_per_1000, 0)) as estimate,
        cast(null as double) as se,
        adjusted.exposure_ratio * adjusted.share_low / (1 - adjusted.share_low) as ci_low,
        adjusted.exposure_ratio * adjusted.share_high / (1 - adjusted.share_high) as ci_high,
        case when adjusted.cause_key is not null then 'exact_conditional_binomial' end as ci_method,
        adjusted.n_before + adjusted.n_after as n,
        cast(adjusted.n_before + adjusted.n_after as double) as n_eff,
        case when adjusted.cause_key is not null then 1.0 end as deff,
        cast(null as integer) as df,
        case when adjusted.cause_key is not null then 0 end as n_missing,
        adjusted.p_value,
        adjusted.p_adjusted,
        case
            when adjusted.cause_key is null then 'no_correction'
            when not adjusted.is_done or adjusted.n_months_after < 3 then 'too_early'
            when adjusted.p_value is null then 'not_enough_data'
            when adjusted.p_adjusted > {{ setting('false_discovery_rate') }} then 'no_detectable_change'
            when adjusted.rate_after_per_1000 < adjusted.rate_before_per_1000 then 'improved'
            else 'declined'
        end as verdict,
        case
            when adjusted.n_before + adjusted.n_after < {{ setting('flag_n') }} then 'small_base'
            when adjusted.cause_key is not null then 'before_and_after_only'
        end as caveat,
        coalesce(adjusted.n_after > 0, false) as has_recurred,
        adjusted.last_month_with_cause,
        trends.n_points as trend_n_points,
        trends.method as trend_method,
        trends.tau as trend_tau,
        trends.sen_slope as trend_slope_per_month,
        trends.ci_low as trend_ci_low,
        trends.ci_high as trend_ci_high,
        trends.p_adjusted as trend_p_adjusted,
        trends.verdict as trend_verdict,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from trends
    left join adjusted on trends.cause_key = adjusted.cause_key
)

select * from final
