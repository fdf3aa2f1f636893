-- Warns of segment values that records have and the profile does not declare: they count in the overall figures only.
{{ config(severity='warn') }}
{% set contracts = [
    'survey_response', 'complaint', 'suggestion', 'mystery_visit_item', 'letter', 'review', 'promise_check', 'sample_unit'
] %}

with

{% for contract in contracts %}
    {{ contract }} as (
        select
            source_id,
            '{{ contract }}' as contract,
            segments
        from {{ ref('stg_' ~ contract) }}
    ),

{% endfor %}
records as (
    {% for contract in contracts %}
        select * from {{ contract }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

stated as (
    {{ explode_map('records', 'segments', 'cut', 'cut_value', keep=['source_id', 'contract']) }}
),

declared as (
    select * from {{ ref('dim_segment') }}
)

select
    stated.source_id,
    stated.contract,
    stated.cut,
    stated.cut_value,
    count(*) as n_records
from stated
left join declared
    on
        stated.cut = declared.cut
        and stated.cut_value = declared.cut_value
where declared.cut is null
group by stated.source_id, stated.contract, stated.cut, stated.cut_value
