with

declared as (
    select * from {{ source('reference', 'code_book_theme') }}
),

renamed as (
    select
        theme_key,
        code_book_theme_key
    from declared
)

select * from renamed
