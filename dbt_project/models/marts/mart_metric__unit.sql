{{ config(materialized='table') }}

{% set key = unit_key() %}

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

summed as (
    {{ summed_values('cells', key) }}
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
