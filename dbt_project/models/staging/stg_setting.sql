with

declared as (
    select * from {{ source('reference', 'setting') }}
),

renamed as (
    select
        setting,
        value
    from declared
)

select * from renamed
