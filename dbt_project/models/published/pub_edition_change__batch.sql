with

change as (
    select * from {{ ref('pub_edition_change__value') }}
),

feed as (
    select * from {{ ref('pub_edition_change__feed') }}
),

batch as (
    select * from {{ ref('pub_edition_batch__month') }}
),

evidence as (
    select distinct
        figure_table,
        evidence_from,
        evidence_to
    from change
),

-- Figures without a period rest on all rows. Weights are of interviews, whichever delivery changed them.
touched as (
    select
        evidence.*,
        batch.source_id,
        batch.batch_id,
        batch.reason
    from evidence
    inner join feed on evidence.figure_table = feed.figure_table
    inner join batch
        on
            case when batch.reason = 'weights' then 'survey_response' else batch.contract end = feed.contract
            and (
                evidence.evidence_to is null
                or batch.month is null
                or batch.month between date_trunc('month', evidence.evidence_from) and evidence.evidence_to
            )
),

final as (
    select
        figure_table,
        evidence_from,
        evidence_to,
        coalesce(list_sort(list(distinct reason) filter (where reason <> 'weights')), []) as row_reasons,
        bool_or(reason = 'weights') as has_new_weights,
        string_agg(distinct batch_id, ',' order by batch_id) as batch_ids,
        string_agg(distinct source_id, ',' order by source_id) as sources
    from touched
    group by figure_table, evidence_from, evidence_to
)

select * from final
