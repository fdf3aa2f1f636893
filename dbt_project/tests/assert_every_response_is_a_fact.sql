-- Fails where the interviews that the ledger accepted are not those in the fact
-- table: the failure of an incremental build that was told the wrong months.
with

batches as (
    select
        source_id,
        batch_id,
        sum(accepted) as n_expected
    from {{ ref('fct_batch') }}
    where contract = 'survey_response' and status = 'passed'
    group by source_id, batch_id
),

responses as (
    select
        source_id,
        batch_id,
        count(*) as n_found
    from {{ ref('fct_response') }}
    group by source_id, batch_id
),

compared as (
    select
        coalesce(batches.source_id, responses.source_id) as source_id,
        coalesce(batches.batch_id, responses.batch_id) as batch_id,
        coalesce(batches.n_expected, 0) as n_expected,
        coalesce(responses.n_found, 0) as n_found
    from batches
    full outer join responses
        on
            batches.source_id = responses.source_id
            and batches.batch_id = responses.batch_id
)

select * from compared
where n_expected <> n_found
