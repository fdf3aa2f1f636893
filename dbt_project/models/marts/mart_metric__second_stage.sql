{% set key = [
    'measure', 'period_type', 'period_start', 'source_id', 'stratum', 'characteristic_key', 'aspect', 'scale_min', 'scale_max',
    'scale_direction', 'cut', 'cut_value'
] | join(', ') %}

with

psus as (
    select * from {{ ref('mart_metric__psu') }}
),

units as (
    select * from {{ ref('mart_metric__unit') }}
    where source_id in (select source_id from psus)
),

final as (
    select
        {{ key }},
        {{ exact_sum('second_stage_factor * (units.w2 - centring * units.w * units.w)') }} as v_ww,
        {{ exact_sum('second_stage_factor * (units.w2y - centring * units.w * units.wy)') }} as v_wy,
        {{ exact_sum('second_stage_factor * (units.w2y2 - centring * units.wy * units.wy)') }} as v_yy
    from units
    inner join psus using (period_type, period_start, source_id, stratum, psu)
    group by {{ key }}
)

select * from final
