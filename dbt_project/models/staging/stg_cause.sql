with

declared as (
    select * from {{ source('reference', 'cause') }}
),

renamed as (
    select
        cause_key,
        position
    from declared
)

select * from renamed
