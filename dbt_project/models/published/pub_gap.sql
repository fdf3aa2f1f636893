with

gap as (
    select * from {{ ref('mart_gap') }}
),

importance as (
    select * from {{ ref('mart_metric') }}
    where measure = 'M2_mean_score' and aspect = 'importance'
),

grid as (
    {{ survey_grid('gap', ['characteristic_key']) }}
),

judged as (
    select
        grid.*,
        gap.* exclude (
            characteristic_key, cut, cut_value, period_type, period_start, period_end, wave, caveat, suppress_reason,
            definition_version, input_hash
        ),
        importance.ci_low as importance_ci_low,
        importance.ci_high as importance_ci_high,
        {{ published_caveat('gap.caveat') }} as caveat,
        coalesce(gap.n >= {{ setting('minimum_n') }}, false) as is_shown
    from grid
    left join gap using (characteristic_key, cut, cut_value, period_type, period_start)
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
        {{ shown(['n', 'n_eff', 'deff', 'df', 'n_missing', 'caveat']) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by characteristic_key, cut, cut_value, period_type, period_start
