with

declared as (
    select * from {{ source('reference', 'index_item') }}
),

renamed as (
    select
        index_key,
        characteristic_key,
        aspect,
        cast(weight as decimal(9, 6)) as weight,
        weighting,
        position
    from declared
)

select * from renamed
