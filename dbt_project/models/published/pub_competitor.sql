with

competitor as (
    select * from {{ ref('mart_competitor') }}
),

-- Counts have no base of answers to protect; scores have two.
judged as (
    select
        *,
        unit = 'count' or coalesce(least(own_n, rival_n) >= {{ setting('minimum_n') }}, false) as is_shown
    from competitor
),

final as (
    select
        {{ figure_id('competitor', [
            'study', 'characteristic_key', 'competitor_key', 'respondent_status', 'unit', 'period_start'
        ]) }},
        study,
        characteristic_key,
        competitor_key,
        respondent_status,
        unit,
        period_start,
        period_end,
        own_period_type,
        own_period_start,
        {{ shown([
            'own_estimate', 'own_ci_low', 'own_ci_high', 'own_n', 'rival_estimate', 'rival_ci_low', 'rival_ci_high', 'rival_n',
            'difference', 'ci_low', 'ci_high', 'ci_method', 'p_value', 'p_adjusted', 'verdict', 'caveat'
        ]) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by study, characteristic_key, competitor_key, respondent_status, unit, period_start
