with

ledger as (
    select * from {{ source('gate', 'rows') }}
),

renamed as (
    select
        source_id,
        batch_id,
        source_row,
        status,
        reasons
    from ledger
)

select * from renamed
