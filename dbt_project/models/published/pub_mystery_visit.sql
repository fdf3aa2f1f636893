with

mystery_visit as (
    select * from {{ ref('mart_mystery_visit') }}
),

judged as (
    select
        * replace ({{ published_caveat('caveat') }} as caveat),
        n_visits >= {{ setting('minimum_n') }} as is_shown
    from mystery_visit
),

final as (
    select
        {{ figure_id('mystery_visit', [
            'characteristic_key', 'site', 'cut', 'cut_value', 'period_type', 'period_start'
        ]) }},
        measure,
        characteristic_key,
        site,
        cut,
        cut_value,
        period_type,
        period_start,
        period_end,
        {{ shown([
            'points', 'applicable_points', 'score_0_100', 'n_visits', 'n_items', 'n_not_applicable',
            'n_gate_visits', 'gate_passed_share', 'estimate', 'n', 'caveat'
        ]) }},
        {{ shown(['ci_low', 'ci_high', 'ci_method', 'se', 'gate_ci_low', 'gate_ci_high'], has_margin()) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by characteristic_key, site, cut, cut_value, period_type, period_start
