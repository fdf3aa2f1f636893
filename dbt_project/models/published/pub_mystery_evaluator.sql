with

mystery_evaluator as (
    select * from {{ ref('mart_mystery_evaluator') }}
),

judged as (
    select
        * replace ({{ published_caveat('caveat') }} as caveat),
        n_visits >= {{ setting('minimum_n') }} as is_shown
    from mystery_evaluator
),

final as (
    select
        {{ figure_id('mystery_evaluator', [
            'evaluator', 'period_type', 'period_start'
        ]) }},
        measure,
        evaluator,
        period_type,
        period_start,
        period_end,
        {{ shown([
            'n_visits', 'n_visits_of_others', 'mean_score_0_100', 'difference', 'adjusted_for', 'estimate',
            'n', 'df', 'p_value', 'p_adjusted', 'verdict', 'caveat'
        ]) }},
        {{ shown(['ci_low', 'ci_high', 'ci_method', 'se'], has_margin()) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by evaluator, period_type, period_start
