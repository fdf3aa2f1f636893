{#- How many rows a condition holds for: none, and not null, where it is unknown for all (count_if differs between engines). -#}
{% macro count_of(condition) -%}
    cast(sum(case when {{ condition }} then 1 else 0 end) as bigint)
{%- endmacro %}
