{#- A month of one segment is too thin for a share of every answer value, so months have a distribution for everybody only. -#}
{% macro has_distribution() -%}
    (period_type <> 'month' or cut = 'overall')
{%- endmacro %}
