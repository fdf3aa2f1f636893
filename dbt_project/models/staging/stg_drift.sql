with

ledger as (
    select * from {{ source('gate', 'drift') }}
),

renamed as (
    select
        source_id,
        batch_id,
        sequence,
        kind,
        contract,
        column_name,
        item,
        before as value_before,
        now as value_now,
        z,
        message
    from ledger
)

select * from renamed
