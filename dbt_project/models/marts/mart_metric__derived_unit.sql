{{ config(materialized='view') }}

{% set key = unit_key() %}

with

cells as (
    select * from {{ ref('mart_metric__value') }}
    where aspect = 'effort' or (aspect <> 'gap' and aspect in ({{ quoted(derived_aspects()) }}))
),

final as (
    {{ derived_rows('cells', key) }}
)

select * from final
