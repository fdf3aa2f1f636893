with

declared as (
    select * from {{ source('reference', 'label') }}
),

renamed as (
    select
        label_key,
        language,
        text
    from declared
)

select * from renamed
