{#- The weightiest thing to know before a register's figure is used: how the rows came about, a small base, an unfinished period. -#}
{% macro register_caveat(n) -%}
    case
        when is_self_selected then 'self_selected'
        when is_quota then 'quota'
        when {{ n }} < {{ setting('flag_n') }} then 'small_base'
        when period_end > {{ setting('as_of') }} then 'partial_period'
    end
{%- endmacro %}
