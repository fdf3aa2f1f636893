{#- Columns of a figure, each empty where the figure may not be shown (measure M12): `condition` is a column or an expression. -#}
{% macro shown(columns, condition='is_shown') -%}
    {%- for column in columns -%}
        case when {{ condition }} then {{ column }} end as {{ column }}{{ ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- Why a figure is not shown. Too few answers, none at all, and cells hidden to protect others look the same. -#}
{% macro suppress_reason(condition='is_shown') -%}
    case when not {{ condition }} then 'small_base' end as suppress_reason
{%- endmacro %}
