with

gap as (
    select * from {{ ref('mart_gap') }}
),

disclosure as (
    select * from {{ ref('mart_disclosure__gap') }}
),

shown_importance as (
    {{ disclosed_answers() }}
),

importance as (
    select
        characteristic_key,
        cut,
        cut_value,
        period_type,
        period_start,
        metric.estimate as shown_importance,
        metric.ci_low as importance_ci_low,
        metric.ci_high as importance_ci_high
    from {{ ref('mart_metric') }} as metric
    inner join shown_importance using (aspect, characteristic_key, cut, cut_value, period_type, period_start)
    where metric.measure = 'M2_mean_score' and aspect = 'importance' and not shown_importance.is_hidden
),

grid as (
    {{ survey_grid('gap', ['characteristic_key']) }}
),

figures as (
    {{ figures_for_grid('gap') }}
),

judged as (
    select
        grid.*,
        figures.* exclude (characteristic_key, cut, cut_value, period_type, period_start, importance),
        importance.shown_importance as importance,
        importance.importance_ci_low,
        importance.importance_ci_high,
        coalesce(disclosure.shows_missing, false) as shows_missing,
        coalesce(not disclosure.is_hidden and figures.n is not null, false) as is_shown
    from grid
    left join figures using (characteristic_key, cut, cut_value, period_type, period_start)
    left join disclosure using (characteristic_key, cut, cut_value, period_type, period_start)
    left join importance using (characteristic_key, cut, cut_value, period_type, period_start)
),

final as (
    select
        {{ figure_id('gap', ['characteristic_key', 'cut', 'cut_value', 'period_type', 'period_start']) }},
        characteristic_key,
        cut,
        cut_value,
        period_type,
        period_start,
        period_end,
        wave,
        {{ shown(['perceived', 'expected', 'importance', 'gap', 'met_share', 'is_paired']) }},
        {{ shown([
            'perceived_ci_low', 'perceived_ci_high', 'expected_ci_low', 'expected_ci_high', 'importance_ci_low',
            'importance_ci_high', 'se', 'ci_low', 'ci_high', 'ci_method', 'met_ci_low', 'met_ci_high', 'p_value', 'p_adjusted',
            'verdict'
        ], has_margin()) }},
        {{ shown(['n', 'n_eff', 'deff', 'df']) }},
        {{ shown(['n_missing'], '(is_shown and shows_missing)') }},
        {{ shown(['caveat']) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by characteristic_key, cut, cut_value, period_type, period_start
