with

ledger as (
    select * from {{ source('gate', 'flags') }}
),

renamed as (
    select
        source_id,
        batch_id,
        source_row,
        flag,
        value
    from ledger
)

select * from renamed
