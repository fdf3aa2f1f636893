with

declared as (
    select * from {{ source('reference', 'organisation') }}
),

renamed as (
    select
        organisation_id,
        kind,
        is_synthetic,
        timezone,
        default_language
    from declared
)

select * from renamed
