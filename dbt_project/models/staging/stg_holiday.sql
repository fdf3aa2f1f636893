with

declared as (
    select * from {{ source('reference', 'holiday') }}
),

renamed as (
    select holiday
    from declared
)

select * from renamed
