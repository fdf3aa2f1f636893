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

judged as (
    select
        grid.*,
        figures.* exclude (
            measure, aspect, characteristic_key, period_type, period_start, previous_period_start, comparison, cut,
            cut_value
        ),
        coalesce(least(figures.n, figures.previous_n) >= {{ setting('minimum_n') }}, false) as is_shown
    from grid
    left join figures
        using (
            measure, aspect, characteristic_key, period_type, period_start, previous_period_start, comparison, cut,
            cut_value
        )
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
