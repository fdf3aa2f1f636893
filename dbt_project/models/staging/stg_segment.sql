with

declared as (
    select * from {{ source('reference', 'segment') }}
),

renamed as (
    select
        cut,
        cut_value,
        position
    from declared
)

select * from renamed
