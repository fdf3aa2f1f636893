with

metric as (
    select * from {{ ref('mart_metric') }}
),

grid as (
    {{ survey_grid('metric', ['measure', 'aspect', 'characteristic_key']) }}
),

disclosure as (
    select
        *,
        subject = 'gap_total' as is_gap_total
    from {{ ref('mart_disclosure') }}
    where subject in ('survey_answer', 'gap_total')
),

figures as (
    {{ figures_for_grid('metric') }}
),

judged as (
    select
        grid.*,
        figures.* exclude (measure, aspect, characteristic_key, cut, cut_value, period_type, period_start),
        coalesce(disclosure.shows_missing, false) as shows_missing,
        coalesce(not disclosure.is_hidden and figures.n is not null, false) as is_shown
    from grid
    left join figures using (measure, aspect, characteristic_key, cut, cut_value, period_type, period_start)
    left join disclosure
        on
            {{ same_cell('grid', 'disclosure') }}
            and grid.aspect = disclosure.aspect
            and (grid.measure = 'M5_gap_weighted_total') = disclosure.is_gap_total
),

final as (
    select
        {{ figure_id('metric', [
            'measure', 'aspect', 'characteristic_key', 'cut', 'cut_value', 'period_type', 'period_start'
        ]) }},
        measure,
        aspect,
        characteristic_key,
        cut,
        cut_value,
        period_type,
        period_start,
        period_end,
        wave,
        {{ shown(['estimate']) }},
        {{ shown(['se', 'ci_low', 'ci_high', 'ci_method', 'se_weights_only'], has_margin()) }},
        {{ shown(['raw_mean', 'scale_min', 'scale_max', 'scale_direction', 'n', 'n_eff', 'deff', 'df']) }},
        {{ shown(['n_missing'], '(is_shown and shows_missing)') }},
        {{ shown(['caveat']) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by measure, aspect, characteristic_key, cut, cut_value, period_type, period_start
