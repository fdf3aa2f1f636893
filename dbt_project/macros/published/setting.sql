{#- One of the reporting settings (thresholds, headline figure, cut-off) as a scalar. -#}
{% macro setting(name) -%}
    (select {{ name }} from {{ ref('dim_reporting_setting') }})
{%- endmacro %}
