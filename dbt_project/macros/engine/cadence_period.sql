{# The number of the period of a cadence that a day lies in, from the columns turn_months and turn_days. #}
{% macro cadence_period(day) -%}
    case
        when turns.turn_months is not null
            then (date_part('year', {{ day }}) * 12 + date_part('month', {{ day }}) - 1) // turns.turn_months
        else ({{ day }} - date '1970-01-05') // turns.turn_days
    end
{%- endmacro %}
