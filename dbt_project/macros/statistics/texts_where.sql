{#- Distinct texts that meet a condition: a text with several themes stands on several rows. -#}
{% macro texts_where(condition) -%}
    count(distinct case when {{ condition }} then text_key end)
{%- endmacro %}
