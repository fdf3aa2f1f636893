with

quality as (
    select * from {{ ref('mart_relative_quality') }}
),

-- One figure of all characteristics: shown where each of them is.
positions as (
    select
        study,
        competitor_key,
        respondent_status,
        period_start,
        bool_and(suppress_reason is null) as is_shown
    from {{ ref('pub_competitor_position') }}
    group by all
),

judged as (
    select
        quality.*,
        coalesce(positions.is_shown, false) as is_shown
    from quality
    left join positions using (study, competitor_key, respondent_status, period_start)
),

final as (
    select
        {{ figure_id('relative_quality', ['study', 'competitor_key', 'respondent_status', 'period_start']) }},
        measure,
        study,
        competitor_key,
        respondent_status,
        period_start,
        period_end,
        {{ shown([
            'n_characteristics', 'estimate', 'se', 'ci_low', 'ci_high', 'ci_method', 'df', 'p_value', 'p_adjusted', 'own_n',
            'rival_n', 'n', 'verdict', 'caveat'
        ]) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by study, competitor_key, respondent_status, period_start
