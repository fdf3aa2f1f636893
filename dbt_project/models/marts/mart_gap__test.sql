{% set cell = 'period_type, period_start, characteristic_key, cut, cut_value' %}

with

levels as (
    select * from {{ ref('mart_gap__level') }}
    where perceived_estimate is not null and expected_estimate is not null
),

gaps as (
    select * from {{ ref('mart_metric') }}
    where measure = 'M5_gap'
),

met as (
    select * from {{ ref('mart_metric') }}
    where measure = 'M5_met_share'
),

importance as (
    select * from {{ ref('mart_metric') }}
    where measure = 'M2_mean_score' and aspect = 'importance'
),

-- Two groups of respondents: variances add, degrees of freedom after Welch (1947).
compared as (
    select
        levels.*,
        importance.estimate as importance,
        case when is_paired then gaps.estimate else perceived_estimate - expected_estimate end as estimate,
        case when is_paired then gaps.se else sqrt(perceived_se * perceived_se + expected_se * expected_se) end as se,
        case
            when is_paired then cast(gaps.df as double)
            else
                pow(perceived_se * perceived_se + expected_se * expected_se, 2)
                / nullif(pow(perceived_se, 4) / perceived_df + pow(expected_se, 4) / expected_df, 0)
        end as df,
        case when is_paired then gaps.n else least(perceived_n, expected_n) end as n,
        case when is_paired then gaps.n_eff end as n_eff,
        case when is_paired then gaps.deff end as deff,
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

final as (
    select
        *,
        t_quantile(0.975, df) as t,
        case when n >= {{ setting('minimum_n') }} then 2 * t_cdf(-abs(estimate / nullif(se, 0)), df) end as p_value
    from compared
)

select * from final
