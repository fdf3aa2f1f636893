{#- First day of the month of a timestamp or date, as DATE (`date_trunc` alone gives a TIMESTAMP). -#}
{% macro month_of(column) -%}
    cast(date_trunc('month', {{ column }}) as date)
{%- endmacro %}

{#- First and last day of the month, quarter or year that a DATE lies in. -#}
{% macro period_start_of(period_type, column) -%}
    cast(date_trunc('{{ period_type }}', {{ column }}) as date)
{%- endmacro %}

{% macro last_day_of_month(column) -%}
    last_day({{ column }})
{%- endmacro %}

{% macro period_end_of(period_type, column) -%}
    {%- set months = {'month': 1, 'quarter': 3, 'year': 12}[period_type] -%}
    {{ return(adapter.dispatch('period_end_of', 'satisfaction')(period_type, column, months)) }}
{%- endmacro %}

{#- The period of a kind that a DATE lies in, as the three columns by which periods are told apart. -#}
{% macro calendar_period(period_type, column) -%}
    '{{ period_type }}' as period_type,
    {{ period_start_of(period_type, column) }} as period_start,
    {{ period_end_of(period_type, column) }} as period_end
{%- endmacro %}

{% macro default__period_end_of(period_type, column, months) -%}
    cast(date_trunc('{{ period_type }}', {{ column }}) + interval {{ months }} month - interval 1 day as date)
{%- endmacro %}

{% macro spark__period_end_of(period_type, column, months) -%}
    date_sub(add_months(date_trunc('{{ period_type }}', {{ column }}), {{ months }}), 1)
{%- endmacro %}
