with

declared as (
    select * from {{ source('reference', 'theme') }}
),

renamed as (
    select
        theme_key,
        position
    from declared
)

select * from renamed
