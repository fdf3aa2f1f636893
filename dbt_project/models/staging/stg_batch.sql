with

ledger as (
    select * from {{ source('gate', 'batch') }}
),

renamed as (
    select
        contract,
        source_id,
        batch_id,
        sequence,
        coalesce(scope, '') as scope,
        mode,
        file,
        file_sha256,
        cast(landed_at as varchar) as landed_at,
        status,
        message,
        landed,
        accepted,
        quarantined,
        duplicate,
        coalesce(replaces_earlier, false) as replaces_earlier,
        max(case when mode = 'snapshot' and status = 'passed' then sequence end)
            over (partition by contract, source_id, coalesce(scope, '')) as last_snapshot_sequence,
        max(case when status = 'passed' then sequence end)
            over (partition by contract, source_id, coalesce(scope, ''), file_sha256) as last_reading_sequence,
        max(case when replaces_earlier and status = 'passed' then sequence end)
            over (partition by contract, source_id) as last_whole_sequence
    from ledger
),

-- A snapshot replaces whatever the same source delivered before for the same scope, a file that was read again by
-- another mapping replaces its first reading, and a source that was fetched anew as a whole replaces all that was
-- fetched from it before; a held batch replaces nothing.
judged as (
    select
        *,
        status = 'passed'
        and sequence >= coalesce(last_snapshot_sequence, sequence)
        and sequence >= coalesce(last_reading_sequence, sequence)
        and sequence >= coalesce(last_whole_sequence, sequence) as is_current
    from renamed
)

select * from judged
