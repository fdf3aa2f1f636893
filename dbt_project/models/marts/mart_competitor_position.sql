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

importance as (
    select * from {{ ref('mart_competitor_position__importance') }}
),

choices as (
    select * from {{ ref('dim_analysis_setting') }}
),

-- An interval decides, and the verdict that the whole study's family allows.
judged as (
    select
        compared.*,
        errors.own_se,
        errors.rival_se,
        importance.importance,
        importance.importance_ci_low,
        importance.importance_ci_high,
        importance.important_from,
        importance.importance_side,
        choices.clear_lead_points,
        choices.weak_below,
        compared.verdict = 'ahead' and compared.ci_low > choices.clear_lead_points as is_clearly_ahead,
        compared.verdict = 'behind' and compared.ci_high < -choices.clear_lead_points as is_clearly_behind,
        coalesce(compared.rival_ci_high < choices.weak_below, false) as is_rival_weak
    from compared
    left join errors using (study, characteristic_key, competitor_key, respondent_status, period_start)
    left join importance using (study, characteristic_key)
    cross join choices
),

final as (
    select
        'M20_competitor_position' as measure,
        study,
        characteristic_key,
        competitor_key,
        respondent_status,
        period_start,
        period_end,
        own_period_type,
        own_period_start,
        own_estimate,
        rival_estimate,
        rival_ci_low,
        rival_ci_high,
        difference as estimate,
        case when difference is not null then sqrt(pow(own_se, 2) + pow(rival_se, 2)) end as se,
        ci_low,
        ci_high,
        ci_method,
        own_n,
        rival_n,
        least(own_n, rival_n) as n,
        importance,
        importance_ci_low,
        importance_ci_high,
        important_from,
        importance_side = 'above' as is_important,
        clear_lead_points,
        weak_below,
        case
            when is_clearly_behind then 'clearly_behind'
            when is_clearly_ahead then 'clearly_ahead'
            when is_rival_weak then 'rival_weak'
        end as basis,
        case
            when is_clearly_behind and importance_side = 'above' then 'threat'
            when is_rival_weak or (is_clearly_ahead and importance_side = 'above') then 'opportunity'
            when (is_clearly_ahead or is_clearly_behind) and importance_side is null then 'undetermined'
            when verdict = 'not_comparable' then 'not_comparable'
            else 'neither'
        end as verdict,
        case
            when caveat is not null then caveat
            when importance is null then 'no_importance'
            when respondent_status <> 'current' then 'importance_of_customers'
        end as caveat,
        suppress_reason,
        definition_version,
        input_hash
    from judged
)

select * from final
