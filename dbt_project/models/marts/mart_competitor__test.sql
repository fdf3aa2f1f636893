with

score as (
    select * from {{ ref('mart_competitor__score') }}
),

compared as (
    select
        *,
        unit = 'score_0_100'
        and (respondent_status = 'current' or own_period_type = 'study')
        and own_se is not null
        and rival_se is not null as is_comparable,
        own_estimate - rival_estimate as difference,
        sqrt(pow(own_se, 2) + pow(rival_se, 2)) as se,
        case when rival_n > 1 then rival_n - 1.0 else cast('infinity' as double) end as rival_df
    from score
),

tests as (
    select
        *,
        study as family,
        own_df + rival_df as df,
        t_quantile(0.975, own_df + rival_df) as reach,
        case when is_comparable and se > 0 then 2.0 * t_cdf(-abs(difference) / se, own_df + rival_df) end as p_value
    from compared
),

adjusted as (
    {{ benjamini_hochberg('tests') }}
),

final as (
    select
        study,
        characteristic_key,
        competitor_key,
        respondent_status,
        unit,
        period_start,
        period_end,
        own_period_type,
        own_period_start,
        own_estimate,
        own_ci_low,
        own_ci_high,
        cast(own_n as bigint) as own_n,
        rival_estimate,
        rival_estimate - t_quantile(0.975, rival_df) * rival_se as rival_ci_low,
        rival_estimate + t_quantile(0.975, rival_df) * rival_se as rival_ci_high,
        cast(rival_n as bigint) as rival_n,
        case when is_comparable then difference end as difference,
        case when is_comparable then difference - reach * se end as ci_low,
        case when is_comparable then difference + reach * se end as ci_high,
        't_independent_samples' as ci_method,
        p_value,
        p_adjusted,
        case
            when p_value is null then 'not_comparable'
            when p_adjusted > {{ setting('false_discovery_rate') }} then 'no_clear_difference'
            when difference > 0 then 'ahead'
            else 'behind'
        end as verdict,
        case
            when own_estimate is null then 'no_own_figure'
            when unit <> 'score_0_100' then 'other_unit'
            when respondent_status <> 'current' and coalesce(own_period_type, '') <> 'study' then 'other_respondents'
            when rival_se is null then 'rival_without_margin'
            when least(own_n, rival_n) < {{ setting('flag_n') }} then 'small_base'
        end as caveat
    from adjusted
)

select * from final
