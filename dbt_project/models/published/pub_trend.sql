with

trend as (
    select * from {{ ref('mart_trend') }}
),

segment as (
    select * from {{ ref('dim_segment') }}
),

kinds as (
    select distinct
        measure,
        aspect,
        characteristic_key,
        period_type
    from trend
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
    select * exclude (suppress_reason, definition_version, input_hash)
    from trend
),

-- A series without a single point above the minimum base has no row in the mart; here it has one that says nothing.
judged as (
    select
        grid.*,
        figures.* exclude (measure, aspect, characteristic_key, period_type, cut, cut_value),
        figures.verdict is not null as is_shown
    from grid
    left join figures using (measure, aspect, characteristic_key, period_type, cut, cut_value)
),

final as (
    select
        {{ figure_id('trend', ['measure', 'aspect', 'characteristic_key', 'cut', 'cut_value', 'period_type']) }},
        measure,
        aspect,
        characteristic_key,
        cut,
        cut_value,
        period_type,
        first_period,
        last_period,
        n_points,
        method,
        tau,
        s,
        {{ shown([
            'z', 'p_value', 'p_adjusted', 'sen_slope', 'ci_low', 'ci_high', 'ci_method', 'verdict', 'change_point_period_start',
            'change_size', 'change_ci_low', 'change_ci_high'
        ], has_margin()) }},
        n,
        caveat,
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by measure, aspect, characteristic_key, cut, cut_value
