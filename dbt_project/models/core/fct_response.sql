{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail', pre_hook="{{ delete_touched_months() }}"
) }}

with

responses as (
    select * from {{ ref('stg_survey_response') }}
),

sources as (
    select * from {{ ref('dim_source') }}
),

-- Strata and PSUs that the source's declared design does not use are no part of it.
designed as (
    select
        responses.source_id || '|' || responses.source_record_id as response_key,
        responses.source_id,
        responses.batch_id,
        responses.source_record_id,
        responses.source_row,
        responses.respondent_key,
        responses.wave,
        responses.event_at,
        {{ month_of('responses.event_at') }} as month,
        responses.mode,
        responses.language,
        responses.questionnaire_version,
        case when sources.is_stratified then coalesce(responses.stratum, '') else '' end as stratum,
        case when sources.is_clustered then coalesce(responses.psu, responses.source_record_id) else '' end as psu,
        responses.stratum_population,
        responses.base_weight as weight
    from responses
    left join sources on responses.source_id = sources.source_id
),

final as (
    select * from designed
    {{ where_month_is_touched() }}
)

select * from final
