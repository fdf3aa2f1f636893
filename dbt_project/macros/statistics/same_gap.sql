{#- Join condition of the products of two gaps (and their periods) with one gap's weight in the same cell and on the same scale. -#}
{% macro same_gap(weight, prefix) -%}
    {{ weight }}.period_type = period_months.period_type
    and {{ weight }}.period_start = period_months.period_start
    and {{ weight }}.cut = products.cut
    and {{ weight }}.cut_value = products.cut_value
    {%- for column in ['characteristic_key', 'scale_min', 'scale_max', 'scale_direction'] %}
    and {{ weight }}.{{ column }} = products.{{ prefix }}{{ column }}
    {%- endfor -%}
{%- endmacro %}
