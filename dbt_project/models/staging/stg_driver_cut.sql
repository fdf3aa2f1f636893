with

declared as (
    select * from {{ source('reference', 'driver_cut') }}
),

renamed as (
    select cut from declared
)

select * from renamed
