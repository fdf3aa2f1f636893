with

landed as (
    select * from {{ source('landing', 'survey_response') }}
),

current_rows as (
    {{ current_rows('survey_response', from='landed') }}
),

renamed as (
    select
        source_id,
        batch_id,
        source_record_id,
        source_row,
        event_at,
        timezone,
        language,
        unparsed,
        respondent_key,
        mode,
        interviewer,
        wave,
        questionnaire_version,
        has_consent,
        started_at,
        ended_at,
        completion_status,
        disposition,
        stratum,
        psu,
        stratum_population,
        psu_population,
        base_weight,
        respondent_role,
        respondent_status,
        is_internal,
        segments
    from current_rows
)

select * from renamed
