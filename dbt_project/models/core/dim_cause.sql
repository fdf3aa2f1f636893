with

declared as (
    select * from {{ ref('stg_cause') }}
),

final as (
    select
        cause_key,
        position
    from declared
)

select * from final
