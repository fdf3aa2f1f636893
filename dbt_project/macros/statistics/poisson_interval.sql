{#- Ends of the exact 95 % interval of a count (Garwood 1936); divide by the exposure for a rate. -#}
{% macro poisson_low(count) %}
    case when {{ count }} = 0 then 0.0 else chi2_quantile(0.025, 2.0 * {{ count }}) / 2.0 end
{% endmacro %}

{% macro poisson_high(count) %}
    chi2_quantile(0.975, 2.0 * {{ count }} + 2.0) / 2.0
{% endmacro %}
