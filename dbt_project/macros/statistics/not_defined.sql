{#- Columns that every figure carries and that have no meaning for this one: null, of the type that they have elsewhere. -#}
{% macro not_defined(columns) -%}
    {%- set types = {'n': 'bigint', 'n_eff': 'double', 'deff': 'double', 'df': 'double', 'n_missing': 'bigint', 'verdict': 'varchar'} -%}
    {%- for column in columns -%}
        cast(null as {{ types[column] }}) as {{ column }}{{ ',' if not loop.last }}
    {% endfor -%}
{%- endmacro %}
