with

batch as (
    select * from {{ ref('fct_batch') }}
),

refusal as (
    select * from {{ ref('stg_refusal') }}
),

-- A delivery may bring several contracts; it is counted in the one that leads it: interviews, not their answers.
leading_contract as (
    select *
    from batch
    qualify
        row_number() over (
            partition by source_id, batch_id
            order by contract in ('survey_answer', 'complaint_event') asc, contract asc
        ) = 1
),

deliveries as (
    select
        source_id,
        cast(sum(landed) as bigint) as landed,
        cast(sum(accepted) as bigint) as accepted,
        cast(sum(quarantined) as bigint) as quarantined,
        cast(sum(duplicate) as bigint) as duplicate,
        cast(sum(superseded) as bigint) as superseded,
        count(*) as batches,
        max_by(status, sequence) as last_status,
        max_by(message, sequence) as last_message
    from leading_contract
    group by source_id
),

refusals as (
    select
        source_id,
        count(*) as refused_files,
        max_by(message, (landed_at, file)) as refusal_message
    from refusal
    group by source_id
),

final as (
    select
        deliveries.* exclude (source_id),
        refusals.* exclude (source_id),
        coalesce(deliveries.source_id, refusals.source_id) as source_id
    from deliveries
    full outer join refusals using (source_id)
)

select * from final
