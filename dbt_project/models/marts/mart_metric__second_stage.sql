{% set key = [
    'period_type', 'period_start', 'source_id', 'stratum', 'psu', 'characteristic_key', 'aspect', 'scale_min', 'scale_max',
    'scale_direction', 'cut', 'cut_value'
] | join(', ') %}

with

psus as (
    select * from {{ ref('mart_metric__psu') }}
),

period_months as (
    select * from {{ ref('dim_period__month') }}
),

gap_scales as (
    select * from {{ ref('mart_metric__scale') }}
    where aspect = 'gap'
),

-- Only sources with a second stage are added up again: mart_metric__unit would add up all.
valued as (
    select
        *,
        cast({{ share_value() }} as decimal(9, 6)) as is_counted,
        cast({{ promoter_value() }} as decimal(9, 6)) as promoter
    from {{ ref('mart_metric__value') }}
    where source_id in (select psus.source_id from psus)
),

pairs as (
    select
        period_months.period_type,
        period_months.period_start,
        given.*
    from {{ ref('agg_gap_pair') }} as given
    inner join period_months
        on
            given.month = period_months.month
            and (period_months.wave is null or given.wave = period_months.wave)
    inner join gap_scales using (period_type, period_start, characteristic_key, scale_min, scale_max, scale_direction)
    where given.source_id in (select psus.source_id from psus)
),

summed as (
    select
        {{ key }},
        {{ value_sums() }}
    from valued
    group by {{ key }}
),

units as (
    {{ measured_rows('summed', key) }}
    union all
    {{ paired_rows('pairs', key) }}
),

final as (
    select
        units.measure,
        {{ key | replace('psu, ', '') }},
        {{ exact_sum('second_stage_factor * (units.w2 - centring * units.w * units.w)') }} as v_ww,
        {{ exact_sum('second_stage_factor * (units.w2y - centring * units.w * units.wy)') }} as v_wy,
        {{ exact_sum('second_stage_factor * (units.w2y2 - centring * units.wy * units.wy)') }} as v_yy
    from units
    inner join psus using (period_type, period_start, source_id, stratum, psu)
    group by units.measure, {{ key | replace('psu, ', '') }}
)

select * from final
