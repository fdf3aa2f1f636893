{% set evidence = standard_evidence() %}
{#- dbt must see each table that is counted. -#}
-- depends_on: {{ ref('fct_communication') }}, {{ ref('fct_complaint') }}, {{ ref('fct_response') }}
-- depends_on: {{ ref('mart_complaint') }}, {{ ref('mart_complaint_cause_trend') }}, {{ ref('mart_control_chart') }}
-- depends_on: {{ ref('mart_dispute') }}, {{ ref('mart_driver') }}, {{ ref('mart_effectiveness') }}
-- depends_on: {{ ref('mart_operation') }}, {{ ref('mart_outcome') }}, {{ ref('mart_promise') }}
-- depends_on: {{ ref('pub_batch') }}, {{ ref('pub_calibration') }}, {{ ref('pub_cannot_say') }}
-- depends_on: {{ ref('pub_characteristic') }}, {{ ref('pub_complaint_cause') }}, {{ ref('pub_complaint_state') }}
-- depends_on: {{ ref('pub_complaint_time') }}, {{ ref('pub_definition') }}, {{ ref('pub_delivery') }}
-- depends_on: {{ ref('pub_edition') }}, {{ ref('pub_expectation') }}, {{ ref('pub_gap') }}
-- depends_on: {{ ref('pub_gap_chain') }}, {{ ref('pub_metric') }}, {{ ref('pub_process') }}
-- depends_on: {{ ref('pub_programme') }}, {{ ref('pub_question') }}, {{ ref('pub_reliability') }}
-- depends_on: {{ ref('pub_response_rate') }}, {{ ref('pub_sample') }}, {{ ref('pub_segment') }}
-- depends_on: {{ ref('pub_sentence') }}, {{ ref('pub_source_health') }}, {{ ref('pub_trend') }}
-- depends_on: {{ ref('pub_validation') }}

with

standard as (
    select * from {{ ref('seed_standard') }}
),

evidence as (
    {% for requirement, checks in evidence.items() %}
        {% for table, condition in checks %}
            select
                '{{ requirement }}' as requirement,
                '{{ table }}' as table_name,
                count(*) filter (where {{ condition }}) as n_rows
            from {{ ref(table) }}
            {{ 'union all' if not loop.last }}
        {% endfor %}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

counted as (
    select
        requirement,
        string_agg(distinct table_name, ' ' order by table_name) as table_names,
        cast(sum(n_rows) as bigint) as n_rows,
        count(*) as n_checks,
        count(*) filter (where n_rows > 0) as n_held
    from evidence
    group by requirement
),

-- Covered says that data of this organisation are there, and nothing about conformity: the standards are guidance.
final as (
    select
        standard.position,
        standard.requirement,
        standard.area,
        standard.standards,
        standard.pages,
        counted.table_names,
        counted.n_rows,
        counted.n_checks,
        counted.n_held,
        case
            when counted.n_held = counted.n_checks then 'covered'
            when counted.n_held > 0 then 'partly_covered'
            else 'no_data_yet'
        end as status,
        {{ provenance() }}
    from standard
    left join counted using (requirement)
)

select * from final
order by position
