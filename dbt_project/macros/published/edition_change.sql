{#- Whether a column of a figure is a judgement on it in the light of other figures: those may change although it does not. -#}
{% macro is_judgement(column) -%}
    {{ column }} in ('p_value', 'p_adjusted', 'verdict', 'status', 'caveat', 'smallest_detectable_difference', 'rank', 'running_share')
{%- endmacro %}

{#- The fewest decimals, none to six, at which two numbers are told apart; empty where only the computer sees a difference. -#}
{% macro visible_decimals(old, new) -%}
    cast(case
        {%- for digits in range(7) %}
        when round({{ old }}, {{ digits }}) <> round({{ new }}, {{ digits }}) then {{ digits }}
        {%- endfor %}
    end as integer)
{%- endmacro %}

{#- Whether a reader sees the change: pages print scores to one decimal and shares to whole per cent. -#}
{% macro is_visible_change() -%}
    (
        kind <> 'changed'
        or is_verdict
        or (is_leading and coalesce(
            {{ visible_decimals('old_value', 'new_value') }}
            <= case when greatest(abs(old_value), abs(new_value)) <= 1 then 2 else 1 end, false
        ))
    )
{%- endmacro %}
