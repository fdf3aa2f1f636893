with

position as (
    select * from {{ ref('mart_competitor_position') }}
),

disclosure as (
    {{ disclosed('survey_answer', [
        'aspect', 'characteristic_key', 'cut', 'period_type', 'period_start'
    ]) }}
),

-- A position says where our score and its importance stand, so both have to be shown.
own as (
    select
        characteristic_key,
        period_type as own_period_type,
        period_start as own_period_start,
        bool_or(is_hidden) filter (where aspect in ('perception', 'overall')) as hides_score,
        coalesce(bool_or(is_hidden) filter (where aspect = 'importance'), false) as hides_importance
    from disclosure
    where cut = 'overall'
    group by all
),

judged as (
    select
        position.*,
        coalesce(
            not own.hides_score and not own.hides_importance and position.rival_n >= {{ setting('minimum_n') }}, false
        ) as is_shown
    from position
    left join own using (characteristic_key, own_period_type, own_period_start)
),

final as (
    select
        {{ figure_id('competitor_position', [
            'study', 'characteristic_key', 'competitor_key', 'respondent_status', 'period_start'
        ]) }},
        measure,
        study,
        characteristic_key,
        competitor_key,
        respondent_status,
        period_start,
        period_end,
        own_period_type,
        own_period_start,
        clear_lead_points,
        weak_below,
        {{ shown([
            'own_estimate', 'rival_estimate', 'rival_ci_low', 'rival_ci_high', 'estimate', 'se', 'ci_low', 'ci_high', 'ci_method',
            'own_n', 'rival_n', 'n', 'importance', 'importance_ci_low', 'importance_ci_high', 'is_important', 'basis', 'verdict',
            'caveat'
        ]) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by study, characteristic_key, competitor_key, respondent_status, period_start
