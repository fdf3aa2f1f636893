with

declared as (
    select * from {{ ref('stg_theme') }}
),

final as (
    select
        theme_key,
        position
    from declared
)

select * from final
