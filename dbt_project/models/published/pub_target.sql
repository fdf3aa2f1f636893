with

target as (
    select * from {{ ref('stg_target') }}
)

select * from target
order by measure, aspect, characteristic_key
