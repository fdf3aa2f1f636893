{#-
  Join condition of rows with a month and a wave (empty where there is none) on dim_period__month: a month, quarter or year takes
  all rows of its months, a wave only its own.
-#}
{% macro in_period(rows) -%}
    {{ rows }}.month = period_months.month and (period_months.wave is null or {{ rows }}.wave = period_months.wave)
{%- endmacro %}
