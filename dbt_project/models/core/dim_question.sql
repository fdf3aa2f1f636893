with

declared as (
    select * from {{ ref('stg_question') }}
),

final as (
    select
        question_key,
        characteristic_key,
        aspect,
        scale_key,
        scale_min,
        scale_max,
        scale_direction,
        valid_from,
        is_comparable
    from declared
)

select * from final
