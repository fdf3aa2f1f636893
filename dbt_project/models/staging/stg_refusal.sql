with

ledger as (
    select * from {{ source('gate', 'refusal') }}
),

renamed as (
    select
        source_id,
        file,
        place,
        rule,
        message,
        action,
        landed_at
    from ledger
)

select * from renamed
