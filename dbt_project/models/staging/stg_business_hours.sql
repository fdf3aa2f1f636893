with

declared as (
    select * from {{ source('reference', 'business_hours') }}
),

renamed as (
    select
        weekday,
        opens_minute,
        closes_minute,
        reopens_minute,
        recloses_minute
    from declared
)

select * from renamed
