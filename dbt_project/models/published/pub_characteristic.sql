with

characteristic as (
    select * from {{ ref('dim_characteristic') }}
)

select * from characteristic
order by position, characteristic_key
