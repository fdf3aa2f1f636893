{% set contracts = [
    'survey_response', 'survey_answer', 'complaint', 'complaint_event', 'focus_group_note', 'competitor_score', 'suggestion',
    'mystery_visit_item', 'letter', 'review', 'operation', 'quality_level', 'expectation', 'promise', 'promise_check', 'dispute',
    'improvement_action', 'population_margin', 'sample_unit', 'communication', 'programme'
] %}

with

batches as (
    select * from {{ ref('stg_batch') }}
),

landed_rows as (
    {% for contract in contracts %}
        select
            '{{ contract }}' as contract,
            source_id,
            batch_id,
            count(*) as n_rows
        from {{ source('landing', contract) }}
        group by source_id, batch_id
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

kept_rows as (
    {% for contract in contracts %}
        select
            '{{ contract }}' as contract,
            source_id,
            batch_id,
            count(*) as n_rows
        from {{ ref('stg_' ~ contract) }}
        group by source_id, batch_id
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- Rows that a later delivery replaced are superseded, and count as duplicates; the accepted rows of a held batch wait.
final as (
    select
        batches.contract,
        batches.source_id,
        batches.batch_id,
        batches.sequence,
        batches.scope,
        batches.mode,
        batches.file,
        batches.file_sha256,
        batches.landed_at,
        batches.status,
        batches.message,
        batches.is_current,
        coalesce(landed_rows.n_rows, 0) as landing_rows,
        batches.landed,
        case when batches.status = 'passed' then coalesce(kept_rows.n_rows, 0) else batches.accepted end as accepted,
        batches.quarantined,
        case
            when batches.status = 'passed' then batches.duplicate + batches.accepted - coalesce(kept_rows.n_rows, 0)
            else batches.duplicate
        end as duplicate,
        case
            when batches.status = 'passed' then batches.accepted - coalesce(kept_rows.n_rows, 0)
            else 0
        end as superseded,
        coalesce(kept_rows.n_rows, 0) as kept
    from batches
    left join landed_rows
        on
            batches.contract = landed_rows.contract
            and batches.source_id = landed_rows.source_id
            and batches.batch_id = landed_rows.batch_id
    left join kept_rows
        on
            batches.contract = kept_rows.contract
            and batches.source_id = kept_rows.source_id
            and batches.batch_id = kept_rows.batch_id
)

select * from final
