with

declared as (
    select * from {{ source('reference', 'outcome') }}
),

renamed as (
    select
        outcome_key,
        kind,
        measure,
        nullif(exposure_measure, '') as exposure_measure,
        higher_is,
        position
    from declared
)

select * from renamed
