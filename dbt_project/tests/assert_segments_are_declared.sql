-- Warns of segment values that customers have and the profile does not declare: they count in the overall figures only.
{{ config(severity='warn') }}

with

responses as (
    select * from {{ ref('stg_survey_response') }}
),

stated as (
    {{ explode_map('responses', 'segments', 'cut', 'cut_value', keep=['source_id']) }}
),

declared as (
    select * from {{ ref('dim_segment') }}
)

select
    stated.source_id,
    stated.cut,
    stated.cut_value,
    count(*) as n_interviews
from stated
left join declared
    on
        stated.cut = declared.cut
        and stated.cut_value = declared.cut_value
where declared.cut is null
group by stated.source_id, stated.cut, stated.cut_value
