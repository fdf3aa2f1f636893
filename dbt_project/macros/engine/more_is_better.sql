{#- An answer's value on its scale, turned round where the scale runs down, so that more is better. -#}
{% macro more_is_better(answer) -%}
    case
        when {{ answer }}.scale_direction = 'down'
            then cast({{ answer }}.scale_min + {{ answer }}.scale_max - {{ answer }}.value as decimal(9, 6))
        else {{ answer }}.value
    end
{%- endmacro %}
