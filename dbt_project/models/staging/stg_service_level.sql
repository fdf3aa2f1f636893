with

declared as (
    select * from {{ source('reference', 'service_level') }}
),

renamed as (
    select
        step,
        severity,
        clock,
        limit_unit,
        limit_number
    from declared
)

select * from renamed
