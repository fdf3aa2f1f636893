{#- The scale that a count of answers is on, as one word: counts on different scales do not add up. -#}
{% macro disclosure_scale() -%}
    concat_ws(' ', scale_min, scale_max, scale_direction)
{%- endmacro %}

{#- The rows of `mart_disclosure` of one subject, by the key columns that a published figure has: whether it may be shown (M12). -#}
{% macro disclosed(subject, keys) -%}
    select
        {{ keys | join(', ') }},
        bool_or(is_hidden) as is_hidden,
        bool_and(shows_missing) as shows_missing
    from {{ ref('mart_disclosure') }}
    where subject = '{{ subject }}'
    group by {{ keys | join(', ') }}
{%- endmacro %}

{#- The same of answers, by all that a cell of a survey has: what most published figures of surveys are joined with. -#}
{% macro disclosed_answers() -%}
    {{ disclosed('survey_answer', ['aspect', 'characteristic_key', 'cut', 'cut_value', 'period_type', 'period_start']) }}
{%- endmacro %}
