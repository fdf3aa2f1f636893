{#- A comma-separated list of columns, each with the name of its relation. -#}
{% macro qualified(relation, columns) -%}
    {%- for column in columns.split(', ') -%}{{ relation }}.{{ column }}{{ ', ' if not loop.last }}{%- endfor -%}
{%- endmacro %}
