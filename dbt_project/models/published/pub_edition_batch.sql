with

delivered as (
    select * from {{ ref('pub_edition_batch__month') }}
),

batch as (
    select * from {{ ref('stg_batch') }}
),

-- A delivery that the last edition was made from and that is not admitted any more is in no ledger.
final as (
    select
        delivered.contract,
        delivered.source_id,
        delivered.batch_id,
        batch.file,
        batch.scope,
        batch.mode,
        cast(delivered.month as date) as month,
        delivered.reason,
        cast(delivered.n_rows as bigint) as n_rows,
        cast(delivered.replaces as varchar) as replaces
    from delivered
    left join batch
        on
            delivered.contract = batch.contract
            and delivered.source_id = batch.source_id
            and delivered.batch_id = batch.batch_id
)

select * from final
order by contract, source_id, batch_id, month, reason
