with

declared as (
    select * from {{ ref('stg_segment') }}
),

final as (
    select
        cut,
        cut_value,
        position
    from declared
)

select * from final
