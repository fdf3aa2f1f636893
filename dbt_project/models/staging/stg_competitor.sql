with

declared as (
    select * from {{ source('reference', 'competitor') }}
),

renamed as (
    select
        competitor_key,
        position
    from declared
)

select * from renamed
