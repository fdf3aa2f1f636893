with

batch as (
    select * from {{ ref('fct_batch') }}
),

-- The next delivery of the same scope took the place of one that no longer counts.
replaced as (
    select
        earlier.contract,
        earlier.source_id,
        earlier.batch_id,
        min_by(later.batch_id, later.sequence) as replaced_by
    from batch as earlier
    inner join batch as later
        on
            earlier.contract = later.contract
            and earlier.source_id = later.source_id
            and earlier.sequence < later.sequence
            and (earlier.scope = later.scope or earlier.file_sha256 = later.file_sha256 or later.mode <> 'snapshot')
    where not earlier.is_current and earlier.status = 'passed' and later.status = 'passed'
    group by earlier.contract, earlier.source_id, earlier.batch_id
),

final as (
    select
        batch.batch_id,
        batch.contract,
        batch.source_id,
        batch.sequence,
        batch.scope,
        batch.mode,
        batch.file,
        batch.file_sha256,
        batch.status,
        batch.message,
        batch.is_current,
        replaced.replaced_by,
        batch.landed,
        batch.accepted,
        batch.quarantined,
        batch.duplicate,
        batch.superseded
    from batch
    left join replaced using (contract, source_id, batch_id)
)

select * from final
order by source_id, sequence, contract
