with

pairs as (
    select * from {{ ref('mart_wave_test__pair') }}
),

compared as (
    select
        *,
        {{ has_new_question('pairs', 'previous_period_end', 'period_end') }} as has_new_question,
        {{ has_new_design('pairs', 'previous_period_end', 'period_end') }} as has_new_design
    from pairs
),

judged as (
    select
        *,
        current_estimate - previous_estimate as difference,
        sqrt(pow(current_se, 2) + pow(previous_se, 2)) as se,
        current_df + previous_df as df,
        least(n, n_eff, previous_n, previous_n_eff) < {{ setting('flag_n') }} as is_too_small,
        has_new_scale or has_new_question or has_new_design as is_not_comparable
    from compared
),

-- A family is what one page shows together: the front page's headline, the characteristics, the segments. What is not
-- judged is not tested, and does not count.
tests as (
    select
        *,
        comparison || case
            when cut <> 'overall' then ' segments'
            when measure = 'M3_nps' or characteristic_key = {{ setting('headline_characteristic') }} then ' headline'
            else ' characteristics'
        end as family,
        case
            when not is_too_small and not is_not_comparable and se > 0 and df > 0
                then 2.0 * t_cdf(-abs(difference) / se, cast(df as double))
        end as p_value
    from judged
),

adjusted as (
    {{ benjamini_hochberg('tests') }}
),

final as (
    select
        measure,
        aspect,
        characteristic_key,
        cut,
        cut_value,
        period_type,
        period_start,
        previous_period_start,
        comparison,
        family,
        cast(current_estimate as double) as current_estimate,
        cast(previous_estimate as double) as previous_estimate,
        case when not is_not_comparable then cast(difference as double) end as difference,
        case when not is_not_comparable then cast(se as double) end as se,
        case when not is_not_comparable then {{ newcombe_or_t('difference', '-', 'below') }} end as ci_low,
        case when not is_not_comparable then {{ newcombe_or_t('difference', '+', 'above') }} end as ci_high,
        case when newcombe_below is null then 't_independent_samples' else 'newcombe' end as ci_method,
        cast(df as double) as df,
        cast(p_value as double) as p_value,
        cast(p_adjusted as double) as p_adjusted,
        case when not is_not_comparable then smallest_detectable_difference(cast(se as double), cast(df as double)) end
            as smallest_detectable_difference,
        cast(n as bigint) as n,
        cast(previous_n as bigint) as previous_n,
        cast(n_eff as double) as n_eff,
        cast(previous_n_eff as double) as previous_n_eff,
        case
            when is_not_comparable then 'not_comparable'
            when p_value is null then 'too_small'
            when p_adjusted > {{ setting('false_discovery_rate') }} then 'no_detectable_change'
            when difference > 0 then 'improved'
            else 'declined'
        end as verdict,
        {{ wave_caveat() }} as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from adjusted
)

select * from final
