-- Warns of surveys that no monitoring programme names: without an objective none is worth its respondents' time.
{{ config(severity='warn') }}

with

surveys as (
    select source_id from {{ ref('dim_source') }}
    where method = 'survey'
),

programmes as (
    select ' ' || source_ids || ' ' as source_ids from {{ ref('dim_programme') }}
    where is_current
)

select surveys.source_id
from surveys
left join programmes on programmes.source_ids like '% ' || surveys.source_id || ' %'
where programmes.source_ids is null
