{#- Occasion of asking that weights are made for: the wave, or the month where a survey has no waves. -#}
{% macro occasion_of(wave='wave', month='month') -%}
    case when coalesce({{ wave }}, '') = '' then cast({{ month }} as varchar) else {{ wave }} end
{%- endmacro %}

{#- Text that names a weighting cell, such as `region=north|type=private`: an aggregate over the cuts of one interview. -#}
{% macro cell_text() -%}
    {{ return(adapter.dispatch('cell_text', 'satisfaction')()) }}
{%- endmacro %}

{% macro default__cell_text() -%}
    string_agg(cut || '=' || cut_value, '|' order by cut asc)
{%- endmacro %}

{% macro spark__cell_text() -%}
    listagg(cut || '=' || cut_value, '|') within group (order by cut asc)
{%- endmacro %}
