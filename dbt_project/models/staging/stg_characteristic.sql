with

declared as (
    select * from {{ source('reference', 'characteristic') }}
),

renamed as (
    select
        characteristic_key,
        parent_key,
        characteristic_group,
        is_overall,
        position
    from declared
)

select * from renamed
