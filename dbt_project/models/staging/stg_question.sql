with

declared as (
    select * from {{ source('reference', 'question') }}
),

renamed as (
    select
        question_key,
        characteristic_key,
        aspect,
        scale_key,
        cast(scale_min as decimal(9, 6)) as scale_min,
        cast(scale_max as decimal(9, 6)) as scale_max,
        scale_direction,
        valid_from,
        is_comparable
    from declared
)

select * from renamed
