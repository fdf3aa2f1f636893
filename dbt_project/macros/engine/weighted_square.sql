{#-
  Exact decimal w^2 * y (18 places) and w^2 * y^2 (20 places). `squared_weight` has twelve places and `value` six; w^2 * y is kept to
  14 places before the second factor, so that grossing-up weights on long scales fit DECIMAL(38). Any rounding is per term, so that
  sums never depend on the order of rows.
-#}
{% macro weighted_value(squared_weight, value) -%}
    cast({{ squared_weight }} * {{ value }} as decimal(38, 18))
{%- endmacro %}

{% macro weighted_square(squared_weight, value) -%}
    {{ weighted_product(squared_weight, value, value) }}
{%- endmacro %}

{% macro weighted_product(squared_weight, value, other_value) -%}
    cast(cast({{ squared_weight }} * {{ value }} as decimal(38, 14)) * {{ other_value }} as decimal(38, 20))
{%- endmacro %}
