-- Fails where an answer that a current batch holds in accepted lines is not among the staged rows: the count does not
-- come from what staging kept, so that rows which staging drops are seen.
with

landed as (
    select * from {{ source('landing', 'survey_answer') }}
),

batches as (
    select * from {{ ref('stg_batch') }}
    where contract = 'survey_answer' and is_current
),

responses as (
    select * from {{ ref('stg_survey_response') }}
),

row_status as (
    select * from {{ ref('stg_source_row_status') }}
),

staged as (
    select * from {{ ref('stg_survey_answer') }}
),

answers as (
    select distinct
        landed.source_id,
        landed.source_record_id,
        landed.question_key
    from landed
    semi join responses using (source_id, batch_id, source_record_id)
    semi join batches using (source_id, batch_id)
    anti join row_status using (source_id, batch_id, source_row)
),

expected as (
    select count(*) as n_expected from answers
),

found as (
    select count(*) as n_found from staged
)

select
    expected.n_expected,
    found.n_found
from expected
cross join found
where expected.n_expected <> found.n_found
