{#-
  Sum over rows of the product of two totals. Each product is cut to 18 decimals before it is added: a sum of decimals does not
  depend on the order of rows as one of floating-point numbers does, and costs a third of an ordered sum.
-#}
{% macro product_sum(one, other) -%}
    cast(sum(cast(cast({{ one }} as double) * cast({{ other }} as double) as decimal(38, 18))) as double)
{%- endmacro %}
