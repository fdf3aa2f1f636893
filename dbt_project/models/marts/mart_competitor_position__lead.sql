with

compared as (
    select * from {{ ref('mart_competitor') }}
    where unit = 'score_0_100'
),

errors as (
    select
        study,
        characteristic_key,
        competitor_key,
        respondent_status,
        period_start,
        own_se,
        rival_se
    from {{ ref('mart_competitor__score') }}
    where unit = 'score_0_100'
),

choices as (
    select * from {{ ref('dim_analysis_setting') }}
),

-- A lead is clear where its interval lies wholly beyond the threshold, and the study's family of tests bears it out.
final as (
    select
        compared.study,
        compared.characteristic_key,
        compared.competitor_key,
        compared.respondent_status,
        compared.period_start,
        compared.period_end,
        compared.own_period_type,
        compared.own_period_start,
        compared.own_estimate,
        compared.rival_estimate,
        compared.rival_ci_low,
        compared.rival_ci_high,
        compared.difference,
        case when compared.difference is not null then sqrt(pow(errors.own_se, 2) + pow(errors.rival_se, 2)) end as se,
        compared.ci_low,
        compared.ci_high,
        compared.ci_method,
        compared.own_n,
        compared.rival_n,
        compared.verdict,
        compared.caveat,
        choices.clear_lead_points,
        choices.weak_below,
        case
            when compared.verdict = 'behind' and compared.ci_high < -choices.clear_lead_points then 'clearly_behind'
            when compared.verdict = 'ahead' and compared.ci_low > choices.clear_lead_points then 'clearly_ahead'
            when compared.rival_ci_high < choices.weak_below then 'rival_weak'
        end as basis
    from compared
    left join errors using (study, characteristic_key, competitor_key, respondent_status, period_start)
    cross join choices
)

select * from final
