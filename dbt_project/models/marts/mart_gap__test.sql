{% set cell = 'period_type, period_start, characteristic_key, cut, cut_value' %}

with

levels as (
    select * from {{ ref('mart_gap__level') }}
    where perceived_estimate is not null and expected_estimate is not null
),

gaps as (
    select * from {{ ref('mart_metric__figure') }}
    where measure = 'M5_gap'
),

met as (
    select * from {{ ref('mart_metric__figure') }}
    where measure = 'M5_met_share'
),

importance as (
    select * from {{ ref('mart_metric__figure') }}
    where measure = 'M2_mean_score' and aspect = 'importance'
),

joined as (
    select
        levels.*,
        importance.estimate as importance,
        gaps.estimate as paired_gap,
        gaps.se as paired_se,
        gaps.df as paired_df,
        gaps.n as paired_n,
        gaps.n_eff,
        gaps.deff,
        gaps.n_missing,
        gaps.caveat,
        met.estimate as met_share,
        met.ci_low as met_ci_low,
        met.ci_high as met_ci_high
    from levels
    left join gaps using ({{ cell }})
    left join met using ({{ cell }})
    left join importance using ({{ cell }})
),

-- Two groups of respondents: variances add, degrees of freedom after Welch (1947).
compared as (
    select
        * exclude (n_eff, deff),
        case when is_paired then paired_gap else perceived_estimate - expected_estimate end as estimate,
        case when is_paired then paired_se else sqrt(pow(perceived_se, 2) + pow(expected_se, 2)) end as se,
        case
            when is_paired then cast(paired_df as double)
            else
                pow(pow(perceived_se, 2) + pow(expected_se, 2), 2)
                / nullif(pow(perceived_se, 4) / perceived_df + pow(expected_se, 4) / expected_df, 0)
        end as df,
        case when is_paired then paired_n else least(perceived_n, expected_n) end as n,
        case when is_paired then n_eff end as n_eff,
        case when is_paired then deff end as deff
    from joined
),

final as (
    select
        *,
        t_quantile(0.975, df) as t,
        case when n >= {{ setting('minimum_n') }} then 2 * t_cdf(-abs(estimate / nullif(se, 0)), df) end as p_value
    from compared
)

select * from final
