{# The number of the period of a cadence that a day lies in, from the columns turn_months and turn_days of a relation. #}
{% macro cadence_period(day, relation='turns') -%}
    case
        when {{ relation }}.turn_months is not null
            then (date_part('year', {{ day }}) * 12 + date_part('month', {{ day }}) - 1) // {{ relation }}.turn_months
        else ({{ day }} - date '1970-01-05') // {{ relation }}.turn_days
    end
{%- endmacro %}

{# Rows of cadence, months of a turn, days of a turn: deliveries come by calendar periods, or so many days from a Monday. #}
{% macro cadence_turns() -%}
    ('daily', null, 1), ('weekly', null, 7), ('monthly', 1, null), ('quarterly', 3, null), ('half_yearly', 6, null),
    ('yearly', 12, null)
{%- endmacro %}
