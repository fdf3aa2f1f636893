with

declared as (
    select * from {{ source('reference', 'language') }}
),

renamed as (
    select
        language,
        is_default,
        position
    from declared
)

select * from renamed
