with

landed as (
    select * from {{ source('landing', 'survey_answer') }}
),

responses as (
    select * from {{ ref('stg_survey_response') }}
),

row_status as (
    select * from {{ ref('stg_source_row_status') }}
),

-- An answer is current where its interview is: a corrected interview may have fewer answers than the one it replaces.
current_rows as (
    select
        landed.source_id,
        landed.batch_id,
        landed.source_record_id,
        landed.source_row,
        landed.event_at,
        landed.timezone,
        landed.language,
        landed.unparsed,
        landed.question_key,
        landed.characteristic_key,
        landed.aspect,
        landed.raw_value,
        landed.value,
        landed.scale_min,
        landed.scale_max,
        landed.scale_direction,
        landed.missing_code,
        landed.text_original,
        landed.text_normalised
    from landed
    inner join responses
        on
            landed.source_id = responses.source_id
            and landed.batch_id = responses.batch_id
            and landed.source_record_id = responses.source_record_id
    left join row_status
        on
            landed.source_id = row_status.source_id
            and landed.batch_id = row_status.batch_id
            and landed.source_row = row_status.source_row
    where row_status.status is null
)

select * from current_rows
