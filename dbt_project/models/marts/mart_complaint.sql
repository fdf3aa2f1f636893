with

estimates as (
    select * from {{ ref('mart_complaint__estimate') }}
),

-- The difference of two views is judged against none; everything else against the period before.
compared as (
    select
        now.*,
        concat_ws('|', now.period_type, now.cut) as family,
        now.measure = 'M19_handling_score_difference' as is_difference,
        before.estimate as previous_estimate,
        least(now.n, before.n) < {{ setting('flag_n') }} as is_too_small,
        case
            when now.measure = 'M19_handling_score_difference' then now.estimate
            else now.estimate - before.estimate
        end as difference,
        case
            when now.measure = 'M19_handling_score_difference' then now.se
            when now.unit = 'share' then {{ pooled_share_se('now', 'before') }}
            else sqrt(pow(now.se, 2) + pow(before.se, 2))
        end as difference_se,
        case
            when now.measure = 'M19_handling_score_difference' then cast(now.df as double)
            when now.unit = 'share' then cast('infinity' as double)
            else cast(now.df + before.df as double)
        end as difference_df
    from estimates as now
    left join estimates as before
        on
            now.measure = before.measure
            and now.cut = before.cut
            and now.cut_value = before.cut_value
            and now.period_type = before.period_type
            and now.previous_period_start = before.period_start
),

-- Two shares that are both 0 or both 1 have no error by the pooled share, and do not differ.
tests as (
    select
        *,
        case
            when difference_se > 0 and not coalesce(is_too_small, false)
                then 2.0 * t_cdf(-abs(difference) / difference_se, difference_df)
            when difference = 0 and not coalesce(is_too_small, false) then 1.0
        end as p_value
    from compared
),

adjusted as (
    {{ benjamini_hochberg('tests') }}
),

final as (
    select
        measure,
        cut,
        cut_value,
        period_type,
        period_start,
        period_end,
        unit,
        estimate,
        se,
        ci_low,
        ci_high,
        ci_method,
        cast(n as bigint) as n,
        n_eff,
        n / n_eff as deff,
        df,
        n_missing,
        case when not is_difference then previous_estimate end as previous_estimate,
        p_value,
        p_adjusted,
        case
            when is_too_small then 'too_small'
            when p_value is null then 'not_comparable'
            when p_adjusted > {{ setting('false_discovery_rate') }} and is_difference then 'no_clear_difference'
            when p_adjusted > {{ setting('false_discovery_rate') }} then 'no_detectable_change'
            when is_difference and difference > 0 then 'organisation_rates_higher'
            when is_difference then 'complainant_rates_higher'
            when (difference > 0) = (measure in {{ better_when_more() }}) then 'improved'
            else 'declined'
        end as verdict,
        case
            when not is_random then 'not_a_probability_sample'
            when n < {{ setting('flag_n') }} then 'small_base'
            when is_partial then 'partial_period'
            when n_missing > n and measure not like 'M19_handling_score%' then 'follow_up_incomplete'
        end as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from adjusted
)

select * from final
