{#- Join condition of two relations on the cell that the gap marts share. -#}
{% macro same_cell(left, right) -%}
    {%- for column in ['period_type', 'period_start', 'characteristic_key', 'cut', 'cut_value'] -%}
        {{ left }}.{{ column }} = {{ right }}.{{ column }}{{ ' and ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
