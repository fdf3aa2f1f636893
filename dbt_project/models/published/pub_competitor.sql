with

competitor as (
    select * from {{ ref('mart_competitor') }}
),

own as (
    select *
    from (
        {{ disclosed('survey_answer', ['aspect', 'characteristic_key', 'cut', 'period_type', 'period_start']) }}
    )
    where cut = 'overall' and aspect in ('perception', 'overall')
),

own_cells as (
    select
        characteristic_key,
        period_type as own_period_type,
        period_start as own_period_start,
        bool_or(is_hidden) as is_hidden
    from own
    group by all
),

-- Counts have no base of answers to protect; scores have two.
judged as (
    select
        competitor.*,
        competitor.unit = 'count'
        or coalesce(not own_cells.is_hidden and competitor.rival_n >= {{ setting('minimum_n') }}, false) as is_shown
    from competitor
    left join own_cells using (characteristic_key, own_period_type, own_period_start)
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
