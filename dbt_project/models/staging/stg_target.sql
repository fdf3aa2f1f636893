with

declared as (
    select * from {{ source('reference', 'target') }}
),

renamed as (
    select
        measure,
        aspect,
        characteristic_key,
        target_value
    from declared
)

select * from renamed
