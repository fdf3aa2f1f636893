{% set cell = ['period_type', 'period_start', 'cut', 'cut_value', 'importance_kind'] | join(', ') %}

with

points as (
    select * from {{ ref('mart_quadrant__point') }}
),

choices as (
    select * from {{ ref('dim_analysis_setting') }}
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

-- A number as line is on the axis of the chosen importance; the other kind is cut at its mean.
chosen as (
    select
        points.*,
        count(*) over cells as n_kinds,
        points.n >= settings.minimum_n as counts,
        choices.performance_line as performance_choice,
        choices.importance_kind as declared_kind,
        case
            when points.importance_kind = choices.importance_kind then choices.importance_line
            when choices.importance_line in ('mean', 'median') then choices.importance_line
            else 'mean'
        end as importance_choice
    from points
    cross join choices
    cross join settings
    window cells as (partition by period_type, period_start, cut, cut_value, characteristic_key)
),

lines as (
    select
        {{ cell }},
        {{ declared_line('importance_choice', 'importance', 'counts') }} as importance_line,
        {{ declared_line('performance_choice', 'estimate', 'counts') }} as performance_line
    from chosen
    group by {{ cell }}
),

placed as (
    select
        chosen.*,
        lines.importance_line,
        lines.performance_line,
        {{ side_of_line('chosen.importance_ci_low', 'chosen.importance_ci_high', 'lines.importance_line') }}
            as importance_side,
        {{ side_of_line('chosen.ci_low', 'chosen.ci_high', 'lines.performance_line') }} as performance_side,
        chosen.importance_kind = chosen.declared_kind or chosen.n_kinds = 1 as is_declared_kind
    from chosen
    inner join lines using ({{ cell }})
),

final as (
    select
        'M14_quadrant' as measure,
        placed.importance_kind,
        placed.is_declared_kind,
        placed.characteristic_key,
        placed.cut,
        placed.cut_value,
        placed.period_type,
        placed.period_start,
        placed.period_end,
        placed.wave,
        {% for column in [
            'importance', 'importance_se', 'importance_ci_low', 'importance_ci_high', 'importance_ci_method', 'importance_line',
            'importance_choice', 'estimate', 'se', 'ci_low', 'ci_high', 'ci_method', 'performance_line', 'performance_choice',
            'n', 'importance_n', 'n_eff', 'deff', 'df', 'n_missing'
        ] -%}
            placed.{{ column }},
        {% endfor %}
        case
            when placed.n < settings.minimum_n then 'too_small'
            when placed.importance_side is null or placed.performance_side is null then 'undetermined'
            when placed.importance_side = 'above' and placed.performance_side = 'above' then 'keep_up'
            when placed.importance_side = 'above' then 'concentrate_here'
            when placed.performance_side = 'above' then 'possible_overkill'
            else 'low_priority'
        end as verdict,
        coalesce(placed.performance_caveat, placed.importance_caveat) as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from placed
    cross join settings
)

select * from final
