{#-
  A declared line over points: a number as it is, else the mean or the median of `value` where `counts` holds. An
  aggregate; `choice` is an expression that holds 'mean', 'median' or the number as text.
-#}
{% macro declared_line(choice, value, counts) -%}
    case max({{ choice }})
        when 'mean' then avg(case when {{ counts }} then {{ value }} end)
        when 'median' then median(case when {{ counts }} then {{ value }} end)
        else max(try_cast({{ choice }} as double))
    end
{%- endmacro %}

{#- Which side of a line an interval lies on: above, below, or null where it crosses the line or is not known. -#}
{% macro side_of_line(low, high, line) -%}
    case when {{ low }} > {{ line }} then 'above' when {{ high }} < {{ line }} then 'below' end
{%- endmacro %}
