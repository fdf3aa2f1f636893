with

declared as (
    select * from {{ source('reference', 'operation') }}
),

renamed as (
    select
        measure,
        unit,
        position
    from declared
)

select * from renamed
