with

declared as (
    select * from {{ source('reference', 'driver') }}
),

renamed as (
    select
        characteristic_key,
        position
    from declared
)

select * from renamed
