with

declared as (
    select * from {{ ref('stg_characteristic') }}
),

final as (
    select
        characteristic_key,
        parent_key,
        characteristic_group,
        is_overall,
        position
    from declared
)

select * from final
