with

declared as (
    select * from {{ ref('stg_label') }}
),

final as (
    select
        label_key,
        language,
        text
    from declared
)

select * from final
