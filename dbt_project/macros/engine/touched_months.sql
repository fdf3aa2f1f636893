{#- Months whose rows changed (variable `months`): the unit of recomputation of every incremental model. -#}

{% macro in_touched_months(column) -%}
    {%- if var('months') is string and var('months') == 'all' -%}
        true
    {%- elif var('months') is string or var('months') | length == 0 -%}
        {%- if var('months') is string -%}
            {{ exceptions.raise_compiler_error("variable months: give 'all' or a list such as [2026-01, 2026-02]") }}
        {%- endif -%}
        false
    {%- else -%}
        {{ column }} in (
            {%- for month in var('months') -%}
                cast('{{ month }}-01' as date){{ ', ' if not loop.last }}
            {%- endfor -%}
        )
    {%- endif -%}
{%- endmacro %}

{#- The `where` of an incremental model; on a full build only what `and_also` asks. -#}
{% macro where_month_is_touched(column='month', and_also=none) -%}
    {%- if is_incremental() -%}
        where {{ in_touched_months(column) }}{{ ' and ' ~ and_also if and_also }}
    {%- elif and_also -%}
        where {{ and_also }}
    {%- endif -%}
{%- endmacro %}

{#- Pre-hook: a month that lost its rows must be emptied too, so months are deleted by name and not by what arrives. -#}
{% macro delete_touched_months(column='month') -%}
    {%- if is_incremental() -%}
        delete from {{ this }} where {{ in_touched_months(column) }}
    {%- endif -%}
{%- endmacro %}

{#- How every model is made that is rebuilt by the month: the touched months are emptied, and what the model selects is added. -#}
{% macro rebuilt_by_month(column='month') -%}
    {{ config(
        materialized='incremental', incremental_strategy='append', on_schema_change='fail',
        pre_hook="{{ delete_touched_months('" ~ column ~ "') }}"
    ) }}
{%- endmacro %}
