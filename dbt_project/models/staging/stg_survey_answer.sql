with

landed as (
    select * from {{ source('landing', 'survey_answer') }}
),

responses as (
    select * from {{ ref('stg_survey_response') }}
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
            and landed.source_row = responses.source_row
)

select * from current_rows
