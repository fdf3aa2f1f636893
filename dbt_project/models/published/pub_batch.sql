with

batch as (
    select * from {{ ref('fct_batch') }}
),

final as (
    select
        batch_id,
        contract,
        source_id,
        sequence,
        scope,
        mode,
        file,
        file_sha256,
        status,
        message,
        is_current,
        landed,
        accepted,
        quarantined,
        duplicate,
        superseded
    from batch
)

select * from final
order by source_id, sequence, contract
