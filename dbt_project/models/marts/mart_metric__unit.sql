{{ config(materialized='table') }}

{% set key = [
    'period_type', 'period_start', 'source_id', 'stratum', 'psu', 'characteristic_key', 'aspect', 'scale_min', 'scale_max',
    'scale_direction', 'cut', 'cut_value'
] | join(', ') %}

with

cells as (
    select * from {{ ref('mart_metric__value') }}
),

paired as (
    select * from {{ ref('mart_metric__paired_unit') }}
),

derived as (
    select * from {{ ref('mart_metric__derived_unit') }}
),

-- Raw answers for means and gaps; 0/1 for shares; -1/0/1 for the NPS, of which the absolute value is the square.
valued as (
    select
        *,
        cast({{ share_value() }} as decimal(9, 6)) as is_counted,
        cast({{ promoter_value() }} as decimal(9, 6)) as promoter
    from cells
),

summed as (
    select
        {{ key }},
        {{ value_sums() }}
    from valued
    group by {{ key }}
),

measured as (
    {{ measured_rows('summed', key) }}
),

final as (
    select * from measured
    union all
    select * from paired
    union all
    select * from derived
)

select * from final
