with

ledger as (
    select * from {{ source('gate', 'decision') }}
),

renamed as (
    select
        decision_number,
        decision,
        source_id,
        batch_id,
        source_row,
        rule_id,
        reason,
        decided_by,
        decided_at,
        is_in_effect
    from ledger
)

select * from renamed
