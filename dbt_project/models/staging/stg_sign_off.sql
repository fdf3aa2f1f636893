with

declared as (
    select * from {{ source('reference', 'sign_off') }}
),

renamed as (
    select
        source_id,
        period_type,
        period_start,
        by_role,
        signed_on
    from declared
)

select * from renamed
