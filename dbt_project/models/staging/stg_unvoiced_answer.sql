with

declared as (
    select * from {{ source('reference', 'unvoiced_answer') }}
),

renamed as (
    select
        role,
        question_key,
        value
    from declared
)

select * from renamed
