{{ config(materialized='view') }}

{% set key = [
    'period_type', 'period_start', 'source_id', 'stratum', 'psu', 'characteristic_key', 'aspect', 'scale_min', 'scale_max',
    'scale_direction', 'cut', 'cut_value'
] | join(', ') %}

with

cells as (
    select * from {{ ref('mart_metric__value') }}
    where aspect = 'effort' or (aspect <> 'gap' and aspect in ({{ quoted(derived_aspects()) }}))
),

final as (
    {{ derived_rows('cells', key) }}
)

select * from final
