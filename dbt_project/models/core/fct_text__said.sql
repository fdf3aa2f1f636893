{#- Contract, name of the text and of its columns, and whether a person may have coded it. -#}
{%- set verbatims = [
    ('complaint', 'verbatim', false),
    ('suggestion', 'verbatim', true),
    ('letter', 'verbatim', true),
    ('review', 'title', false),
    ('review', 'verbatim', true),
    ('mystery_visit_item', 'note', false),
] -%}
{{ config(materialized='view') }}

with

answers as (
    select * from {{ ref('stg_survey_answer') }}
),

remarks as (
    select * from {{ ref('fct_text__remark') }}
),

said as (
    select
        'survey_response' as contract,
        source_id,
        source_record_id,
        question_key as field,
        event_at,
        language,
        text_original,
        text_normalised,
        cast(null as varchar) as human_theme,
        cast(null as varchar) as human_sentiment,
        cast(0 as bigint) as n_coders
    from answers
    where aspect = 'open_text'
    union all
    select
        'focus_group_note' as contract,
        source_id,
        source_record_id,
        'verbatim' as field,
        event_at,
        language,
        text_original,
        text_normalised,
        human_theme,
        human_sentiment,
        n_coders
    from remarks
    {%- for contract, field, is_coded in verbatims %}
        union all
        select
            '{{ contract }}' as contract,
            source_id,
            source_record_id,
            '{{ field }}' as field,
            event_at,
            language,
            {{ field }}_original as text_original,
            {{ field }}_normalised as text_normalised,
            {{ 'theme' if is_coded else 'cast(null as varchar)' }} as human_theme,
            {{ 'sentiment' if is_coded else 'cast(null as varchar)' }} as human_sentiment,
            {% if is_coded -%}
                cast(case when theme is null and sentiment is null then 0 else 1 end as bigint)
            {%- else -%}
                cast(0 as bigint)
            {%- endif %} as n_coders
        from {{ ref('stg_' ~ contract) }}
    {%- endfor %}
)

select * from said
where trim(coalesce(text_normalised, '')) <> ''
