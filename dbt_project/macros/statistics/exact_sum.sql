{#- Sum of floating-point terms that does not depend on the order of rows: each is cut to 15 decimals before it is added. -#}
{% macro exact_sum(term) -%}
    cast(sum(cast({{ term }} as decimal(38, 15))) as double)
{%- endmacro %}
