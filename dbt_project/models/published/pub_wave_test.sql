with

wave_test as (
    select * from {{ ref('mart_wave_test') }}
),

segment as (
    select * from {{ ref('dim_segment') }}
),

-- Which periods are compared is the same for all segments: those of everybody together.
kinds as (
    select
        measure,
        aspect,
        characteristic_key,
        period_type,
        period_start,
        previous_period_start,
        comparison,
        family
    from wave_test
    where cut = 'overall'
),

grid as (
    select
        kinds.*,
        segment.cut,
        segment.cut_value
    from kinds
    cross join segment
),

figures as (
    select * exclude (family, suppress_reason, definition_version, input_hash)
    from wave_test
),

disclosure as (
    {{ disclosed_answers() }}
),

judged as (
    select
        grid.*,
        figures.* exclude (
            measure, aspect, characteristic_key, period_type, period_start, previous_period_start, comparison, cut,
            cut_value
        ),
        coalesce(not latest.is_hidden and not earlier.is_hidden and figures.n is not null, false) as is_shown
    from grid
    left join figures
        using (
            measure, aspect, characteristic_key, period_type, period_start, previous_period_start, comparison, cut,
            cut_value
        )
    left join disclosure as latest
        on {{ same_cell('grid', 'latest') }} and grid.aspect = latest.aspect
    left join disclosure as earlier
        on
            grid.aspect = earlier.aspect
            and grid.characteristic_key = earlier.characteristic_key
            and grid.cut = earlier.cut
            and grid.cut_value = earlier.cut_value
            and grid.period_type = earlier.period_type
            and grid.previous_period_start = earlier.period_start
),

final as (
    select
        {{ figure_id('wave_test', [
            'measure', 'aspect', 'characteristic_key', 'cut', 'cut_value', 'period_type', 'period_start', 'comparison'
        ]) }},
        measure,
        aspect,
        characteristic_key,
        cut,
        cut_value,
        period_type,
        period_start,
        previous_period_start,
        comparison,
        family,
        {{ shown(['current_estimate', 'previous_estimate', 'difference']) }},
        {{ shown([
            'se', 'ci_low', 'ci_high', 'ci_method', 'df', 'p_value', 'p_adjusted', 'smallest_detectable_difference', 'verdict'
        ], has_margin()) }},
        {{ shown(['n', 'previous_n', 'n_eff', 'previous_n_eff', 'caveat']) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by measure, aspect, characteristic_key, cut, cut_value, comparison
