{#- Whole hours that have passed between two timestamps; null where one is. -#}
{% macro whole_hours_between(earlier, later) -%}
    {{ return(adapter.dispatch('whole_hours_between', 'satisfaction')(earlier, later)) }}
{%- endmacro %}

{% macro default__whole_hours_between(earlier, later) -%}
    date_sub('hour', {{ earlier }}, {{ later }})
{%- endmacro %}

{% macro spark__whole_hours_between(earlier, later) -%}
    timestampdiff(HOUR, {{ earlier }}, {{ later }})
{%- endmacro %}
