with

declared as (
    select * from {{ source('reference', 'urgent_impact') }}
),

renamed as (
    select impact
    from declared
)

select * from renamed
