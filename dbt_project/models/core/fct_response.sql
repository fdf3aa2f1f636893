{{ rebuilt_by_month() }}

with

responses as (
    select * from {{ ref('stg_survey_response') }}
),

sources as (
    select * from {{ ref('dim_source') }}
),

cells as (
    select * from {{ ref('fct_response__cell') }}
    {{ where_month_is_touched() }}
),

factors as (
    select * from {{ ref('fct_response__factor') }}
),

weighted as (
    select
        cells.response_key,
        cells.weighting_cell,
        factors.factor
    from cells
    inner join factors
        on
            cells.source_id = factors.source_id
            and cells.occasion = factors.occasion
            and cells.weighting_cell = factors.weighting_cell
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
        responses.psu_population,
        responses.base_weight
    from responses
    left join sources on responses.source_id = sources.source_id
),

touched as (
    select * from designed
    {{ where_month_is_touched() }}
),

final as (
    select
        touched.*,
        coalesce(weighted.weighting_cell, '') as weighting_cell,
        case
            when weighted.factor is null then touched.base_weight
            else cast(touched.base_weight * weighted.factor as decimal(9, 6))
        end as weight
    from touched
    left join weighted on touched.response_key = weighted.response_key
)

select * from final
