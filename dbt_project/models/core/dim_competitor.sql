with

declared as (
    select * from {{ ref('stg_competitor') }}
),

final as (
    select
        competitor_key,
        position
    from declared
)

select * from final
