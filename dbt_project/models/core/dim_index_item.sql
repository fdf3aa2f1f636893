with

declared as (
    select * from {{ ref('stg_index_item') }}
),

final as (
    select
        index_key,
        characteristic_key,
        aspect,
        weight,
        weighting,
        position,
        count(*) over (partition by index_key) as n_items
    from declared
)

select * from final
