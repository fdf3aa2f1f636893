{% set key = unit_key() | replace('psu, ', '') %}

with

psus as (
    select * from {{ ref('mart_metric__psu') }}
),

units as (
    select * from {{ ref('mart_metric__unit') }}
    where source_id in (select psus.source_id from psus)
),

final as (
    select
        units.measure,
        {{ key }},
        {{ exact_sum('second_stage_factor * (units.w2 - centring * units.w * units.w)') }} as v_ww,
        {{ exact_sum('second_stage_factor * (units.w2y - centring * units.w * units.wy)') }} as v_wy,
        {{ exact_sum('second_stage_factor * (units.w2y2 - centring * units.wy * units.wy)') }} as v_yy
    from units
    inner join psus using (period_type, period_start, source_id, stratum, psu)
    group by units.measure, {{ key }}
)

select * from final
