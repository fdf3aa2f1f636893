with

ledger as (
    select * from {{ source('gate', 'broken_rules') }}
),

renamed as (
    select
        source_id,
        batch_id,
        contract,
        rule_id,
        rule_kind,
        column_name,
        n_rows
    from ledger
)

select * from renamed
