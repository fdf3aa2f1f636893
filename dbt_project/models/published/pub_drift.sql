with

drift as (
    select * from {{ ref('stg_drift') }}
),

batch as (
    select
        source_id,
        batch_id,
        contract,
        file
    from {{ ref('fct_batch') }}
),

final as (
    select
        drift.source_id,
        drift.batch_id,
        drift.kind,
        drift.contract,
        coalesce(drift.column_name, '') as column_name,
        coalesce(drift.item, '') as item,
        batch.file,
        cast(drift.value_before as double) as value_before,
        cast(drift.value_now as double) as value_now,
        cast(drift.z as double) as z
    from drift
    left join batch using (source_id, batch_id, contract)
)

select * from final
order by abs(z) desc, source_id asc, batch_id asc, kind asc, column_name asc, item asc
