with

quadrant as (
    {{ figures_for_grid(ref('mart_quadrant')) }}
),

driver as (
    select * from {{ ref('pub_driver') }}
),

grid as (
    select every_cell.*
    from (
        {{ survey_grid('quadrant', ['measure', 'importance_kind', 'characteristic_key']) }}
    ) as every_cell
    where
        (every_cell.importance_kind, every_cell.cut) in (select (quadrant.importance_kind, quadrant.cut) from quadrant)
        and every_cell.period_type in (select quadrant.period_type from quadrant)
),

disclosure as (
    {{ disclosed_answers() }}
),

asked as (
    select
        characteristic_key,
        cut,
        cut_value,
        period_type,
        period_start,
        bool_or(is_hidden) filter (where aspect = 'perception') as hides_performance,
        bool_or(is_hidden) filter (where aspect = 'importance') as hides_stated
    from disclosure
    group by all
),

placed as (
    select
        grid.*,
        quadrant.* exclude (
            measure, importance_kind, characteristic_key, cut, cut_value, period_type, period_start
        ),
        coalesce(
            quadrant.n is not null
            and not asked.hides_performance
            and case
                when grid.importance_kind = 'stated' then not asked.hides_stated
                else driver.figure_id is not null and driver.suppress_reason is null
            end,
            false
        ) as is_shown
    from grid
    left join quadrant using (measure, importance_kind, characteristic_key, cut, cut_value, period_type, period_start)
    left join asked using (characteristic_key, cut, cut_value, period_type, period_start)
    left join driver using (characteristic_key, cut, cut_value, period_type, period_start)
),

-- A line that is a mean of all points would give a single hidden one away, and so would the sides of the others.
judged as (
    select
        *,
        coalesce(caveat, '') <> 'not_a_probability_sample'
        and bool_and(is_shown or n is null) over (
            partition by importance_kind, cut, cut_value, period_type, period_start
        ) as shows_lines
    from placed
),

final as (
    select
        {{ figure_id('quadrant', [
            'importance_kind', 'characteristic_key', 'cut', 'cut_value', 'period_type', 'period_start'
        ]) }},
        {{ [
            'measure', 'importance_kind', 'characteristic_key', 'cut', 'cut_value', 'period_type', 'period_start', 'period_end',
            'wave'
        ] | join(',\n        ') }},
        {{ shown(['is_declared_kind', 'importance', 'estimate']) }},
        {{ shown([
            'importance_se', 'importance_ci_low', 'importance_ci_high', 'importance_ci_method', 'se', 'ci_low', 'ci_high',
            'ci_method', 'df'
        ], has_margin()) }},
        {{ shown(['importance_choice', 'performance_choice', 'n', 'importance_n', 'n_eff', 'caveat']) }},
        {{ shown(['importance_line', 'performance_line', 'verdict'], '(is_shown and shows_lines)') }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by importance_kind, characteristic_key, cut, cut_value, period_type, period_start
